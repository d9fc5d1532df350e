"""A booking for somebody who calls or stands at the counter."""

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import Answers, AnyRequest, FieldError, Refusal, language, needs, new_id
from civicore_booking import desk_sight as sight
from civicore_booking import rights
from civicore_booking.booking import BookingRequest
from civicore_booking.desk_clerk import DAY, DESK, Clerk, one, typed
from civicore_booking.desk_times import times_of
from civicore_booking.journey import Offered, Wish, read_wish
from civicore_booking.questions import booking_form, written
from civicore_booking.summary import Summary

NEW = f"{DESK}/new"


@get("/booking/new", guards=[needs(rights.MAKE)])
async def agendas(request: AnyRequest) -> Response[Any]:
    """What for."""
    clerk = Clerk(request)
    return clerk.page("new.html", agendas=_agendas(clerk))


@get("/booking/new/{agenda:str}", guards=[needs(rights.MAKE)])
async def when(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Errands and how many people, and the times that follow from them."""
    clerk = Clerk(request)
    return await _times_page(clerk, _wish(clerk, agenda))


@get("/booking/new/{agenda:str}/person", guards=[needs(rights.MAKE)])
async def person_page(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Who it is for."""
    clerk = Clerk(request)
    wish = _wish(clerk, agenda)
    if wish.start is None:
        return await _times_page(clerk, wish, Refusal("booking.choose_time"))
    return _person_page(clerk, wish, Answers(), new_id().hex)


@post("/booking/new/{agenda:str}/person", guards=[needs(rights.MAKE)])
async def book(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Book. The same form sent twice makes one booking."""
    clerk = Clerk(request)
    wish = _wish(clerk, agenda)
    if wish.start is None:
        return await _times_page(clerk, wish, Refusal("booking.choose_time"))
    sent = await typed(request)
    key, speaks = one(sent, "_key")[:64], one(sent, "_language")
    policy = clerk.bookings.policy(agenda, wish.office)
    form = booking_form(clerk.city, policy, agenda, "desk", clerk.runtime.field_types)
    answers = form.read(sent)
    if answers.errors:
        return _person_page(clerk, wish, answers, key, status=422)
    asked = BookingRequest(
        agenda,
        wish.activities,
        wish.start,
        written(form, answers.values),
        speaks if speaks in clerk.city.languages else language(request),
        office=wish.office,
        people=wish.people,
        channel="desk",
        idempotency_key=f"{clerk.who.actor}|{key}" if key else None,
    )
    made = await clerk.bookings.book_for(asked, clerk.who.actor)
    if isinstance(made, Refusal):
        return _person_page(clerk, wish, answers, new_id().hex, refusal=made, status=409)
    return clerk.go(f"{DAY}/{made.id}", done="made")


def _agendas(clerk: Clerk) -> dict[str, list[str]]:
    """Agendas that may be booked, under their department."""
    found: dict[str, list[str]] = {}
    for agenda in sight.agendas(clerk.city, clerk.who, rights.MAKE, clerk.bookings.agendas("desk")):
        found.setdefault(clerk.city.agendas[agenda].department, []).append(agenda)
    return found


def _wish(clerk: Clerk, agenda: str) -> Wish:
    """What the address says was chosen; the first office where nobody chose."""
    if not any(agenda in offered for offered in _agendas(clerk).values()):
        raise NotFoundException
    offices = clerk.bookings.offices(agenda)
    activities = tuple(clerk.city.agendas[agenda].activities)
    most = max(clerk.bookings.policy(agenda, office).max_people for office in offices)
    asked = {name: clerk.request.query_params.getall(name) for name in clerk.request.query_params}
    wish = read_wish(Offered(agenda, activities, offices, most), asked)
    return wish if wish.office else replace(wish, office=offices[0])


async def _times_page(clerk: Clerk, wish: Wish, wrong: Refusal | None = None) -> Response[Any]:
    policy = clerk.bookings.policy(wish.agenda, wish.office)
    found = await times_of(clerk, wish.agenda, wish.activities, wish.office, wish.people, clerk.day("from"))
    return clerk.page(
        "times.html",
        status=422 if wrong else 200,
        answers=Answers(errors=(FieldError("start", wrong),)) if wrong else Answers(),
        wish=wish,
        agenda=clerk.city.agendas[wish.agenda],
        offices=clerk.bookings.offices(wish.agenda),
        most=policy.max_people,
        times=found,
    )


def _person_page(
    clerk: Clerk, wish: Wish, answers: Answers, key: str, *, refusal: Refusal | None = None, status: int = 200
) -> Response[Any]:
    policy = clerk.bookings.policy(wish.agenda, wish.office)
    return clerk.page(
        "person.html",
        status=status,
        wish=wish,
        visit=Summary.of_wish(clerk.city, wish, clerk.bookings),
        form=booking_form(clerk.city, policy, wish.agenda, "desk", clerk.runtime.field_types),
        answers=answers,
        key=key,
        refusal=refusal,
    )


HANDLERS = [agendas, when, person_page, book]
