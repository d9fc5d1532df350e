"""The law's clock in the office's hands: asking, extending, passing on, a calendar that changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from civicore_signals.dossier import Dossier, Part
from civicore_signals.lifecycle import Given
from civicore_signals.service import Account

from civicore.base.spans import Duration
from tests.signals.backoffice.office import BOSS, Office, code, sure

pytestmark = pytest.mark.anyio
TEN_DAYS = Duration(days=10)


async def opened(office: Office, case: UUID) -> Dossier:
    """The case as the office sees it."""
    found = await office.desk.open(case, BOSS)
    assert isinstance(found, Dossier)
    return found


async def test_signal_case_50_asked_and_answered_the_clock_does_what_the_law_says(office: Office) -> None:
    case = await office.foi()
    assert str(case.clock.due_on) == "2026-12-08"
    office.set("2026-12-03T10:00")
    asked = sure(await office.desk.ask(case.id, "Which year?", BOSS))
    assert asked.status == "clarification" and asked.clock.paused_at is not None
    assert {"question", "paused"} <= set(await office.kinds(case.id))
    assert len(await office.letters("question")) == 1
    office.set("2026-12-13T10:00")
    answered = sure(await office.cases.reply(Account(UUID(int=77)), "2025.", case=case.id))
    assert answered.clock.paused_at is None and str(answered.clock.due_on) == "2026-12-28"


async def test_signal_case_50_no_answer_in_thirty_days_leaves_the_case_aside(office: Office) -> None:
    case = await office.foi()
    sure(await office.desk.ask(case.id, "Which year?", BOSS))
    office.set("2026-12-23T23:59:59")
    assert (await opened(office, case.id)).case.status == "clarification"
    office.set("2026-12-24T00:00")
    seen = (await opened(office, case.id)).case
    assert (seen.status, seen.outcome) == ("left_aside", "left_aside")
    assert (await office.now(case.id)).status == "clarification", "reading derives it, nothing was written yet"
    assert await office.desk.settle() == 1
    assert await office.desk.settle() == 0
    written = await office.now(case.id)
    assert (written.status, written.closed_at) == ("left_aside", seen.closed_at)
    assert len(await office.letters("left_aside")) == 1


async def test_signal_case_50_without_the_job_the_next_deed_finds_it_left_aside(office: Office) -> None:
    case = await office.foi()
    sure(await office.desk.ask(case.id, "Which year?", BOSS))
    office.set("2027-01-30T09:00")
    assert code(await office.desk.move(case.id, "in_work", Given(), BOSS)) == "signals.not_allowed"
    await office.desk.note(case.id, "Nobody answered.", BOSS)
    assert (await office.now(case.id)).status == "left_aside"
    assert len(await office.letters("left_aside")) == 1


async def test_nobody_is_asked_who_cannot_answer(office: Office) -> None:
    case = await office.filed(sender=None)
    assert code(await office.desk.ask(case.id, "Where?", BOSS)) == "signals.nobody_to_ask"
    assert code(await office.desk.ask((await office.filed()).id, "  ", BOSS)) == "signals.text_missing"


async def test_signal_case_51_an_extension_names_article_day_and_reason_and_comes_once(office: Office) -> None:
    case = await office.foi()
    assert code(await office.desk.extend(case.id, TEN_DAYS, " ", BOSS)) == "signals.reason_missing"
    too_long = await office.desk.extend(case.id, Duration(days=11), "Archive.", BOSS)
    assert code(too_long) == "signals.extension_too_long"
    longer = sure(await office.desk.extend(case.id, TEN_DAYS, "The archive is being moved.", BOSS))
    assert str(longer.clock.due_on) == "2026-12-18"
    (letter,) = await office.letters("extended")
    assert "14(7)" in letter["text"] and "The archive is being moved." in letter["text"] and "18" in letter["text"]
    assert code(await office.desk.extend(case.id, Duration(days=1), "More.", BOSS)) == "signals.extension_used"


async def test_signal_case_51_an_extension_after_the_last_day_is_refused(office: Office) -> None:
    case = await office.foi()
    office.set("2026-12-09T00:00")
    assert code(await office.desk.extend(case.id, TEN_DAYS, "Late.", BOSS)) == "signals.extension_late"
    assert (await opened(office, case.id)).deadline.overdue
    assert (await office.desk.counts(BOSS)).overdue == 1
    hole = await office.filed()
    assert code(await office.desk.extend(hole.id, TEN_DAYS, "No law.", BOSS)) == "signals.extension_not_allowed"


async def test_signal_case_52_passed_on_in_time_stops_our_clock_and_keeps_number_and_date(office: Office) -> None:
    case = await office.foi()
    office.set("2026-11-30T12:00")
    nowhere = await office.desk.move(case.id, "passed_on", Given("Not ours.", "passed_on"), BOSS)
    assert code(nowhere) == "signals.body_missing"
    gone = sure(await office.desk.move(case.id, "passed_on", Given("Not ours.", "passed_on", "The region"), BOSS))
    assert (gone.number, gone.registered_on, gone.body) == (case.number, case.registered_on, "The region")
    assert gone.clock.stopped_at is not None
    (letter,) = await office.letters("transferred")
    assert "The region" in letter["text"]
    office.set("2027-03-01T12:00")
    assert not (await opened(office, case.id)).deadline.overdue


async def test_signal_case_52_after_those_days_it_is_ours_to_answer(office: Office) -> None:
    case = await office.foi()
    office.set("2026-12-01T00:00")
    late = await office.desk.move(case.id, "passed_on", Given("Not ours.", "passed_on", "The region"), BOSS)
    assert code(late) == "signals.transfer_late"


async def test_signal_case_49_a_day_off_decreed_later_moves_open_days_and_is_told_once(
    rebuilt: Callable[..., Office],
) -> None:
    office = rebuilt()
    office.set("2026-11-23T09:00")
    case, over = await office.foi(), await office.foi()
    await office.desk.move(over.id, "answered", Given("Here.", "answered"), BOSS)
    office = rebuilt(holidays__extra={"2026-12-08": "Mourning"})
    assert {id: str(day) for id, day in (await office.desk.recompute()).items()} == {case.id: "2026-12-09"}
    assert await office.desk.recompute() == {}
    assert str((await office.now(case.id)).clock.due_on) == "2026-12-09"
    assert [one["subject"] for one in await office.audit() if one["action"] == "signals.recomputed"] == [
        f"signals:{case.id}"
    ]
    assert len(await office.letters("due_moved")) == 1


async def test_signal_case_34_reopened_by_the_office_the_clock_does_as_the_status_says(office: Office) -> None:
    case = await office.filed()
    await office.solved(case)
    office.set("2026-12-01T09:00")
    again = sure(await office.desk.move(case.id, "in_work", Given(), BOSS))
    assert (again.reopened, again.outcome, again.closed_at) == (1, None, None)
    assert again.clock.restarted == 1 and again.clock.stopped_at is None
    assert "reopened" in await office.kinds(case.id)


async def test_signal_case_50_a_clerk_who_has_the_answer_takes_the_case_up_and_silence_means_nothing(
    office: Office,
) -> None:
    case = await office.foi()
    sure(await office.desk.ask(case.id, "Which year?", BOSS))
    office.set("2026-11-26T09:00")
    working = sure(await office.desk.move(case.id, "in_work", Given(), BOSS))
    assert (working.clock.paused_at, working.clock.silence_on) == (None, None)
    office.set("2027-01-30T09:00")
    assert await office.desk.settle() == 0 and (await office.now(case.id)).status == "in_work"


async def test_signal_case_50_a_case_left_aside_was_not_late(office: Office) -> None:
    case = await office.foi()
    sure(await office.desk.ask(case.id, "Which year?", BOSS))
    office.set("2027-01-30T09:00")
    assert await office.desk.settle() == 1
    assert not (await opened(office, case.id)).deadline.overdue
    (line,) = await office.desk.records(date(2026, 11, 1), date(2026, 12, 1))
    assert line.due_on is not None and line.closed_on is not None and line.closed_on <= line.due_on


async def test_the_letter_about_a_part_names_the_day_that_counts(office: Office) -> None:
    whole = await office.foi()
    office.set("2026-12-01T09:00")
    made = await office.desk.split(whole.id, [Part("information", "The first contract.")], BOSS)
    assert isinstance(made, tuple) and made[0].clock.due_on == whole.clock.due_on == date(2026, 12, 8)
    letter = (await office.letters("registered"))[-1]
    said = re.sub(r"https?://\S+", "", letter["text"])  # the link bears any signs
    assert letter["about"] == f"signals:{made[0].id}" and "16" not in said and "8" in said
