"""One booking at the desk: everything about it, cancel it, move it, send its message again."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import (
    Answers,
    AnyRequest,
    AuditFilter,
    Field,
    FieldError,
    Form,
    Refusal,
    UnitOfWork,
    audit_lines,
    messages_about,
    needs,
    staff_names,
)
from civicore_booking import lifecycle, mails, rights, store
from civicore_booking.booking import Booking
from civicore_booking.deeds import WORDS
from civicore_booking.desk_clerk import DAY, Clerk, one, refused_status, typed
from civicore_booking.desk_times import Times, times_of
from civicore_booking.journey import read_stamp
from civicore_booking.questions import answered, booking_form

REASON = Form(
    [
        Field(
            "reason",
            "Reason",
            "textarea",
            required=False,
            max_length=500,
            rows=3,
            hint="The person reads it in the message.",
        )
    ]
)
_HISTORY = 30


@dataclass(frozen=True)
class Possible:
    """What may be done with a booking now."""

    cancel: bool
    move: bool
    resend: bool


@get("/booking/visits/{booking:uuid}", guards=[needs(rights.SEE)])
async def opened(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """Everything about a booking. That it was looked at is written down."""
    clerk = Clerk(request)
    found = await clerk.booking(booking)
    await clerk.note("booking.opened", found.about)
    return await _booking_page(clerk, found)


@get("/booking/visits/{booking:uuid}/cancel", guards=[needs(rights.CANCEL)])
async def cancel_page(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """Asks for the reason."""
    clerk = Clerk(request)
    found = await clerk.booking(booking, rights.CANCEL)
    return clerk.page("cancel.html", row=clerk.row(found), form=REASON, answers=Answers(), refusal=None)


@post("/booking/visits/{booking:uuid}/cancel", guards=[needs(rights.CANCEL)])
async def cancel(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """Cancel, and tell the holder."""
    clerk = Clerk(request)
    found = await clerk.booking(booking, rights.CANCEL)
    answers = REASON.read(await typed(request))
    shown = partial(clerk.page, "cancel.html", row=clerk.row(found), form=REASON, answers=answers)
    if answers.errors:
        return shown(status=422, refusal=None)
    done = await clerk.bookings.cancel_by_staff(booking, answers.values["reason"], clerk.who.actor)
    if isinstance(done, Refusal):
        return shown(status=refused_status(done), refusal=done)
    return clerk.go(DAY, office=done.office, day=done.day, done="cancelled")


@get("/booking/visits/{booking:uuid}/move", guards=[needs(rights.CANCEL)])
async def move_page(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """Other times for it."""
    clerk = Clerk(request)
    found = await clerk.booking(booking, rights.CANCEL)
    return clerk.page(
        "move.html", row=clerk.row(found), times=await _times(clerk, found), answers=Answers(), refusal=None
    )


@post("/booking/visits/{booking:uuid}/move", guards=[needs(rights.CANCEL)])
async def move(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """Move it, and tell the holder."""
    clerk = Clerk(request)
    found = await clerk.booking(booking, rights.CANCEL)
    start = read_stamp(one(await typed(request), "start"))
    shown = partial(clerk.page, "move.html", row=clerk.row(found), times=await _times(clerk, found))
    if start is None:
        wrong = Answers(errors=(FieldError("start", Refusal("booking.choose_time")),))
        return shown(status=422, answers=wrong, refusal=None)
    done = await clerk.bookings.reschedule_by_staff(booking, start, clerk.who.actor)
    if isinstance(done, Refusal):
        return shown(status=refused_status(done), answers=Answers(), refusal=done)
    return clerk.go(f"{DAY}/{booking}", done="moved")


@post("/booking/visits/{booking:uuid}/resend", guards=[needs(rights.CANCEL)])
async def resend(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """Send the request to confirm, or the confirmation, once more."""
    clerk = Clerk(request)
    await clerk.booking(booking, rights.CANCEL)
    done = await clerk.runtime.transact(partial(_resend, clerk, booking))
    if isinstance(done, Refusal):
        return await _booking_page(clerk, await clerk.booking(booking), refusal=done)
    return clerk.go(f"{DAY}/{booking}", done="resent")


async def _resend(clerk: Clerk, booking: UUID, unit: UnitOfWork) -> Booking | Refusal:
    found = await store.get(booking)
    if found is None or not _possible(clerk, found, unit.now).resend:
        return Refusal("booking.nothing_to_send")
    # What still waits, the reminder too, is written anew with the message.
    await unit.withdraw(found.about)
    send = mails.confirm_request if found.state == "held" else mails.confirmed
    await send(clerk.bookings.setting, unit, found)
    await unit.record("booking.resent", actor=clerk.who.actor, subject=found.about)
    return found


async def _booking_page(clerk: Clerk, found: Booking, refusal: Refusal | None = None) -> Response[Any]:
    async with clerk.runtime.store.reading():
        sent = await messages_about(found.about)
        history = await audit_lines(AuditFilter(subject=found.about), size=_HISTORY)
    return clerk.page(
        "booking.html",
        status=refused_status(refusal) if refusal else 200,
        refusal=refusal,
        row=clerk.row(found),
        reference=clerk.bookings.reference(found),
        code=clerk.bookings.code(found),
        answered=_answers(clerk, found),
        possible=_possible(clerk, found, clerk.now),
        sent=sent,
        history=history,
        deeds=WORDS.words,
        names=await staff_names(clerk.request),
    )


def _answers(clerk: Clerk, booking: Booking) -> list[Any]:
    """Questions and answers; of an agenda that has left the file the answers by their names."""
    if booking.agenda not in clerk.city.agendas:
        return [(Field(name, name), [words]) for name, words in booking.fields.items()]
    policy = clerk.bookings.policy(booking.agenda, booking.office)
    form = booking_form(clerk.city, policy, booking.agenda, booking.channel, clerk.runtime.field_types)
    return list(answered(form, booking.fields))


def _possible(clerk: Clerk, booking: Booking, now: datetime) -> Possible:
    """The buttons of a booking's page."""
    mine = clerk.may(rights.CANCEL, booking)
    coming = lifecycle.state(booking, now) in lifecycle.COMING and booking.start > now
    zone = clerk.city.zone
    served = booking.office in clerk.bookings.offices(booking.agenda)
    return Possible(
        cancel=mine and lifecycle.cancel(booking, now, zone, by_staff=True) is None,
        move=mine and served and lifecycle.reschedule(booking, now, zone, by_staff=True) is None,
        resend=mine and coming and booking.email is not None and clerk.city.channels.email is not None,
    )


async def _times(clerk: Clerk, booking: Booking) -> Times:
    return await times_of(
        clerk,
        booking.agenda,
        booking.activities,
        booking.office,
        booking.people,
        clerk.day("from") or booking.day,
        booking,
    )


HANDLERS = [opened, cancel_page, cancel, move_page, move, resend]
