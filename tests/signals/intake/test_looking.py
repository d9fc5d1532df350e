"""What strangers find: lists, marks, numbers; and what no search, filter or number tells them of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from civicore_signals.case import Case, Place, Sender
from civicore_signals.looking import PublicFilter

from civicore import Refusal, new_id
from tests.signals.backoffice.office import BOSS, NE, SW, Office, sure
from tests.signals.intake.test_filing import HOLE, filed
from tests.signals.intake.test_following import shown


async def numbers(office: Office, **wanted: Any) -> list[str]:
    return [one.number for one in (await office.cases.public_list(PublicFilter(**wanted))).items]


async def three(office: Office) -> list[Case]:
    first = await shown(office, text="Hole by the school", category="roads.cycling", answers={})
    office.clock.advance(timedelta(minutes=1))
    second = await shown(office, text="Lamp", category="lighting", answers={"wire": "none"}, place=Place(NE))
    office.clock.advance(timedelta(minutes=1))
    third = await shown(office, text="Tree by the school", category="greenery", answers={})
    return [first, second, third]


async def test_filters_find_what_they_say(office: Office) -> None:
    first, second, third = (case.number or "" for case in await three(office))
    assert await numbers(office) == [third, second, first]
    assert await numbers(office, category="roads") == [first]
    assert await numbers(office, area="ne") == [second]
    assert await numbers(office, phase="new") == [third, second, first] and await numbers(office, phase="final") == []
    assert await numbers(office, box=(49.98, 13.98, 49.999, 13.999)) == [third, first]
    today = office.cases.setting.day_at(office.runtime.clock.now())
    assert len(await numbers(office, since=today, until=today)) == 3
    assert await numbers(office, until=today - timedelta(days=1)) == []


async def test_pages_follow_each_other_without_gap(office: Office) -> None:
    every = [case.number for case in await three(office)][::-1]
    one = await office.cases.public_list(size=2)
    two = await office.cases.public_list(cursor=one.next, size=2)
    assert [found.number for found in (*one.items, *two.items)] == every and two.next is None


async def test_words_that_are_not_let_out_find_nothing(office: Office) -> None:
    await three(office)
    assert await numbers(office, text="school") == []
    case = (await filed(office, text="Škola je tmavá")).case
    sure(await office.desk.publish(case.id, ("text",), BOSS, agreed=True))
    assert await numbers(office, text="SKOLA tmava") == [case.number]
    assert await numbers(office, text="%") == []


async def test_signal_case_3_what_is_private_is_in_no_list_and_under_no_number(office: Office) -> None:
    account = Sender(account=new_id(), email="a@b.cz")
    private = [
        (await filed(office, category="social", answers={})).case,
        (await filed(office, replace(HOLE, kind="foi", topic="T", place=None), category="information", answers={},
                     sender=account)).case,
        sure(await office.desk.hide((await shown(office)).id, "It names somebody.", BOSS)),
    ]  # fmt: skip
    assert await numbers(office) == [] and await office.cases.public_marks() == ()
    for case in private:
        assert await office.cases.public(case.number or "") is None
        assert await office.cases.by_number(case.number or "", "192.0.2.1") is None


async def test_looking_up_numbers_is_slowed_for_one_network(office: Office) -> None:
    case = await shown(office)
    for _ in range(20):
        assert not isinstance(await office.cases.by_number("СК26-01-99", "192.0.2.1"), Refusal)
    refused = await office.cases.by_number(case.number or "", "192.0.2.1")
    assert isinstance(refused, Refusal) and refused.code == "signals.too_many"
    assert not isinstance(await office.cases.by_number(case.number or "", "198.51.100.1"), Refusal)
    office.clock.advance(timedelta(minutes=2))
    assert not isinstance(await office.cases.by_number(case.number or "", "192.0.2.1"), Refusal)


async def test_signal_case_58_the_map_shows_thirty_days_and_a_number_finds_all_ages(office: Office) -> None:
    case = await shown(office)
    office.set("2026-12-23T09:00")
    (mark,) = await office.cases.public_marks(PublicFilter())
    assert (mark.number, mark.lat, mark.lon) == (case.number, *SW)
    office.set("2026-12-23T09:01")
    assert await office.cases.public_marks() == ()
    assert await office.cases.by_number(case.number or "") is not None


async def test_a_place_that_is_not_let_out_is_no_mark(office: Office) -> None:
    await filed(office)
    assert await office.cases.public_marks() == ()
    assert await numbers(office, box=(49.0, 13.0, 51.0, 15.0)) == [], "trying boxes tells nothing of it"
    assert len(await numbers(office)) == 1


async def test_trying_boxes_tells_no_more_than_a_rounded_place(rebuilt: Callable[..., Office]) -> None:
    shown_so = {"text": True, "photo": True, "place": "street", "answer": True}
    office = rebuilt(signals__kinds__signal__shown=shown_so)
    office.set("2026-11-23T09:00")
    case = await shown(office, place=Place((49.99012, 13.99012)))
    for side in (49.9899, 49.9900, 49.9903):
        assert await numbers(office, box=(side, 13.98, 50.0, 14.0)) == [case.number]
    assert await numbers(office, box=(49.9916, 13.98, 50.0, 14.0)) == []
