"""Which found things may be the one that was lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from lostfound.things import Report, Thing, candidates

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
REPORT = Report(UUID(int=9), "keys", "red ribbon, five keys", "market", date(2026, 11, 22), "a@b.example", "en", NOON)
THING = Thing(UUID(int=1), "keys", "Keys", "station", date(2026, 11, 23), NOON)


def test_the_likeliest_thing_comes_first() -> None:
    ribbon = replace(THING, id=UUID(int=2), words="Keys on a red RIBBON", found_on=date(2026, 11, 22))
    newest = replace(THING, id=UUID(int=3), found_on=date(2026, 11, 24))
    assert candidates(REPORT, [THING, newest, ribbon]) == (ribbon, newest, THING)


def test_what_cannot_be_the_lost_thing_is_left_out() -> None:
    others = [
        replace(THING, category="bags"),
        replace(THING, state="returned"),
        replace(THING, found_on=date(2026, 11, 20)),
    ]
    assert candidates(REPORT, others) == ()
    assert candidates(REPORT, [replace(THING, found_on=date(2026, 11, 21))])
