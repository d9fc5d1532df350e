"""Pages behind the links of messages: confirm, see the visit, keep it. Opening one changes nothing."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, page, redirect, ways
from civicore_booking import lifecycle
from civicore_booking.booking import Booking
from civicore_booking.citizen import bookings_of, new_key, policy_of, refused, runtime_of
from civicore_booking.journey import Wish
from civicore_booking.links import CONFIRM, NOT_ME, VISIT, to
from civicore_booking.picture import svg
from civicore_booking.questions import booking_form, raw
from civicore_booking.summary import Summary

_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@get(f"{CONFIRM}/{{token:str}}")
async def confirm_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks before it confirms: programs that read mail open links too."""
    found = await bookings_of(request).show(token)
    if isinstance(found, Refusal):
        return refused(request, found)
    state = bookings_of(request).state(found)
    if state == "held":
        return _visit_page(request, "confirm.html", found, token)
    if found.state in lifecycle.KEPT:
        return redirect(request, to(VISIT, token), already=1)
    return await too_late(request, found, Refusal(f"booking.{state}", at=found.hold_until or found.start))


@post(f"{CONFIRM}/{{token:str}}")
async def confirm(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Confirm; a second time it only says that it is done."""
    done = await bookings_of(request).confirm(token)
    if not isinstance(done, Refusal):
        said: dict[str, Any] = {"already": 1} if done.already else {}
        return redirect(request, to(VISIT, token), **said)
    found = await bookings_of(request).show(token)
    return refused(request, done) if isinstance(found, Refusal) else await too_late(request, found, done)


@get(f"{NOT_ME}/{{token:str}}")
async def not_me_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Somebody used an address that is not theirs: asks before it ends the booking."""
    found = await bookings_of(request).show(token)
    if isinstance(found, Refusal):
        return refused(request, found)
    return _visit_page(request, "not_me.html", found, token, done=False)


@post(f"{NOT_ME}/{{token:str}}")
async def not_me(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """End it. Said in the same words whether or not there was anything to end."""
    await bookings_of(request).not_me(token)
    return page(request, "booking/not_me.html", personal=True, done=True)


@get(f"{VISIT}/{{token:str}}")
async def visit(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The confirmation to keep or print: code, time, place, what to bring."""
    ours = bookings_of(request)
    found = await ours.show(token)
    if isinstance(found, Refusal):
        return refused(request, found)
    state = ours.state(found)
    if state == "held":
        return redirect(request, to(CONFIRM, token))
    if found.state not in lifecycle.KEPT:
        return await too_late(request, found, Refusal(f"booking.{state}", at=found.hold_until or found.start))
    offered = await ways.offers(request, found.about, back=to(VISIT, token))
    return _visit_page(request, "visit.html", found, token, ways=offered, **_about(request, found))


@get(f"{VISIT}/{{token:str}}/code.svg")
async def picture(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    """The code as a picture that the ticket printer can read."""
    ours = bookings_of(request)
    found = await ours.show(token)
    code = None if isinstance(found, Refusal) else ours.code(found)
    if code is None:
        raise NotFoundException
    return Response(svg(code), media_type="image/svg+xml", headers=_PRIVATE)


@get(f"{VISIT}/{{token:str}}/visit.ics")
async def calendar(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    """The visit for the person's own calendar."""
    ours = bookings_of(request)
    found = await ours.show(token)
    if isinstance(found, Refusal) or found.state not in lifecycle.KEPT:
        raise NotFoundException
    headers = {**_PRIVATE, "Content-Disposition": 'attachment; filename="visit.ics"'}
    return Response(ours.calendar(found), media_type="text/calendar; charset=utf-8", headers=headers)


async def too_late(request: AnyRequest, booking: Booking, refusal: Refusal) -> Response[Any]:
    """A booking that is no more. After a hold ran out the nearest free time is offered, nothing is typed twice."""
    if refusal.code not in ("booking.lapsed", "booking.slot_gone"):
        return refused(request, refusal)
    ours = bookings_of(request)
    bookable = booking.agenda in ours.agendas("web") and booking.office in ours.offices(booking.agenda)
    slot = (
        await ours.nearest(
            booking.agenda, booking.activities, booking.start, office=booking.office, people=booking.people
        )
        if bookable
        else None
    )
    wish = Wish(booking.agenda, booking.activities, booking.office, booking.people, slot.start if slot else None)
    return page(
        request,
        "booking/lapsed.html",
        status=410,
        personal=True,
        refusal=refusal,
        visit=Summary.of(runtime_of(request).city, booking),
        wish=wish if bookable else None,
        carried=_typed(request, booking) if bookable else (),
    )


def _typed(request: AnyRequest, booking: Booking) -> tuple[tuple[str, str], ...]:
    """The answers of a booking as its form sent them."""
    runtime, policy = runtime_of(request), bookings_of(request).policy(booking.agenda, booking.office)
    form = booking_form(runtime.city, policy, booking.agenda, "web", runtime.field_types)
    typed = raw(form, booking.fields)
    return (("_key", new_key()), *((name, value) for name, values in typed.items() for value in values))


def _about(request: AnyRequest, booking: Booking) -> dict[str, Any]:
    """What can still be done with a booking, and how its code works."""
    ours, city, now = bookings_of(request), runtime_of(request).city, runtime_of(request).clock.now()
    coming = ours.state(booking) == "confirmed"
    return {
        "state": ours.state(booking),
        "over": now >= booking.start,
        "code": ours.code(booking) if coming else None,
        "policy": policy_of(request, booking.agenda, booking.office),
        "can_cancel": ours.may_cancel(booking) is None,
        "can_move": ours.may_reschedule(booking) is None,
        "latest": booking.terms.cancel_until.before(booking.start, city.zone),
        "already": request.query_params.get("already") == "1",
        "moved": request.query_params.get("moved") == "1",
    }


def _visit_page(
    request: AnyRequest, template: str, booking: Booking, token: str, status: int = 200, **context: Any
) -> Response[Any]:
    return page(
        request,
        f"booking/{template}",
        status=status,
        personal=True,
        booking=booking,
        token=token,
        visit=Summary.of(runtime_of(request).city, booking),
        **context,
    )


HANDLERS = [confirm_page, confirm, not_me_page, not_me, visit, picture, calendar]
