"""The public API of booking: what can be booked, free times, and the life of one booking."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath

from civicore import (
    AnyRequest,
    FieldError,
    Refusal,
    api_body,
    api_query,
    for_everybody,
    idempotency_key,
    unprocessable,
)
from civicore_booking import api_answers as answers
from civicore_booking import api_bodies as bodies
from civicore_booking.api_caller import Caller, Said, wrong
from civicore_booking.availability import DayAvailability
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.citizen import network_of
from civicore_booking.config import ChannelName
from civicore_booking.confirming import Confirmed
from civicore_booking.questions import written
from civicore_booking.repeats import Mark, mark
from civicore_booking.setting import FREE_TIMES

SPAN = timedelta(days=100)


async def agendas(request: AnyRequest) -> Said:
    """What can be booked."""
    for_everybody(request)
    call = Caller(request)
    offered = [call.views.agenda(agenda, "web") for agenda in call.bookings.agendas("web")]
    return call.answer(answers.AgendasAnswer(languages=list(call.city.languages), agendas=offered))


async def availability(request: AnyRequest) -> Said:
    """Free times, within the days that can be booked now."""
    call = Caller(request)
    asked = api_query(request, bodies.AvailabilityQuery, several=frozenset({"activity"}))
    activities, offices = tuple(asked.activity), call.check_known(asked.agenda, tuple(asked.activity), asked.office)
    office = asked.office or (offices[0] if len(offices) == 1 else None)
    if office is None:
        return call.refused(Refusal("booking.office_needed", offices=offices))
    now = call.now
    first, last = _span(call, asked, office, now.astimezone(call.city.zone).date())
    days: tuple[DayAvailability, ...] | Refusal = ()
    if first <= last:
        days = await call.bookings.look(
            asked.agenda, activities, office=office, first=first, last=last, people=asked.people
        )
    if isinstance(days, Refusal):
        return call.refused(days)
    if any(day.slots for day in days):
        for_everybody(request, *FREE_TIMES)  # that there is nothing free is counted each time
    return call.answer(call.views.availability(asked, office, days, now, call.language))


async def book(request: AnyRequest) -> Said:
    """Book; with the token of a member of staff for the desk."""
    call = Caller(request)
    wish = await api_body(request, bodies.NewBooking)
    asked = _request_of(call, wish)
    if asked.channel == "desk":
        if not call.who.may("booking.make", call.city.agendas[wish.agenda].department):
            raise PermissionDeniedException
        made = await call.bookings.book_for(asked, call.who.actor)
    else:
        made = await call.bookings.hold(asked)
    if isinstance(made, Refusal):
        return call.refused(made)
    return call.answer(call.views.made(made), status=201, Location=f"/api/v1/bookings/{made.id}")


async def show(request: AnyRequest, secret: FromPath[str]) -> Said:
    """By the secret of its links the whole booking, by its id the state alone."""
    call = Caller(request)
    booking = _uuid(secret)
    if booking is not None:
        found = await call.bookings.get(booking)
        return call.answer(call.views.state(found)) if found else call.refused(Refusal("booking.unknown"))
    shown = await call.bookings.show(secret)
    return call.refused(shown) if isinstance(shown, Refusal) else call.answer(call.views.whole(shown))


async def confirm(request: AnyRequest) -> Said:
    """Confirm in time; a second time is answered like the first."""
    call = Caller(request)
    proof = await api_body(request, bodies.ConfirmProof)
    if proof.booking is not None:
        told = await call.bookings.confirm_by_code(proof.booking, proof.code)
        return call.refused(told) if isinstance(told, Refusal) else _confirmed(call, told)
    token = await _token(call, proof)
    if isinstance(token, Refusal):
        return call.refused(token)
    if not proof.token and (stop := await _still_held(call, token)):
        return call.refused(stop)
    done = await call.bookings.confirm(token)
    if isinstance(done, Refusal):
        return call.refused(done)
    return _confirmed(call, done)


async def cancel(request: AnyRequest) -> Said:
    """Cancel, as the link or the form of the site would."""
    call = Caller(request)
    proof = await api_body(request, bodies.Proof)
    marked = _mark(call, "booking.cancel", proof)
    if (told := await call.bookings.told(marked)) is not None:
        return _cancelled_before(call, told)
    token = await _token(call, proof)
    if isinstance(token, Refusal):
        return call.refused(token)
    done = await call.bookings.cancel(token, way="email_link" if proof.token else "web_form", mark=marked)
    if isinstance(done, Refusal) and (told := await call.bookings.told(marked)) is not None:
        return _cancelled_before(call, told)  # the same request, sent twice at once
    return call.refused(done) if isinstance(done, Refusal) else call.answer(call.views.cancelled(done))


async def reschedule(request: AnyRequest) -> Said:
    """Another time."""
    call = Caller(request)
    wish = await api_body(request, bodies.ProofAndStart)
    marked = _mark(call, "booking.reschedule", wish)
    if (told := await call.bookings.told(marked)) is not None:
        return await _moved_before(call, told)
    token = await _token(call, wish)
    if isinstance(token, Refusal):
        return call.refused(token)
    done = await call.bookings.reschedule(token, wish.start, mark=marked)
    if isinstance(done, Refusal) and (told := await call.bookings.told(marked)) is not None:
        return await _moved_before(call, told)
    return call.refused(done) if isinstance(done, Refusal) else call.answer(call.views.whole(done))


def _confirmed(call: Caller, done: Confirmed) -> Said:
    return call.answer(call.views.confirmed(done.booking, done.already))


def _request_of(call: Caller, wish: bodies.NewBooking) -> BookingRequest:
    """The wish with its answers judged; ApiBadRequest names what is wrong."""
    channel: ChannelName = "desk" if call.who.kind == "staff" else "web"
    call.check_offered(wish.agenda, wish.activities, wish.office, channel)
    speaking = wish.language or call.language
    if speaking not in call.city.languages:
        raise unprocessable([wrong("language", "field.not_offered")])
    form = call.views.form(wish.agenda, wish.office, channel)
    judged = form.read(wish.fields)
    if judged.errors:
        raise unprocessable([FieldError(f"fields.{one.field}", one.refusal) for one in judged.errors])
    return BookingRequest(
        wish.agenda,
        wish.activities,
        wish.start,
        written(form, judged.values),
        speaking,
        office=wish.office,
        people=wish.people,
        channel=channel,
        network=network_of(call.request),
        idempotency_key=_key(call),
        proof=(wish.puzzle, wish.solution or "") if wish.puzzle else None,
    )


def _mark(call: Caller, scope: Literal["booking.cancel", "booking.reschedule"], said: bodies.Proof) -> Mark | None:
    return mark(call.bookings.setting, scope, _key(call), list(said.model_dump().values()))


def _cancelled_before(call: Caller, told: Mapping[str, Any] | Refusal) -> Said:
    """The answer of the first request; the booking itself may be erased."""
    if isinstance(told, Refusal):
        return call.refused(told)
    start = call.views.stamp(datetime.fromisoformat(told["start"]))
    return call.answer(answers.CancelledAnswer(**{**told, "state": "cancelled", "start": start}))


async def _moved_before(call: Caller, told: Mapping[str, Any] | Refusal) -> Said:
    """The booking that the first request moved, as it is now."""
    found = told if isinstance(told, Refusal) else await call.bookings.get(UUID(told["id"]))
    if isinstance(found, Booking):
        return call.answer(call.views.whole(found))
    return call.refused(found or Refusal("booking.unknown"))


def _key(call: Caller) -> str | None:
    """The client's mark of the request; each member of staff has their own marks."""
    mark = idempotency_key(call.request)
    return None if mark is None else f"{call.who.actor}|{mark}"


def _span(call: Caller, asked: bodies.AvailabilityQuery, office: str, today: date) -> tuple[date, date]:
    """The days to answer: from today to the end of the bookable time, and no more than ``SPAN``."""
    first = max(asked.first or today, today)
    end = call.bookings.window(asked.agenda, office).last_day
    last = min(asked.last or end, end)
    return first, min(last, first + SPAN) if first <= last else last


async def _token(call: Caller, proof: bodies.Proof) -> str | Refusal:
    if proof.token:
        return proof.token
    found = await call.bookings.find(
        proof.code, last_name=proof.last_name or None, email=proof.email or None, network=network_of(call.request)
    )
    return found if isinstance(found, Refusal) else call.bookings.token(found)


async def _still_held(call: Caller, token: str) -> Refusal | None:
    """A code that was shown on the screen does not prove that the message arrived; the link in it does."""
    found = await call.bookings.show(token)
    waiting = isinstance(found, Booking) and call.bookings.state(found) == "held"
    return Refusal("booking.link_needed") if waiting else None


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
