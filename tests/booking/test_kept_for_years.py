"""However many bookings are kept, what is looked for each minute and each hour reads only those that it is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from civicore_booking import store

from civicore.storage.line import Line
from civicore.storage.sqlite import SQLite
from tests.booking.making import at
from tests.booking.town import Town

DAY, NOON = date(2026, 11, 25), at("2026-11-25T12:00:00")
ASKED: dict[str, Callable[[], Awaitable[object]]] = {
    "what is to come": lambda: store.from_day(DAY),
    "how much is to come": lambda: store.numbers_from(DAY),
    "the days that have bookings": lambda: store.days_from(DAY),
    "a day everywhere": lambda: store.between(None, DAY, DAY),
    "a day of an office": lambda: store.on_day("hall", DAY),
    "who is to be reminded": lambda: store.not_reminded(NOON, NOON + timedelta(days=1)),
    "holds that ended": lambda: store.held_before(NOON),
    "visits that are over": lambda: store.over_before(NOON),
    "visits that were cancelled": lambda: store.cancelled_before(NOON),
    "whom a pause concerns": lambda: store.not_paused(NOON, NOON + timedelta(hours=8)),
    "who was told of a pause": lambda: store.paused(()),
}


@pytest.mark.parametrize("what", ASKED)
async def test_no_question_that_is_asked_again_and_again_reads_every_booking(
    town: Town, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(town.store.engine, SQLite):  # how PostgreSQL goes about it depends on how much there is
        async with town.store.reading():
            names = await town.store.engine.names()
        assert {f"booking_booking_{one}" for one in ("place", "day", "start", "held")} <= names
        return
    said: list[tuple[str, Sequence[Any]]] = []
    at_once = Line.at_once

    def heard(self: Line, query: str, args: Sequence[Any] = ()) -> list[Any]:
        said.append((query, args))
        return at_once(self, query, args)

    with monkeypatch.context() as patched:
        patched.setattr(Line, "at_once", heard)
        async with town.store.reading():
            await ASKED[what]()
    (asked,) = [one for one in said if "booking_booking" in one[0]]
    plan = [step["detail"] for step in town.store.engine.writer.at_once(f"EXPLAIN QUERY PLAN {asked[0]}", asked[1])]
    assert " USING " in plan[0], plan
