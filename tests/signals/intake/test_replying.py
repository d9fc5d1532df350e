"""What the sender does with an own case: answer, judge, open again, take back; each deed once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from civicore_signals import clockwork, store, trying
from civicore_signals.access import Holder
from civicore_signals.case import Case
from civicore_signals.lifecycle import Given

from civicore import Duration, Refusal
from tests.signals.backoffice.office import BOSS, Office, code, sure
from tests.signals.intake.test_filing import HOLE, filed


async def begun(office: Office, **changes: Any) -> tuple[Case, Holder]:
    answer = await filed(office, HOLE, **changes)
    return answer.case, Holder(answer.token)


async def closed(office: Office, to: str = "solved", outcome: str = "solved") -> tuple[Case, Holder]:
    case, holder = await begun(office)
    return sure(await office.desk.move(case.id, to, Given("It is mended.", outcome), BOSS)), holder


async def test_an_answer_sends_the_case_back_to_work_and_the_clock_on(office: Office) -> None:
    case, holder = await begun(office, category="lighting", answers={"wire": "none"})
    sure(await office.desk.ask(case.id, "Which lamp?", BOSS))
    office.set("2026-11-26T09:00")
    own = await office.cases.own(holder)
    assert own is not None and own.asked == "Which lamp?" and "reply" in own.may
    back = sure(await office.cases.reply(holder, "Number 14."))
    assert (back.status, back.clock.paused_at, back.clock.silence_on) == ("in_work", None, None)
    assert str(case.clock.due_on) == "2026-12-23" and back.clock.paused == Duration(days=3)
    assert str(back.clock.due_on) == "2026-12-28", "three days later are days off"
    seen = await office.cases.own(holder)
    assert seen is not None and seen.asked == "" and (await office.kinds(case.id))[-1] == "reply"


async def test_an_empty_or_endless_answer_is_none(office: Office) -> None:
    _, holder = await begun(office)
    assert code(await office.cases.reply(holder, " ")) == "signals.text_missing"
    assert code(await office.cases.reply(holder, "x" * 4001)) == "signals.text_long"
    assert code(await office.cases.reply(Holder("x"), "Hello")) == "signals.unknown"


async def test_signal_case_33_a_case_is_opened_again_until_the_last_second_of_the_city_s_day(office: Office) -> None:
    first, one = await closed(office)
    _, two = await closed(office)
    office.set("2026-12-07T23:59:59")
    assert sure(await office.cases.reopen(one, "It is back.")).status == "in_work"
    office.set("2026-12-08T00:00:00")
    refused = await office.cases.reopen(two, "It is back.")
    assert isinstance(refused, Refusal) and refused.code == "signals.reopen_over"
    assert (await office.now(first.id)).reopened == 1


@pytest.mark.parametrize(("to", "outcome", "restarted"), [("solved", "solved", 1), ("answered", "answered", 0)])
async def test_signal_case_34_the_clock_begins_anew_or_goes_on_as_the_file_says(
    office: Office, to: str, outcome: str, restarted: int
) -> None:
    case, holder = await closed(office, to, outcome)
    office.set("2026-11-30T09:00")
    again = sure(await office.cases.reopen(holder, "Not mended."))
    assert again.clock.stopped_at is None and again.clock.restarted == restarted and again.closed_at is None
    assert again.reopened == 1 and again.received_at == case.received_at, "counted as opened again, not as new"
    assert again.clock.due_on is not None and case.clock.due_on is not None and again.clock.due_on > case.clock.due_on
    assert clockwork.overdue(again.clock, office.runtime.clock.now()) is False


async def test_signal_case_37_not_solved_is_an_event_and_never_another_status(office: Office) -> None:
    case, holder = await closed(office)
    kept = sure(await office.cases.feedback(holder, False, "The hole is still there."))
    assert (kept.status, kept.outcome, kept.closed_at) == (case.status, case.outcome, case.closed_at)
    event = (await office.history(case.id))[-1]
    assert (event.kind, event.public, event.facts) == ("feedback", True, {"solved": False})
    number = case.number or ""
    seen = await office.cases.public(number)
    assert seen is not None and seen.status == "solved" and seen.events[-1].kind == "feedback"
    assert seen.events[-1].text == "", "what the sender typed is not for everybody"
    assert code(await office.cases.feedback(holder, True)) == "signals.not_allowed"


async def test_open_cases_are_not_judged_and_closed_ones_not_withdrawn(office: Office) -> None:
    case, holder = await begun(office)
    assert code(await office.cases.feedback(holder, False)) == "signals.not_allowed"
    assert code(await office.cases.reopen(holder, "x")) == "signals.not_allowed"
    gone = sure(await office.cases.withdraw(holder, "A mistake."))
    assert gone.state == "withdrawn" and await office.cases.public(case.number or "") is None
    assert sure(await office.cases.withdraw(holder)).version == gone.version
    _, over = await closed(office)
    assert code(await office.cases.withdraw(over)) == "signals.not_allowed"


async def test_signal_case_31_the_same_deed_at_once_is_one_event(office: Office) -> None:
    case, holder = await closed(office)
    await asyncio.gather(*(office.cases.feedback(holder, False, "Still there.") for _ in range(8)))
    assert (await office.kinds(case.id)).count("feedback") == 1
    await asyncio.gather(*(office.cases.reopen(holder, "Still there.") for _ in range(8)))
    assert (await office.kinds(case.id)).count("reopened") == 1 and (await office.now(case.id)).reopened == 1
    await asyncio.gather(*(office.cases.reply(holder, "More.") for _ in range(8)))
    assert (await office.kinds(case.id)).count("reply") == 1
    assert len(await office.letters("reopened")) == 1


async def test_without_versions_the_same_deed_at_once_is_several(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: rivals that read before anybody wrote, and write whatever stands there by now."""
    case, holder = await closed(office)
    meeting = asyncio.Barrier(2)

    async def late(unit: Any, after: Case, was: Case) -> Case:
        return after

    monkeypatch.setattr(trying, "written", late)
    read = store.events_of

    async def both(id: Any, after: int = 0) -> Any:
        found = await read(id, after)
        if meeting.n_waiting < 2 and office.store.engine_type == "postgres":
            await meeting.wait()
        return found

    monkeypatch.setattr(store, "events_of", both)
    await asyncio.gather(*(office.cases.feedback(holder, False, "Still there.") for _ in range(2)))
    monkeypatch.setattr(store, "events_of", read)
    expected = 2 if office.store.engine_type == "postgres" else 1  # SQLite has one writer: there it costs nothing
    assert (await office.kinds(case.id)).count("feedback") == expected


async def test_the_file_decides_whether_people_are_asked(rebuilt: Callable[..., Office]) -> None:
    office = rebuilt(signals__feedback=None)
    office.set("2026-11-23T09:00")
    _, holder = await closed(office)
    own = await office.cases.own(holder)
    assert own is not None and "feedback" not in own.may and "reopen" in own.may
