"""The letter to the data officer: whose looks, at what, in which week, and once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.openings.officer import NOTICE, Officer
from civicore.openings.week import Look, Week, by_person
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.people.colleague import ABOUT, Colleague, employ

PRAGUE = ZoneInfo("Europe/Prague")
LOOKED = "messages.revealed"


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-23T00:00+01:00", "2026-11-16"),
        ("2026-11-22T23:59+01:00", "2026-11-09"),
        ("2026-11-29T23:00+00:00", "2026-11-23"),  # midnight of Monday in Prague
        ("2027-01-04T08:00+01:00", "2026-12-28"),
    ],
)
def test_the_week_is_the_last_whole_one_by_the_wall_clock(now: str, monday: str) -> None:
    assert Week.before(datetime.fromisoformat(now), PRAGUE).monday == date.fromisoformat(monday)


def test_a_week_in_which_the_clocks_change_has_an_hour_more() -> None:
    week = Week(date(2026, 10, 19), PRAGUE)
    assert week.until - week.since == timedelta(days=7, hours=1)
    assert week.sunday == date(2026, 10, 25)


def test_who_looked_most_comes_first() -> None:
    looks = [
        Look("staff:1", "a", 2, 1),
        Look("staff:2", "a", 9, 3),
        Look("staff:1", "b", 5, 5),
        Look("gone", "a", 1, 1),
    ]
    told = by_person(looks, {"staff:1": "Ann", "staff:2": "Bob"})
    assert [(one.name, one.times, [look.action for look in one.looks]) for one in told] == [
        ("Bob", 9, ["a"]),
        ("Ann", 7, ["b", "a"]),
        ("gone", 1, ["a"]),
    ]


async def letters(town: Built) -> list[dict[str, Any]]:
    async with town.runtime.store.reading():
        return await MessageRow.select().where(MessageRow.notice == NOTICE).order_by(MessageRow.made_at)


async def note(town: Built, action: str, subject: str, actor: str, facts: Mapping[str, object] | None = None) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.record(action, actor=actor, subject=subject, facts=facts or {})

    await town.runtime.transact(work)


@pytest.mark.anyio
@pytest.mark.check("S69")
async def test_s69_what_staff_opened_is_told_to_the_data_officer_after_the_week(
    town: Built, browser: Colleague, letter: str, clock: DemoClock
) -> None:
    clock.freeze(datetime(2026, 11, 18, 9, tzinfo=UTC))
    await browser.sign_in(await employ(town, role="chief"))
    assert (await browser.submit(f"/messages?about={ABOUT}", {})).status_code == 200
    for action, actor in (("staff.changed", "staff:1"), (LOOKED, "citizen:1"), (LOOKED, "staff:2")):
        await note(town, action, "somebody", actor)
    clock.freeze(datetime(2026, 11, 22, 22, 59, tzinfo=UTC))
    await note(town, LOOKED, "somebody", "staff:2")
    officer = Officer(town.runtime)
    await officer.report()
    clock.freeze(datetime(2026, 11, 22, 23, 0, tzinfo=UTC))
    await note(town, LOOKED, "else", "staff:3")
    await officer.report()
    (before, told) = await letters(town)
    assert "nobody of the staff looked" in before["text"]
    assert told["recipient"] == "officer@town.example"
    assert told["subject"] == "Who looked at records of people: 16 Nov 2026 to 22 Nov 2026"
    said = told["text"]
    assert "staff:2\n– Looked at the words and recipients of messages: 2 times, 1 different ones" in said
    assert "Jana Malá\n– Looked at the words" in said
    assert said.index("staff:2") < said.index("Jana Malá")
    assert "staff:1" not in said and "citizen" not in said and "staff:3" not in said and "ann@" not in said
    assert "/desk/audit" in said


@pytest.mark.anyio
async def test_a_week_is_told_once_whichever_process_comes_first(town: Built, clock: DemoClock) -> None:
    for process in (Officer(town.runtime), Officer(town.runtime)):
        await process.report()
        await process.report()
    assert len(await letters(town)) == 1
    clock.advance(timedelta(days=7))
    await Officer(town.runtime).report()
    assert len(await letters(town)) == 2
