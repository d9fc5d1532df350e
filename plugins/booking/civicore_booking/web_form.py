"""The form, the check of what was typed, and the hold that comes of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import HttpMethod, Response, get, post, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Form, Refusal, language, page, redirect
from civicore_booking import lifecycle, patterns, puzzling
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.citizen import (
    KEY,
    UNASKED,
    Trip,
    bookings_of,
    network_of,
    new_key,
    policy_of,
    refused,
    runtime_of,
    several,
    travelling,
)
from civicore_booking.journey import first
from civicore_booking.links import VISIT, to
from civicore_booking.questions import TELEPHONE_CODE, answered, written
from civicore_booking.summary import Summary, ending, masked
from civicore_booking.web_choose import is_free, not_ready, times_page
from civicore_booking.web_pass import asked_now, pass_of, puzzle_page, sent

# Refusals about the time alone: another one is offered, and what was typed stays.
HELD = "/booking/held"
ABOUT_TIME = frozenset(
    f"booking.{reason}"
    for reason in (
        "slot_taken",
        "sold_out",
        "nothing_free",
        "closed",
        "no_such_time",
        "too_soon",
        "too_far_ahead",
        "cooling_off",
    )
)


@route("/booking/{agenda:str}/details", http_method=[HttpMethod.GET, HttpMethod.POST])
async def details(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """The form; after a POST with what was typed before, unjudged."""
    trip = await travelling(request, agenda)
    if (detour := await _detour(trip)) is not None:
        return detour
    form = form_of(trip)
    raw = several(trip.carried)
    shown = form.filled({name: raw[name] if _many(form, name) else raw[name][0] for name in form.fields if name in raw})
    return _details_page(trip, form, shown)


@get(["/booking/{agenda:str}/check", "/booking/{agenda:str}/book"])
async def check_again(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """An address opened without the form that belongs to it."""
    trip = await travelling(request, agenda)
    return redirect(request, trip.wish.path("details"), **trip.wish.query())


@post("/booking/{agenda:str}/check")
async def check(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """What was typed, to be looked at once more; nothing is booked yet."""
    trip = await travelling(request, agenda)
    form, answers = form_of(trip), form_of(trip).read(_typed(trip))
    if first(trip.sent, "website"):
        return redirect(request, "/booking")  # a field that people do not see was filled in by a program
    if (detour := await _detour(trip)) is not None:
        return detour
    if answers.errors:
        return _details_page(trip, form, answers, status=422)
    kept = written(form, answers.values)
    return trip.page(
        "check.html",
        answered=list(answered(form, kept)),
        visit=Summary.of_wish(trip.city, trip.wish, trip.bookings),
        work=None if pass_of(trip) else asked_now(trip),
    )


@post("/booking/{agenda:str}/book")
async def book(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Hold the time. The same form sent twice makes one booking and is answered alike."""
    trip = await travelling(request, agenda)
    if (detour := await not_ready(trip)) is not None:
        return detour
    form, answers = form_of(trip), form_of(trip).read(_typed(trip))
    if trip.wish.start is None:
        return await times_page(trip, wrong=True)
    if answers.errors:
        return _details_page(trip, form, answers, status=422)
    booked = await trip.bookings.hold(_request(trip, written(form, answers.values)))
    if isinstance(booked, Booking):
        await patterns.seen(trip.bookings.setting, booked, first(several(trip.carried), KEY))
    return await _not_held(trip, booked) if isinstance(booked, Refusal) else _onward(trip, booked)


@get(f"{HELD}/{{booking:uuid}}")
async def held(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """What to do now: the message is on its way. Shows nothing that the address alone should not tell."""
    ours = bookings_of(request)
    found = await ours.get(booking)
    if found is None or found.channel != "web":
        raise NotFoundException
    now = runtime_of(request).clock.now()
    if now > found.end or lifecycle.missed(found, now):
        return refused(request, Refusal("booking.visit_over"))
    return held_page(request, found, Answers())


def held_page(request: AnyRequest, found: Booking, answers: Answers, status: int = 200) -> Response[Any]:
    """What is held and how it is confirmed; where a text message does it, with a field for its code."""
    ours, policy = bookings_of(request), policy_of(request, found.agenda, found.office)
    return page(
        request,
        "booking/held.html",
        status=status,
        personal=True,
        booking=found,
        state=ours.state(found),
        reference=ours.reference(found) if policy and policy.code.reference == "with_hold" else None,
        mail=masked(found.email or ""),
        phone=ending(found.phone or "") if ours.setting.by_telephone(found) else None,
        form=TELEPHONE_CODE,
        answers=answers,
        visit=Summary.of(runtime_of(request).city, found),
    )


def form_of(trip: Trip) -> Form:
    """The questions of this agenda."""
    return trip.bookings.setting.form(trip.wish.agenda, trip.wish.office or trip.offered.offices[0], "web")


async def taken(trip: Trip, refusal: Refusal | None = None) -> Response[Any]:
    """Another time is offered; what was typed is carried on."""
    wish, nearest = trip.wish, refusal.facts.get("nearest") if refusal else None
    if nearest is None and wish.start is not None:
        slot = await trip.bookings.nearest(
            wish.agenda, wish.activities, wish.start, office=wish.office, people=wish.people
        )
        nearest = slot.start if slot else None
    if refusal is None:
        refusal = Refusal("booking.slot_taken", nearest=nearest) if nearest else Refusal("booking.nothing_free")
    offer = wish.at(nearest) if isinstance(nearest, datetime) else None
    return trip.page("taken.html", status=409, refusal=refusal, offer=offer)


async def _detour(trip: Trip) -> Response[Any] | None:
    """The page to see before the form: a question left out, or a time that is gone."""
    if (early := await not_ready(trip)) is not None:
        return early
    if trip.wish.start is None:
        return await times_page(trip, wrong=True)
    return None if await is_free(trip) else await taken(trip)


async def _not_held(trip: Trip, refusal: Refusal) -> Response[Any]:
    if refusal.code in ABOUT_TIME:
        return await taken(trip, refusal)
    if refusal.code in puzzling.CODES:
        return puzzle_page(trip, refusal)
    return refused(trip.request, refusal, trip=trip)


def _onward(trip: Trip, booking: Booking) -> Response[Any]:
    """Whoever sends the same form again may be the next person at this computer: they get no link to the visit."""
    if booking.state == "confirmed" and not booking.repeated:
        return redirect(trip.request, to(VISIT, trip.bookings.token(booking)))
    return redirect(trip.request, f"{HELD}/{booking.id}")


def _details_page(trip: Trip, form: Form, answers: Answers, status: int = 200) -> Response[Any]:
    visit = Summary.of_wish(trip.city, trip.wish, trip.bookings)
    return trip.page(
        "details.html",
        status=status,
        form=form,
        answers=answers,
        visit=visit,
        key=patterns.opened(new_key(), trip.bookings.setting.now),
        typed=True,
        leave=pass_of(trip),
    )


def _typed(trip: Trip) -> dict[str, list[str]]:
    return {name: values for name, values in several(trip.carried).items() if name not in UNASKED}


def _many(form: Form, name: str) -> bool:
    return form[name].shape.input == "checkboxes"


def _request(trip: Trip, fields: dict[str, str]) -> BookingRequest:
    wish = trip.wish
    if wish.start is None:
        raise ValueError("a hold needs a time")
    return BookingRequest(
        wish.agenda,
        wish.activities,
        wish.start,
        fields,
        language(trip.request),
        office=wish.office,
        people=wish.people,
        network=network_of(trip.request),
        idempotency_key=_key(trip),
        proof=sent(trip),
    )


def _key(trip: Trip) -> str | None:
    """The form's mark together with what it says: a form changed after Back is another request."""
    marks = several(trip.carried).get(KEY)
    if not marks:
        return None
    said = "\n".join(sorted(f"{name}={value}" for name, value in trip.carried))
    return runtime_of(trip.request).keys.digest("booking.form", f"{trip.wish}\n{said}")


HANDLERS = [details, check_again, check, book, held]
