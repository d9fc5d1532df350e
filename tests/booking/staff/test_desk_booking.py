"""One booking at the desk: made for a caller, opened, moved, cancelled, its message sent again."""

from __future__ import annotations

from datetime import UTC, datetime

from civicore_booking.booking import BookingRequest

from civicore import Refusal
from civicore.storage.tables import Attempt, MessageRow
from tests.booking.staff.office import DAY, WHO, Office

NINE = "2026-11-25T08:00:00Z"


async def test_a_caller_is_booked_and_the_code_is_there_to_be_read_out(office: Office) -> None:
    desk = await office.clerk("registrar")
    await desk.open("/en/desk/booking/new")
    await desk.follow("Identity cards")
    await desk.press("Show times", {"activity": "collect", "from": DAY})
    await desk.press("Continue", {"start": NINE})
    assert "Wednesday, 25 November 2026, 09:00" in desk.told and "Collection" in desk.told
    await desk.press("Book", {"first_name": "Petr"})
    assert desk.page.status == 422 and desk.page.title.startswith("Error")
    await desk.press("Book", {"first_name": "Petr", "last_name": "Starý", "_language": "cs"})
    (made,) = await office.bookings.day("hall", datetime.fromisoformat(DAY).date())
    assert (made.channel, made.state, made.activities, made.language) == ("desk", "confirmed", ("collect",), "cs")
    assert desk.page.url.endswith(f"/visits/{made.id}?done=made")
    assert str(office.bookings.code(made)) in desk.told and office.bookings.reference(made) in desk.told
    assert "The visit is booked." in desk.told and "no message is sent" in desk.told
    assert await office.audit("booking.made") == [("booking.made", made.about)]


async def test_the_same_form_sent_twice_books_once(office: Office) -> None:
    desk = await office.clerk("registrar")
    await desk.open(f"/en/desk/booking/new/cards/person?start={NINE}")
    form = desk.page
    await desk.press("Book", WHO)
    desk.page = form
    await desk.press("Book", WHO)
    assert await office.states() == ["confirmed"]
    assert len([one for one in await office.letters() if one["notice"] == "booking.confirmed"]) == 1


async def test_times_beyond_the_quota_of_citizens_are_marked_and_given(office: Office) -> None:
    for number in range(2):
        wish = BookingRequest("cards", (), datetime.fromisoformat(NINE), {**WHO, "email": f"w{number}@x.cz"}, "en")
        assert not isinstance(await office.bookings.hold(wish), Refusal)
    desk = await office.clerk("registrar")
    page = await desk.open(f"/en/desk/booking/new/cards?from={DAY}")
    assert "beyond the online quota" in page.source and "the counters have room" in desk.told
    await desk.press("Continue", {"start": "2026-11-25T09:00:00Z"})
    await desk.press("Book", WHO)
    assert "The visit is booked." in desk.told


async def test_a_time_taken_meanwhile_keeps_what_was_typed_and_offers_another(office: Office) -> None:
    desk = await office.clerk("registrar")
    await desk.open(f"/en/desk/booking/new/cards/person?start={NINE}")
    for number in range(2):
        await office.visit(NINE, f"n{number}@posta.example")
    await desk.press("Book", WHO)
    assert desk.page.status == 409 and 'value="Nováková"' in desk.page.source
    await desk.follow("Wednesday, 25 November, 08:30")
    assert "08:30" in desk.told


async def test_without_a_time_the_times_are_asked_for(office: Office) -> None:
    desk = await office.clerk("registrar")
    await desk.open("/en/desk/booking/new/cards/person")
    assert desk.page.status == 422 and "#start" in desk.page.source


async def test_opening_a_booking_shows_everything_and_leaves_a_line(office: Office) -> None:
    booking = await office.visit()
    await office.built.outbox.flush()
    desk = await office.clerk("viewer")
    await desk.open(f"/en/desk/booking/visits/{booking.id}")
    for words in ("Petr Starý", "petr@posta.example", "Confirmation sent", "by e-mail", "the old card"):
        assert words in desk.told, words
    assert desk.answer.headers["cache-control"] == "no-store"
    assert await office.audit("booking.opened") == [("booking.opened", booking.about)]
    await desk.open(f"/en/desk/booking/visits/{booking.id}")
    assert "Looked at a booking, The viewer" in desk.told


async def test_the_fate_of_each_message_is_told_with_its_tries(office: Office) -> None:
    booking = await office.visit()

    async def failed(unit: object) -> None:
        (row,) = await MessageRow.select().where(MessageRow.about == booking.about)
        await MessageRow.update({MessageRow.state: "failed"}).where(MessageRow.id == row["id"])
        at = office.clock.now()
        await Attempt.insert(
            Attempt(id=row["id"], message=row["id"], channel="email", at=at, outcome="failed", detail="550 no mailbox")
        )

    await office.built.runtime.transact(failed)
    desk = await office.clerk("chief")
    await desk.open(f"/en/desk/booking/visits/{booking.id}")
    assert "Confirmation not delivered" in desk.told and "550 no mailbox" in desk.told


async def test_the_message_is_sent_again_and_it_is_written_down(office: Office) -> None:
    booking = await office.visit()
    await office.built.outbox.flush()
    desk = await office.clerk("registrar")
    await desk.open(f"/en/desk/booking/visits/{booking.id}")
    await desk.press("Send the message again")
    assert "on its way once more" in desk.told
    sent = [one for one in await office.letters("petr@posta.example") if one["notice"] == "booking.confirmed"]
    assert len(sent) == 2
    assert await office.audit("booking.resent") == [("booking.resent", booking.about)]


async def test_a_booking_is_moved_and_the_holder_told(office: Office) -> None:
    booking = await office.visit()
    desk = await office.clerk("registrar")
    await desk.open(f"/en/desk/booking/visits/{booking.id}/move")
    await desk.press("Change the time", {})
    assert desk.page.status == 422
    await desk.press("Change the time", {"start": "2026-11-25T10:00:00Z"})
    assert "The booking has its new time." in desk.told and "11:00" in desk.told
    assert [one["notice"] for one in await office.letters("petr@posta.example")].count("booking.changed") == 1


async def test_a_booking_is_cancelled_with_a_reason_and_erased(office: Office) -> None:
    booking = await office.visit()
    desk = await office.clerk("registrar")
    await desk.open(f"/en/desk/booking/visits/{booking.id}/cancel")
    assert "erased at once" in desk.told
    await desk.press("Cancel the booking", {"reason": "The boiler burst."})
    assert "The booking is cancelled." in desk.told and DAY in desk.page.url
    told = [one for one in await office.letters("petr@posta.example") if "The boiler burst." in one["text"]]
    assert len(told) == 1 and await office.states() == []
    await desk.open(f"/en/desk/booking/visits/{booking.id}")
    assert desk.page.status == 404


async def test_what_is_over_can_be_read_and_not_changed(office: Office) -> None:
    booking = await office.visit("2026-11-24T09:00:00+01:00")
    office.clock.freeze(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    desk = await office.clerk("registrar")
    page = await desk.open(f"/en/desk/booking/visits/{booking.id}")
    assert "Change the time" not in page.links() and "Cancel the booking" not in page.links()
    await desk.open(f"/en/desk/booking/visits/{booking.id}/cancel")
    await desk.press("Cancel the booking")
    assert desk.page.status == 409 and await office.states() == ["confirmed"]


async def test_every_page_of_the_desk_speaks_each_language(office: Office) -> None:
    booking = await office.visit()
    desk = await office.clerk("chief")
    pages = (
        f"visits?day={DAY}",
        "visits/found",
        "visits/conflicts",
        f"visits/{booking.id}",
        f"visits/{booking.id}/cancel",
        f"visits/{booking.id}/move",
        "new",
        "new/cards",
        f"new/cards/person?start={NINE}",
        "closures",
        "closures/new",
        f"closures/done?day={DAY}&moved=2&cancelled=1&kept=5",
    )
    for language in ("cs", "uk", "bg"):
        for path in pages:
            page = await desk.open(f"/{language}/desk/booking/{path}")
            assert page.status == 200, path
            assert page.one("html").get("lang") == language
            assert len(page.all("h1")) == 1, path
