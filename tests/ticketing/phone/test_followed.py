"""A number that is sent to another office is followed there, by a telephone that listens already."""

from __future__ import annotations

import json
from typing import cast

import pytest

from civicore.web.front import CityApp
from tests.live.streaming import Reader, answering
from tests.ticketing.phone.street import JANA, K1, Street

pytestmark = pytest.mark.anyio


async def test_a_number_sent_to_another_office_is_followed_there(street: Street) -> None:
    first, mine = await street.take("passports"), await street.take("passports")
    telephone = await street.holds(mine)
    here = _live(telephone.page.source)
    async with answering(cast(CityApp, street.built.app)) as served, served.reading(here) as hall:
        await hall.events(1)
        for one in (first, mine):
            assert (await street.call()).id == one.id
            await street.queues.transfer(K1, JANA, office="branch")
        while await _before(hall) != 1:
            pass  # what was told before it was sent on
        await telephone.open(street.link(mine))
        there = _live(telephone.page.source)
        assert there != here, "by this the page knows that it has to listen somewhere else"
        async with served.reading(there) as branch:
            assert await _before(branch) == 1
            assert (await street.call("branch.b1")).id == first.id
            while await _before(branch) != 0:
                pass  # that the counter was opened


async def test_of_an_office_that_is_not_there_nothing_is_told(street: Street) -> None:
    mine = await street.take()
    telephone = street.telephone()
    answer = await telephone.http.get(f"{street.link(mine)}/events", params={"office": "nowhere"})
    assert answer.status_code == 404


async def _before(reader: Reader) -> int | None:
    """How many are before the number, by what is told next."""
    ((_, said),) = await reader.events(1)
    before: int | None = json.loads(said)["before"]
    return before


def _live(source: str) -> str:
    """Where the page listens."""
    return source.partition('data-live="')[2].partition('"')[0].replace("&amp;", "&")
