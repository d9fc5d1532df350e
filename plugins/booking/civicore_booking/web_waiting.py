"""The waiting list: join it where no time suits, see the wish by its link, leave it."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Form, Refusal, language, page, redirect
from civicore_booking import lots, registering
from civicore_booking.citizen import (
    Trip,
    body_of,
    bookings_of,
    network_of,
    policy_of,
    refused,
    runtime_of,
    several,
    travelling,
)
from civicore_booking.journey import first
from civicore_booking.links import WAITING
from civicore_booking.questions import waiting_form, written
from civicore_booking.summary import named
from civicore_booking.waitlist import WaitingRequest
from civicore_booking.web_choose import not_ready

_DAYS = ("first_day", "last_day")


@get("/booking/{agenda:str}/waiting")
async def join_page(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Between which days, and who waits."""
    trip = await travelling(request, agenda)
    if (detour := await not_ready(trip)) is not None:
        return detour
    if not trip.policy.waiting_list.enabled:
        return refused(request, Refusal("booking.no_waiting_list"), back=trip.wish.path("times"))
    form = await _form(trip)
    days = [day.value for day in form["first_day"].choices]
    return _page(trip, form, form.filled({"first_day": days[0], "last_day": days[-1]} if days else {}))


@post("/booking/{agenda:str}/waiting")
async def join(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Ask to be on the list. What the list knows opens by the link of the message alone, not to whoever typed."""
    trip = await travelling(request, agenda)
    if first(trip.sent, "website"):
        return redirect(request, "/booking")  # a field that people do not see was filled in by a program
    if (detour := await not_ready(trip)) is not None:
        return detour
    form = await _form(trip)
    answers = _ordered(form.read(several(await body_of(request))))
    if answers.errors:
        return _page(trip, form, answers, status=422)
    entry = await trip.bookings.waiting_list.ask(_wish(trip, form, answers))
    if isinstance(entry, Refusal):
        return refused(request, entry, back=trip.wish.path("times"))
    return redirect(request, trip.wish.path("waiting/sent"))


@get("/booking/{agenda:str}/waiting/sent")
async def sent_page(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """What to do now: the message is on its way."""
    return (await travelling(request, agenda)).page("waiting_sent.html", personal=True)


@get(f"{WAITING}/{{token:str}}")
async def entry_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The wish, how its lot was drawn, a button to confirm it when it is only asked for, and one to leave the list."""
    bookings = bookings_of(request)
    entry = await bookings.waiting_list.entry(token)
    if entry is None:
        return page(request, "booking/waiting_left.html", personal=True)
    (agenda, activities), _ = named(runtime_of(request).city, entry.wish.agenda, entry.wish.activities)
    return page(
        request,
        "booking/waiting_entry.html",
        personal=True,
        entry=entry,
        agenda=agenda,
        activities=activities,
        lot=lots.number(entry.id),
        held=await registering.draws_of(bookings, entry),
        policy=policy_of(request, entry.wish.agenda, entry.wish.office),
    )


@post(f"{WAITING}/{{token:str}}/join")
async def confirmed(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Who owns the address wants to wait; a second time it is said in the same words."""
    entry = await bookings_of(request).waiting_list.join(token)
    if isinstance(entry, Refusal):
        return page(request, "booking/waiting_left.html", personal=True)
    return redirect(request, f"{WAITING}/{token}")


@post(f"{WAITING}/{{token:str}}")
async def leave(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Off the list; a second time it is said in the same words."""
    await bookings_of(request).waiting_list.leave(token)
    return page(request, "booking/waiting_left.html", personal=True)


async def _form(trip: Trip) -> Form:
    """With the days on which the office is open, as far ahead as can be booked."""
    wish = trip.wish
    days = await registering.days(trip.bookings, wish.agenda, wish.activities, wish.office, wish.people)
    choices = registering.choices(trip.bookings, days)
    return waiting_form(trip.city, trip.policy, wish.agenda, choices, runtime_of(trip.request).field_types)


def _ordered(answers: Answers) -> Answers:
    """The days must stand in their order."""
    begins, ends = (answers.values.get(name) for name in _DAYS)
    if begins is not None and ends is not None and ends < begins:
        return answers.with_error("last_day", Refusal("booking.days_turned_round"))
    return answers


def _wish(trip: Trip, form: Form, answers: Answers) -> WaitingRequest:
    values = answers.values
    fields = {name: words for name, words in written(form, values).items() if name not in _DAYS}
    wish = trip.wish
    return WaitingRequest(
        wish.agenda,
        wish.activities,
        wish.office,
        date.fromisoformat(values["first_day"]),
        date.fromisoformat(values["last_day"]),
        fields,
        language(trip.request),
        wish.people,
        network=network_of(trip.request),
    )


def _page(trip: Trip, form: Form, answers: Answers, status: int = 200) -> Response[Any]:
    return trip.page("waiting.html", status=status, form=form, answers=answers)


HANDLERS = [join_page, join, sent_page, entry_page, confirmed, leave]
