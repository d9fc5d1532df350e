"""Who cannot be judged does not come in (S72): a puzzle or a limit that fails with an error gives nothing out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from civicore_booking import drafts, passes

from civicore import capacity, puzzle
from civicore.storage.transaction import StoreBusy
from tests.faults.town import FILE as TOWN
from tests.security.fortress import BASE, Browser, Fortress, running

pytestmark = pytest.mark.anyio
FIRST = datetime(2026, 11, 25, 8, tzinfo=UTC)
SOLVED = {"puzzle": "1.2.3.4", "solution": "5"}
Send = Callable[[], Awaitable[int]]
DOORS = ("program", "program with a solved puzzle", "page", "pass by e-mail")
ASKED = DOORS[:3]
"""Who wants a place; the last one wants to do without the puzzle."""
BROKEN: dict[str, tuple[Any, str, Exception, int, tuple[str, ...]]] = {
    "how hard it has to be": (puzzle, "hardness", RuntimeError(), 500, (DOORS[0], DOORS[2])),
    "how many ask": (puzzle.Rush, "note", RuntimeError(), 500, ASKED),
    "whether it is solved": (puzzle, "solved", RuntimeError(), 500, (DOORS[1],)),
    "limits of a network, of a visit": (drafts, "flood_claims", RuntimeError(), 500, ASKED),
    "limits of a network, of a pass": (passes, "flood_claims", RuntimeError(), 500, (DOORS[3],)),
    "limits of a person": (drafts, "holder_claims", RuntimeError(), 500, ASKED),
    "limits of a day": (drafts, "share_claims", RuntimeError(), 500, ASKED),
    "addresses that want no more letters": (capacity, "holds", RuntimeError(), 500, DOORS),
    "counting": (capacity, "exchange", StoreBusy(), 503, DOORS),
}


@pytest.fixture(scope="module")
async def town() -> AsyncIterator[Fortress]:
    """A town with room for everybody that slows robots down."""
    async with running(TOWN, strict=True) as one:
        yield one


async def ready(browser: Browser, door: str, email: str, start: str) -> Send:
    """Somebody whose next step would give them a place, or a pass; the answer is its status."""
    who = {"first_name": "Jan", "last_name": "Novak", "email": email}
    if door.startswith("program"):
        body = {
            "agenda": "cards",
            "office": "hall",
            "start": start,
            "fields": who,
            **(SOLVED if door == DOORS[1] else {}),
        }

        async def ask() -> int:
            return (await browser.http.post("/api/v1/bookings", json=body)).status_code

        return ask
    there = f"office=hall&start={start}"
    form = (await browser.open(f"/en/booking/cards/details?{there}")).form("email")
    filled = form.filled(who, None)
    if door == "page":
        form = (await browser.send(form, filled)).form("Book this time")
        filled = form.filled({}, "Book this time")
    else:
        form = replace(form, action=f"{BASE}/en/booking/cards/pass?{there}")
        filled = [(name, value) for name, value in filled if name in ("_csrf", "email")]

    async def press() -> int:
        return (await browser.send(form, filled)).status

    return press


@pytest.mark.parametrize("broken", BROKEN)
async def test_s72_where_a_puzzle_or_a_limit_fails_nothing_is_given_out(
    town: Fortress, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, name, error, status, doors = BROKEN[broken]
    turn = list(BROKEN).index(broken)
    start = f"{FIRST + turn * timedelta(minutes=15):%Y-%m-%dT%H:%M:%SZ}"
    people = [
        await ready(town.browser(f"198.51.{turn}.{number}"), door, f"p{turn}.{number}@posta.example", start)
        for number, door in enumerate(doors)
    ]

    def fails(*_: object, **__: object) -> Any:
        raise error

    await town.letters()
    before = await town.contents()
    with monkeypatch.context() as patched:
        patched.setattr(where, name, fails)
        assert {door: await ask() for door, ask in zip(doors, people, strict=True)} == dict.fromkeys(doors, status)
    assert await town.contents() == before
    told = [await ask() for ask in people]
    assert max(told) < 400, told
