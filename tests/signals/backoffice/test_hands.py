"""Who works on a case: units and clerks, rights that stop at the unit, two clerks at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest
from civicore_signals.case import Case, Place, Sender
from civicore_signals.dossier import Dossier, InboxFilter
from civicore_signals.lifecycle import Given
from civicore_signals.service import Filed, Filing

from civicore.base.refusal import Refusal
from civicore.people.principals import Principal
from tests.signals.backoffice.office import BOSS, NE, NORTH, ROADS, Office, code, sure

pytestmark = pytest.mark.anyio


async def test_the_inbox_holds_the_cases_of_ones_own_units(office: Office) -> None:
    here, there = await office.filed(), await office.filed(place=Place(NE))
    assert [one.case.id for one in (await office.desk.inbox(ROADS)).lines] == [here.id]
    assert [one.case.id for one in (await office.desk.inbox(NORTH)).lines] == [there.id]
    assert (await office.desk.counts(BOSS)).open == 2
    assert (await office.desk.counts(ROADS)).unassigned == 1


async def test_a_list_goes_on_page_by_page_without_a_gap_or_a_repeat(office: Office) -> None:
    made = [(await office.filed(text=f"Hole {number}.")).id for number in range(7)]
    seen, cursor = [], None
    while True:
        page = await office.desk.inbox(BOSS, InboxFilter(queue="open"), cursor, 3)
        seen += [one.case.id for one in page.lines]
        cursor = page.next
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(set(seen)) == 7


async def test_filters_narrow_the_list(office: Office) -> None:
    hole = await office.filed(text="Výtluk u školy")
    await office.filed(category="roads.cycling", text="A lane too narrow")

    async def found(**wanted: str) -> list[UUID]:
        return [one.case.id for one in (await office.desk.inbox(BOSS, InboxFilter(**wanted))).lines]  # type: ignore[arg-type]

    assert await found(text="vytluk skoly") == [hole.id]
    assert await found(text=(hole.number or "").lower()) == [hole.id]
    assert await found(text="JANA@example.cz", category="roads.pothole") == [hole.id]
    assert len(await found(category="roads")) == 2
    assert await found(area="ne") == []
    assert await found(kind="question") == []


async def test_a_case_is_taken_over_and_given_back(office: Office) -> None:
    case = await office.filed()
    mine = sure(await office.desk.assign(case.id, ROADS, clerk=UUID(ROADS.id)))
    assert mine.clerk == UUID(ROADS.id)
    assert (await office.desk.counts(ROADS)).mine == 1
    free = sure(await office.desk.assign(case.id, ROADS))
    assert free.clerk is None
    assert (await office.kinds(case.id)).count("assigned") == 3


async def test_another_unit_needs_a_right_and_a_reason(office: Office) -> None:
    case = await office.filed()
    plain = Principal("staff", str(UUID(int=9)), "Clerk", {"signals.see", "signals.work"}, ("roads",))
    assert code(await office.desk.assign(case.id, plain, unit="lights", reason="x")) == "signals.no_right"
    assert code(await office.desk.assign(case.id, BOSS, unit="lights")) == "signals.reason_missing"
    assert code(await office.desk.assign(case.id, BOSS, unit="moon", reason="x")) == "signals.no_such_unit"
    assert code(await office.desk.assign(case.id, BOSS, unit="parks", reason="x")) == "signals.unit_closed"
    assert code(await office.desk.assign(case.id, BOSS, clerk=UUID(int=404))) == "signals.not_of_unit"


async def test_signal_case_14_a_unit_reads_no_contacts_after_the_case_has_left_it(office: Office) -> None:
    case = await office.filed()
    before = await office.desk.open(case.id, ROADS)
    assert isinstance(before, Dossier)
    assert before.sender is not None and before.sender.phone == "+420777111222"
    await office.desk.note(case.id, "Spoke with her.", ROADS)
    sure(await office.desk.assign(case.id, ROADS, unit="north", reason="It is in the north."))
    left = await office.desk.open(case.id, ROADS)
    assert isinstance(left, Dossier)
    assert left.sender is None and not left.contacts and not left.works and left.notes == () and left.moves == ()
    assert any(one.facts.get("to_unit") == "north" for one in left.events)
    there = await office.desk.open(case.id, NORTH)
    assert isinstance(there, Dossier)
    assert there.sender is not None and any(one.facts.get("from_unit") == "roads" for one in there.events)
    assert code(await office.desk.note(case.id, "Still mine?", ROADS)) == "signals.unknown"
    assert code(await office.desk.open(case.id, Principal("staff", "9", "X", {"signals.see"}, ("care",)))) == (
        "signals.unknown"
    )
    letters = await office.letters("handed_over")
    assert sorted(one["recipient"] for one in letters) == ["north@squares.example", "roads@squares.example"]
    assert not any("Jana" in one["text"] or "777" in one["text"] for one in letters)


async def test_contacts_are_shown_only_with_the_right_to_them(office: Office) -> None:
    case = await office.filed()
    found = await office.desk.open(case.id, Principal("staff", "8", "Editor", {"signals.see", "signals.publish"}))
    assert isinstance(found, Dossier)
    assert found.sender is None and not found.contacts and not found.works


async def test_signal_case_15_the_caller_is_the_sender_and_the_audit_log_names_the_operator(office: Office) -> None:
    caller = Sender(name="Karel Volný", phone="+420600000000", language="cs")
    wanted = Filing("signal", "roads.cycling", "No lane.", "cs", place=Place(NE), sender=caller, origin="hotline")
    filed = await office.desk.file_for(wanted, BOSS)
    assert isinstance(filed, Filed)
    found = await office.desk.open(filed.case.id, BOSS)
    assert isinstance(found, Dossier)
    assert found.sender is not None and found.sender.name == "Karel Volný"
    assert found.case.origin == "hotline"
    assert BOSS.actor not in {one.actor for one in found.events}
    lines = [one for one in await office.audit() if one["action"] == "signals.filed_for"]
    assert [one["actor"] for one in lines] == [BOSS.actor]
    nobody = Principal("staff", "5", "X", {"signals.see"})
    assert code(await office.desk.file_for(wanted, nobody)) == "signals.no_right"


async def test_signal_case_30_cases_of_a_closed_unit_must_move_and_new_ones_fall_to_its_parent(
    rebuilt: Callable[..., Office],
) -> None:
    office = rebuilt(departments__parks__closed=False)
    old = await office.filed(category="greenery")
    assert old.unit == "parks"
    office = rebuilt()
    new = await office.filed(category="greenery")
    assert new.unit == "centre"
    assert [one.id for one in await office.desk.must_move(BOSS)] == [old.id]
    assert (await office.desk.counts(BOSS)).must_move == 1
    heir = Principal("staff", "4", "Centre", {"signals.see"}, ("centre",))
    assert [one.id for one in await office.desk.must_move(heir)] == [old.id]
    assert await office.desk.must_move(NORTH) == ()


async def test_signal_case_30_a_case_of_a_clerk_who_has_left_must_move(office: Office) -> None:
    case = await office.filed()
    gone = Principal("staff", str(UUID(int=55)), "Gone", ROADS.permissions, ("roads",))
    sure(await office.desk.assign(case.id, gone, clerk=UUID(int=55)))
    assert [one.id for one in await office.desk.must_move(BOSS)] == [case.id]


async def test_signal_case_32_of_two_clerks_at_once_one_wins_and_the_other_sees_what_changed(office: Office) -> None:
    case = await office.filed()
    closing = office.desk.move(case.id, "solved", Given("Mended.", "solved"), BOSS, case.version)
    giving = office.desk.assign(case.id, BOSS, unit="lights", reason="A lamp.", version=case.version)
    answers = await asyncio.gather(closing, giving)
    won = [one for one in answers if isinstance(one, Case)]
    lost = [one for one in answers if isinstance(one, Refusal)]
    assert len(won) == len(lost) == 1
    assert lost[0].code == "signals.changed"
    assert lost[0].facts["version"] == won[0].version
    events = lost[0].facts["events"]
    assert isinstance(events, tuple) and {one.kind for one in events} & {"closed", "assigned", "note"}
    assert await office.now(case.id) == won[0]
