"""Several cases about one thing, one case about several, and cases that turn out to be elsewhere."""

from __future__ import annotations

from uuid import UUID

import pytest
from civicore_signals import store_followers
from civicore_signals.case import Case, Place
from civicore_signals.dossier import Dossier, InboxFilter, Part
from civicore_signals.feed import Observation
from civicore_signals.lifecycle import Given
from civicore_signals.service import Account

from tests.signals.backoffice.office import BOSS, NE, NORTH, Office, code, sure

pytestmark = pytest.mark.anyio
JANA = Account(UUID(int=77))  # who files in this office
FOLLOWER = Account(UUID(int=90), "petr@example.cz", "cs")


async def followers(office: Office, case: UUID) -> list[str]:
    """Who follows a case."""
    async with office.store.reading():
        return sorted(one.email for one in await store_followers.every(case))


async def two(office: Office) -> tuple[Case, Case]:
    """Two cases about one hole; somebody follows both, somebody else only the first."""
    first, second = await office.filed(), await office.filed(email="karel@example.cz")
    for one in (first, second):
        await office.cases.follow(one.number or "", FOLLOWER, "cs")
    await office.cases.follow(first.number or "", Account(UUID(int=91), "eva@example.cz", "cs"), "cs")
    return first, second


async def test_signal_case_36_sender_and_followers_follow_the_other_case_once_each(office: Office) -> None:
    first, second = await two(office)
    merged = sure(await office.desk.merge(first.id, second.id, BOSS))
    assert merged.merged_into == second.id
    assert await followers(office, second.id) == ["eva@example.cz", "jana@example.cz", "petr@example.cz"]
    assert len(await office.letters("merged")) == 1
    listed = (await office.desk.inbox(BOSS, InboxFilter(queue="open"))).lines
    assert [one.case.id for one in listed] == [second.id]
    seen = await office.desk.open(second.id, BOSS)
    assert isinstance(seen, Dossier) and [one.id for one in seen.merged] == [first.id]
    assert code(await office.desk.move(first.id, "in_work", Given(), BOSS)) == "signals.over"
    sure(await office.desk.unmerge(first.id, BOSS))
    assert await followers(office, second.id) == ["petr@example.cz"]
    assert await followers(office, first.id) == ["eva@example.cz", "petr@example.cz"]
    assert code(await office.desk.unmerge(first.id, BOSS)) == "signals.not_merged"


async def test_signal_case_36_a_cycle_is_refused(office: Office) -> None:
    one, two, three = [await office.filed() for _ in range(3)]
    assert code(await office.desk.merge(one.id, one.id, BOSS)) == "signals.merge_cycle"
    sure(await office.desk.merge(one.id, two.id, BOSS))
    assert code(await office.desk.merge(two.id, one.id, BOSS)) == "signals.merge_cycle"
    sure(await office.desk.merge(two.id, three.id, BOSS))
    assert code(await office.desk.merge(three.id, one.id, BOSS)) == "signals.merge_cycle"
    assert code(await office.desk.merge((await office.foi()).id, three.id, BOSS)) == "signals.merge_kinds"


async def test_signal_case_36_closing_the_one_closes_the_other_with_its_own_letter(office: Office) -> None:
    first, second = await two(office)
    sure(await office.desk.merge(first.id, second.id, BOSS))
    await office.solved(second)
    done = await office.now(first.id)
    assert (done.status, done.outcome) == ("solved", "solved") and done.clock.stopped_at is not None
    to = [(one["recipient"], one["about"]) for one in await office.letters("answer")]
    assert ("jana@example.cz", f"signals:{first.id}") in to and ("karel@example.cz", f"signals:{second.id}") in to
    again = sure(await office.desk.unmerge(first.id, BOSS))
    assert (again.status, again.outcome, again.closed_at) == (first.status, None, None)


async def test_signal_case_36_cases_of_a_unit_one_may_not_see_are_unknown(office: Office) -> None:
    here, there = await office.filed(), await office.filed(place=Place(NE))
    assert code(await office.desk.merge(there.id, here.id, NORTH)) == "signals.unknown"


async def test_parts_have_numbers_of_their_own_and_the_whole_waits_for_them(office: Office) -> None:
    whole = await office.filed(text="A hole and a dark lamp.")
    parts = [Part("roads.cycling", "The hole in the lane."), Part("lighting", "The lamp.", "lights")]
    made = await office.desk.split(whole.id, parts, BOSS)
    assert isinstance(made, tuple)
    assert [one.unit for one in made] == ["roads", "lights"]
    assert len({whole.number, *(one.number for one in made)}) == 3
    assert all(one.clock.started_at == whole.clock.started_at and one.parent == whole.id for one in made)
    closing = Given("Done.", "solved")
    assert code(await office.desk.move(whole.id, "solved", closing, BOSS)) == "signals.parts_open"
    for one in made:
        sure(await office.desk.move(one.id, "solved", closing, BOSS))
    sure(await office.desk.move(whole.id, "solved", closing, BOSS))
    seen = await office.desk.open(whole.id, BOSS)
    assert isinstance(seen, Dossier) and {one.id for one in seen.parts} == {one.id for one in made}


async def test_parts_that_cannot_be_are_refused_and_nothing_is_half_made(office: Office) -> None:
    whole = await office.filed()
    one = Part("roads.cycling", "x")
    assert code(await office.desk.split(whole.id, [one] * 11, BOSS)) == "signals.too_many_parts"
    assert code(await office.desk.split(whole.id, [], BOSS)) == "signals.too_many_parts"
    assert code(await office.desk.split(whole.id, [one, Part("information", "x")], BOSS)) == "signals.no_such_category"
    assert code(await office.desk.split(whole.id, [one, Part("lighting", " ")], BOSS)) == "signals.text_missing"
    assert (
        code(await office.desk.split(whole.id, [one, Part("lighting", "x", "parks")], BOSS)) == "signals.no_such_unit"
    )
    assert (await office.desk.counts(BOSS)).open == 1


async def test_signal_case_25_another_district_is_another_unit_told_once_to_both(office: Office) -> None:
    case = await office.filed()
    assert (case.unit, case.place and case.place.area) == ("roads", "sw")
    moved = sure(await office.desk.relocate(case.id, Place(NE), BOSS))
    assert (moved.unit, moved.place and moved.place.area) == ("north", "ne")
    letters = await office.letters("handed_over")
    assert sorted(one["recipient"] for one in letters) == ["north@squares.example", "roads@squares.example"]
    assert len(await office.letters("assigned")) == 1
    assert (await office.kinds(case.id)).count("moved") == 1
    near = Place((NE[0] + 0.001, NE[1]))
    again = sure(await office.desk.relocate(case.id, near, BOSS))
    assert again.unit == "north" and len(await office.letters("handed_over")) == 2
    assert code(await office.desk.relocate(case.id, Place((10.0, 10.0)), BOSS)) == "signals.place_outside"


async def test_signal_case_25_a_unit_chosen_by_hand_stays_while_the_rules_say_the_same(office: Office) -> None:
    case = await office.filed()
    sure(await office.desk.assign(case.id, BOSS, unit="centre", reason="A matter of its own."))
    moved = sure(await office.desk.relocate(case.id, Place((49.991, 13.991)), BOSS))
    assert moved.unit == "centre"


async def test_signal_case_25_another_category_has_its_own_unit_and_deadline_from_the_same_beginning(
    office: Office,
) -> None:
    case = await office.filed()
    assert (case.clock.deadline, str(case.clock.due_on)) == ("quick", "2026-11-30")
    office.set("2026-11-25T09:00")
    lamp = sure(await office.desk.change_category(case.id, "lighting", BOSS))
    assert (lamp.unit, lamp.clock.deadline, str(lamp.clock.due_on)) == ("lights", "promise", "2026-12-23")
    assert lamp.answers == {} and lamp.number == case.number
    assert code(await office.desk.change_category(case.id, "information", BOSS)) == "signals.no_such_category"


async def test_signal_case_36_what_was_merged_into_a_case_taken_back_stands_for_itself_again(office: Office) -> None:
    first, second = await office.filed(), await office.filed(email="karel@example.cz")
    sure(await office.desk.merge(first.id, second.id, BOSS))
    sure(await office.cases.withdraw(JANA, case=second.id))
    alone = await office.now(first.id)
    assert (alone.merged_into, alone.status, alone.closed_at) == (None, first.status, None)
    assert await followers(office, second.id) == []
    listed = (await office.desk.inbox(BOSS, InboxFilter(queue="open"))).lines
    assert [one.case.id for one in listed] == [first.id]
    assert [one["recipient"] for one in await office.letters("status")] == ["jana@example.cz"]


async def test_signal_case_36_nobody_is_left_aside_for_a_question_to_somebody_else(office: Office) -> None:
    first, second = await office.foi(), await office.foi()
    sure(await office.desk.merge(first.id, second.id, BOSS))
    sure(await office.desk.ask(second.id, "Where exactly?", BOSS))
    office.set("2027-03-01T09:00")
    assert await office.desk.settle() == 1
    assert (await office.now(second.id)).closed_at is not None
    alone = await office.now(first.id)
    assert (alone.merged_into, alone.closed_at) == (None, None)


async def test_signal_case_36_a_feed_that_closes_the_one_closes_the_other_with_its_own_letter(office: Office) -> None:
    first, second = await office.filed(), await office.filed(email="karel@example.cz")
    sure(await office.desk.merge(first.id, second.id, BOSS))
    office.set("2026-11-24T12:00")
    await office.desk.observe([Observation(second.number or "", "2026-11-24T10:00:00Z", "solved/solved")], "roadworks")
    assert (await office.now(first.id)).closed_at is not None
    about = [one["about"] for one in await office.letters("answer")]
    assert sorted(about) == sorted(f"signals:{one.id}" for one in (first, second))


async def test_an_open_case_is_not_merged_into_one_that_is_closed_already(office: Office) -> None:
    first, second = await office.filed(), await office.filed()
    await office.solved(second)
    assert code(await office.desk.merge(first.id, second.id, BOSS)) == "signals.not_allowed"
