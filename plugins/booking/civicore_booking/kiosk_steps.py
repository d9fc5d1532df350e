"""What a touch does while somebody books at a kiosk: from one question to the next, and to the booking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from civicore import Field, Form, Refusal, UnitOfWork, new_id
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.kiosk_keys import board_of, boards, pressed
from civicore_booking.kiosk_slip import slip_of
from civicore_booking.kiosk_stand import Stand, touched, typing_of
from civicore_booking.kiosk_state import Visit, asked_now, back
from civicore_booking.links import VISIT, to
from civicore_booking.questions import written
from civicore_booking.web_form import ABOUT_TIME

Sent = Mapping[str, str]
Step = Callable[[Stand, Visit, Sent], Awaitable[Visit]]
PRINTED = timedelta(minutes=3)  # nobody waits longer at a printer; what comes out later is somebody else's confusion


async def press(stand: Stand, visit: Visit, sent: Sent, steps: Mapping[str, Step]) -> Visit:
    """The visit after a touch; one that means nothing here leaves it as it was."""
    for name, step in steps.items():
        if name in sent:
            return await step(stand, stand.settle(visit), sent)
    return visit


async def _choose(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    """An agenda, an errand, an office, a day or a time; what is not offered is not taken."""
    choices = stand.choices(visit)
    offered = {"agenda": choices.agendas, "activity": choices.activities, "office": choices.offices}
    for name in ("agenda", "activity", "office", "day", "time"):
        if name in sent and (name not in offered or sent[name] in offered[name]):
            chosen = visit.on(**{name: sent[name][:40]}, mark=new_id().hex)
            readable = (name != "day" or chosen.date) and (name != "time" or chosen.start)
            return chosen if readable else visit
    return visit


async def turn(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    """Another page of the same choices."""
    return replace(visit, page=max(0, visit.page + (1 if sent["turn"] == "later" else -1)))


async def _back(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    return back(visit, stand.choices(visit)) or Visit()


async def choose_board(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    """Letters of another language; what is typed stays."""
    return replace(visit, board=sent["board"][:20], typed=typed_of(sent))


async def _key(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    field = _field(stand, visit)
    typing = typing_of(field[1]) if field else None
    if typing is None:
        return visit
    board = board_of(boards(stand.runtime.languages, stand.language, typing), visit.board)
    typed = pressed(typed_of(sent), sent["key"], typing, "".join(board.rows))
    return replace(visit, typed=typed, trouble="")


async def _answer(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    """An answer is typed or touched; one that cannot be right stays on the screen."""
    found = _field(stand, visit)
    if found is None:
        return visit
    form, field = found
    said = sent["answer"] if typing_of(field) is None else typed_of(sent)
    if typing_of(field) is None and said not in {one.value for one in touched(field)}:
        return visit
    answers = form.read({name: [said if name == field.name else ""] for name in form.fields})
    refusal = answers.error(field.name)
    if refusal is not None:
        return replace(visit, typed=said, trouble=refusal.code)
    return visit.on(answers={**visit.answers, field.name: said})


async def _skip(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    """An answer that may be left out."""
    found = _field(stand, visit)
    if found is None or found[1].required:
        return visit
    return visit.on(answers={**visit.answers, found[1].name: ""})


async def _book(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    """Book, once however often it is touched, and print."""
    if visit.start is None or asked_now(visit, stand.choices(visit).questions) is not None:
        return visit
    form = stand.form(visit.agenda, visit.office)
    answers = form.read({name: [said] for name, said in visit.answers.items() if name in form.fields})
    if answers.errors:
        wrong = answers.errors[0]
        left = {name: said for name, said in visit.answers.items() if name != wrong.field}
        return replace(visit.on(answers=left), trouble=wrong.refusal.code)
    made = await stand.bookings.hold(_request(stand, visit, written(form, answers.values)))
    if isinstance(made, Refusal):
        return _refused(visit, made)
    return await _printed(stand, made)


def _refused(visit: Visit, refusal: Refusal) -> Visit:
    """Another time where only the time is gone; what was typed stays. Else the end of this way."""
    if refusal.code in ABOUT_TIME:
        return replace(visit.on(time=""), trouble=refusal.code)
    return Visit(ended=True, trouble=refusal.code)


def _request(stand: Stand, visit: Visit, fields: Mapping[str, str]) -> BookingRequest:
    if visit.start is None:
        raise ValueError("a booking needs a time")
    return BookingRequest(
        visit.agenda,
        visit.activities,
        visit.start,
        fields,
        stand.language,
        office=visit.office,
        channel="kiosk",
        idempotency_key=f"{stand.device.id}:{visit.mark}" if visit.mark else None,
    )


async def _printed(stand: Stand, booking: Booking) -> Visit:
    """The booking as the screen remembers it: nothing of the person but the link of their visit."""
    token = stand.bookings.token(booking)
    paper = await stand.paper()
    if paper == "none":
        return Visit(token=token, paper=paper)
    link = stand.runtime.absolute(f"/{booking.language}{to(VISIT, token)}")
    slip = slip_of(stand.city, stand.runtime.languages, booking, stand.bookings.code(booking), link)
    printers, device = stand.runtime.printers, stand.device.id

    async def work(unit: UnitOfWork) -> str:
        return str(await printers.queue(unit, device, slip, about=booking.about, expires=unit.now + PRINTED))

    known = await printers.jobs(device) if booking.repeated else []
    job = next((str(one.id) for one in known if one.about == booking.about), "")
    return Visit(token=token, paper=paper, job=job or await stand.runtime.transact(work))


def _field(stand: Stand, visit: Visit) -> tuple[Form, Field] | None:
    """The form and its question on the screen."""
    form = stand.form(visit.agenda, visit.office)
    name = asked_now(visit, tuple(form.fields))
    return (form, form[name]) if name is not None and visit.start is not None else None


def typed_of(sent: Sent) -> str:
    """What stands in the field now."""
    return sent.get("typed", "")[:200]


STEPS: Mapping[str, Step] = {
    **dict.fromkeys(("agenda", "activity", "office", "day", "time"), _choose),
    "turn": turn,
    "back": _back,
    "board": choose_board,
    "key": _key,
    "answer": _answer,
    "skip": _skip,
    "book": _book,
}
