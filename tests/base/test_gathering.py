"""Questions of one turn are one question; what is asked later is looked up later."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from civicore.base.gathering import Gathered

pytestmark = pytest.mark.anyio


async def test_one_look_answers_all_who_ask_at_once_and_nobody_who_asks_later() -> None:
    looks: list[list[str]] = []

    async def look(keys: Sequence[str]) -> dict[str, int]:
        looks.append(list(keys))
        await asyncio.sleep(0)
        return {one: len(looks) for one in keys if one != "nobody"}

    gathered = Gathered(look)
    first = asyncio.gather(*(gathered.get(one) for one in ("a", "b", "a", "nobody")))
    while not looks:
        await asyncio.sleep(0)
    late = gathered.get("a")  # the look at it is under way already
    assert (await first, await late) == ([1, 1, 1, None], 2)
    assert looks == [["a", "b", "nobody"], ["a"]]


async def test_all_hear_what_went_wrong_and_the_next_look_is_a_new_one() -> None:
    fails = [True]

    async def look(keys: Sequence[str]) -> dict[str, str]:
        if fails.pop():
            raise ConnectionError
        return dict.fromkeys(keys, "well")

    gathered = Gathered(look)
    found = await asyncio.gather(*(gathered.get("a") for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in found] == [ConnectionError] * 3
    fails.append(False)
    assert await gathered.get("a") == "well"


async def test_who_leaves_takes_nothing_from_the_others() -> None:
    async def look(keys: Sequence[str]) -> dict[str, str]:
        await asyncio.sleep(0)
        return dict.fromkeys(keys, "well")

    gathered = Gathered(look)
    leaver, other = (asyncio.ensure_future(gathered.get(one)) for one in ("a", "b"))
    await asyncio.sleep(0)
    leaver.cancel()
    assert await other == "well"
