"""Closing a day at the desk: look first, decide about each booking, carry out once."""

from __future__ import annotations

from datetime import date, timedelta

from civicore_booking.booking import Booking
from civicore_booking.desk_closing import Closing, Done, Plan

from civicore import Principal, Refusal
from tests.booking.pages.citizen import Citizen
from tests.booking.staff.office import DAY, Office

ON = date.fromisoformat(DAY)


async def three(office: Office) -> list[Booking]:
    """Three visits of the cards: two at nine, one at eleven."""
    made = []
    for start, email in (("09:00", "a@x.cz"), ("09:00", "b@x.cz"), ("11:00", "c@x.cz")):
        made.append(await office.visit(f"{DAY}T{start}:00+01:00", email))
        office.clock.advance(timedelta(seconds=1))
    return made


async def preview(desk: Citizen, **typed: str) -> None:
    await desk.open(f"/en/desk/booking/closures/new?day={DAY}")
    await desk.press("See who is hit", {"reason": "Training", **typed})


async def test_looking_closes_nothing(office: Office) -> None:
    await three(office)
    desk = await office.clerk()
    await preview(desk)
    assert "3 bookings are hit" in desk.told and "closed that day" in desk.told
    assert "Move to Thursday, 26 November, 08:00" in desk.told
    assert await office.bookings.closures("hall", ON, ON) == ()
    assert await office.audit("booking.closed") == []


async def test_case_43_each_booking_is_moved_cancelled_or_kept_and_a_repeat_sends_nothing(office: Office) -> None:
    moved, gone, kept = await three(office)
    desk = await office.clerk()
    await preview(desk)
    form = desk.page
    decisions = {f"decision-{moved.id}": "rebook", f"decision-{gone.id}": "cancel", f"decision-{kept.id}": "keep"}
    for _ in range(2):
        desk.page = form
        await desk.press("Close and carry out", decisions)
        for words in ("1 booking moved", "1 booking cancelled", "1 booking kept", "Closed: Wednesday"):
            assert words in desk.told, words
    assert len(await office.bookings.closures("hall", ON, ON)) == 1
    sent = {to: [one["notice"] for one in await office.letters(to)] for to in ("a@x.cz", "b@x.cz", "c@x.cz")}
    assert sent["a@x.cz"].count("booking.changed") == 1
    assert sent["b@x.cz"].count("booking.cancelled") == 1
    assert sent["c@x.cz"] == ["booking.confirmed"]
    new = await office.bookings.get(moved.id)
    assert new is not None and new.start.isoformat() == "2026-11-26T07:00:00+00:00"
    assert any("Training" in one["text"] for one in await office.letters("a@x.cz"))


async def test_times_offered_to_several_can_all_be_had(office: Office) -> None:
    hit = [await office.visit(f"{DAY}T{hour}:00+01:00", f"n{hour}@x.cz") for hour in ("08:00", "08:30", "09:00")]
    hit += [await office.visit(f"{DAY}T09:00:00+01:00", "d@x.cz")]
    desk = await office.clerk()
    await preview(desk, first="08:00", last="10:00")
    offered = [desk.page.source.count(f"Move to Wednesday, 25\u00a0November, {time}") for time in ("10:00", "10:30")]
    assert offered == [2, 2]
    await desk.press("Close and carry out")
    assert "4 bookings moved" in desk.told
    starts = sorted(one.start.hour * 60 + one.start.minute for one in await office.bookings.day("hall", ON))
    assert starts == [540, 540, 570, 570] and len(hit) == 4


async def test_a_day_without_bookings_and_a_part_of_a_day(office: Office) -> None:
    await three(office)
    desk = await office.clerk()
    await preview(desk, first="09:30", last="10:30")
    assert "No booking is hit." in desk.told
    await desk.press("Close and carry out")
    assert "No booking was hit." in desk.told
    await desk.open(f"/en/desk/booking/visits?day={DAY}")
    assert "Partly closed. Training" in desk.told


async def test_what_is_decided_later_waits_on_a_list(office: Office) -> None:
    first, second, third = await three(office)
    desk = await office.clerk()
    await preview(desk)
    await desk.press("Close and carry out", {f"decision-{one.id}": "ask" for one in (first, second, third)})
    assert "3 bookings of that day are still to be decided." in desk.told
    await desk.follow("Decide about them")
    await desk.press("Carry out", {f"decision-{first.id}": "cancel", "reason": "Flood in the cellar."})
    assert "Your decisions are carried out." in desk.told
    assert any("Flood in the cellar." in one["text"] for one in await office.letters("a@x.cz"))
    assert [hit.booking.id for hit in await office.bookings.conflicts("hall", ON, ON)] == [second.id, third.id]


async def test_a_closed_day_is_opened_again(office: Office) -> None:
    desk = await office.clerk()
    await preview(desk)
    await desk.press("Close and carry out")
    await desk.open("/en/desk/booking/closures")
    assert "Town hall" in desk.told and "Training" in desk.told
    await desk.press(
        next(words for form in desk.page.forms() for words in form.buttons if words.startswith("Open again"))
    )
    assert "The day is open again." in desk.told
    assert await office.bookings.closures("hall", ON, ON) == ()
    assert [action for action, _ in await office.audit("booking.closed", "booking.reopened")] == [
        "booking.closed",
        "booking.reopened",
    ]


async def test_a_form_with_mistakes_names_each(office: Office) -> None:
    desk = await office.clerk()
    for typed, field in (
        ({"reason": ""}, "reason"),
        ({"first": "10:00"}, "last"),
        ({"first": "10:00", "last": "09:00"}, "last"),
        ({"first": "soon"}, "first"),
        ({"date": "2026-11-23"}, "date"),
    ):
        await preview(desk, **typed)
        assert desk.page.status == 422 and f'href="#{field}"' in desk.page.source, (typed, desk.told)


async def test_a_clerk_of_one_department_closes_its_own_counters_alone(office: Office) -> None:
    await three(office)
    desk = await office.clerk("registrar")
    await desk.open(f"/en/desk/booking/closures/new?day={DAY}")
    assert "Cabin 1" in desk.told and "whole office" not in desk.told
    await desk.press("See who is hit", {"reason": "Illness"})
    assert desk.page.status == 422
    await desk.press("See who is hit", {"reason": "Illness", "counters": "k1"})
    assert "1 booking is hit" in desk.told and "more are booked than can be served" in desk.told
    await desk.press("Close and carry out")
    assert [one.counter for one in await office.bookings.closures("hall", ON, ON)] == ["k1"]


def staff(*departments: str, can: tuple[str, ...] = ("booking.see", "booking.close", "booking.cancel")) -> Principal:
    """Somebody of these departments, of all of them when none is named."""
    return Principal("staff", "1", permissions=frozenset(can), departments=departments or None)


async def test_closing_decides_about_nothing_of_another_department_or_of_an_earlier_closure(office: Office) -> None:
    cards, car = await three(office), await office.book_car()
    closing = Closing(office.built.runtime, office.bookings)
    left = await closing.close(Plan("hall", ("car",), ON, None, "Works"), staff(), every="ask")
    assert isinstance(left, Done) and [(hit.id, hit.outcome) for hit in left.hits] == [(car, "undecided")]
    both = Plan("hall", ("k1", "k2"), ON, None, "Illness")
    offers = await closing.preview(both, staff("registry"))
    assert not isinstance(offers, Refusal)
    assert {one.hit.booking.id for one in offers} == {one.id for one in cards}
    done = await closing.close(both, staff(), every="cancel")
    assert isinstance(done, Done)
    assert {hit.id for hit in done.hits} == {one.id for one in cards}
    assert await office.bookings.get(car) is not None


async def test_who_may_close_and_not_cancel_cancels_nothing_by_closing(office: Office) -> None:
    await three(office)
    who = staff("registry", can=("booking.see", "booking.close"))
    done = await Closing(office.built.runtime, office.bookings).close(
        Plan("hall", ("k1", "k2"), ON, None, "Illness"), who, every="cancel"
    )
    assert isinstance(done, Done)
    assert {hit.code for hit in done.hits} == {"request.forbidden"}
    assert len(await office.bookings.day("hall", ON)) == 3
