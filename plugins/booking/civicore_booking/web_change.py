"""Another time for a booking, from its own link: the same picker, a check, and the change."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, page, redirect
from civicore_booking.booking import Booking
from civicore_booking.citizen import Trip, bookings_of, refused, runtime_of
from civicore_booking.journey import Offered, Wish, first, read_stamp
from civicore_booking.links import VISIT, to
from civicore_booking.summary import Summary
from civicore_booking.web_choose import picker_page
from civicore_booking.web_form import ABOUT_TIME


@get(f"{VISIT}/{{token:str}}/times")
async def other_times(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The slot picker for a booking that is to be moved."""
    found = await _movable(request, token)
    if isinstance(found, Refusal):
        return refused(request, found, back=to(VISIT, token))
    return await _picker(request, found, token)


@get(f"{VISIT}/{{token:str}}/change")
async def change_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The old time and the new one, to be looked at once more."""
    found = await _movable(request, token)
    if isinstance(found, Refusal):
        return refused(request, found, back=to(VISIT, token))
    trip = _trip(request, found)
    if trip.wish.start is None:
        return await _picker(request, found, token, wrong=True)
    visit = Summary.of_wish(runtime_of(request).city, trip.wish, bookings_of(request))
    return page(request, "booking/change.html", personal=True, booking=found, visit=visit, token=token, trip=trip)


@post(f"{VISIT}/{{token:str}}/change")
async def change(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Move the booking; the old time is given back in the same step, or nothing happens."""
    start = read_stamp(request.query_params.get("start", ""))
    if start is None:
        return redirect(request, f"{to(VISIT, token)}/times")
    moved = await bookings_of(request).reschedule(token, start)
    if isinstance(moved, Refusal):
        return _no(request, token, moved)
    return redirect(request, to(VISIT, token), moved=1)


async def _movable(request: AnyRequest, token: str) -> Booking | Refusal:
    """The booking, when its time may still be changed and its errand is still served."""
    ours = bookings_of(request)
    found = await ours.show(token)
    if isinstance(found, Refusal):
        return found
    refusal = ours.may_reschedule(found)
    if refusal is not None:
        return refusal
    served = found.agenda in ours.agendas("web") and found.office in ours.offices(found.agenda)
    return found if served else Refusal("booking.not_bookable")


def _trip(request: AnyRequest, booking: Booking) -> Trip:
    sent = {name: request.query_params.getall(name) for name in request.query_params}
    wish = Wish(booking.agenda, booking.activities, booking.office, booking.people, read_stamp(first(sent, "start")))
    return Trip(request, Offered(booking.agenda, booking.activities, (booking.office,)), wish, sent)


async def _picker(request: AnyRequest, booking: Booking, token: str, *, wrong: bool = False) -> Response[Any]:
    visit = to(VISIT, token)
    return await picker_page(
        _trip(request, booking),
        wrong=wrong,
        here_path=f"{visit}/times",
        onward=f"{visit}/change",
        query={},
        back=visit,
        waiting=False,
        booking=booking,
        personal=True,
    )


def _no(request: AnyRequest, token: str, refusal: Refusal) -> Response[Any]:
    """Why the booking could not be moved; a time that is gone leads back to the picker, the booking stays."""
    again = f"{to(VISIT, token)}/times" if refusal.code in ABOUT_TIME else None
    return refused(request, refusal, back=to(VISIT, token), again=again)


HANDLERS = [other_times, change_page, change]
