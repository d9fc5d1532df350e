"""What a person comes for, where, and when: the questions before the form."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import HttpMethod, Response, get, route
from litestar.params import FromPath

from civicore import Answers, AnyRequest, FieldError, Refusal, for_everybody, language, page, redirect
from civicore_booking.afterwards import next_release
from civicore_booking.booking import Booking
from civicore_booking.citizen import Trip, bookings_of, runtime_of, stopped, suspended, travelling
from civicore_booking.drawn_days import Pen
from civicore_booking.finding import Imagined
from civicore_booking.journey import Question, first, stamp
from civicore_booking.picker import pick, read_day, read_sieve
from civicore_booking.setting import FREE_TIMES

ASKED = [HttpMethod.GET, HttpMethod.POST]  # a journey with typed answers goes by POST, so that no address bears them


@get("/booking")
async def front(request: AnyRequest) -> Response[Any]:
    """What can be booked, and how it goes."""
    ours, city = bookings_of(request), runtime_of(request).city
    agendas = ours.agendas("web")
    stops = {agenda: await ours.suspended(agenda) for agenda in agendas}
    running = [agenda for agenda, refusal in stops.items() if refusal is None]
    if agendas and not running:
        return suspended(request, next(refusal for refusal in stops.values() if refusal is not None))
    for_everybody(request)
    return page(
        request,
        "booking/front.html",
        policy=city.policy("booking"),
        departments=_by_department(request, agendas),
        running=running,
        offices=list(dict.fromkeys(office for agenda in agendas for office in ours.offices(agenda))),
    )


@route("/booking/{agenda:str}", http_method=ASKED)
async def errand(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Which errands, and for how many people."""
    trip = await travelling(request, agenda)
    if (stop := await stopped(request, agenda)) is not None:
        return stop
    if "errand" not in trip.offered.questions:
        return redirect(request, trip.wish.path("office"), **trip.wish.query())
    return _errand_page(trip)


@route("/booking/{agenda:str}/office", http_method=ASKED)
async def office(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """At which office."""
    trip = await travelling(request, agenda)
    if (stop := await stopped(request, agenda)) is not None:
        return stop
    if trip.wish.missing(trip.offered) == "errand":
        return _errand_page(trip, wrong=True)
    if "office" not in trip.offered.questions:
        return redirect(request, trip.wish.path("times"), **trip.wish.query())
    return _office_page(trip)


@route("/booking/{agenda:str}/times", http_method=ASKED)
async def times(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """On which day and at what time."""
    trip = await travelling(request, agenda)
    return await not_ready(trip) or await times_page(trip)


async def not_ready(trip: Trip) -> Response[Any] | None:
    """The page to see before times can be shown: a suspension, or a question left out."""
    if (stop := await stopped(trip.request, trip.wish.agenda)) is not None:
        return stop
    missing = trip.wish.missing(trip.offered)
    if missing == "errand":
        return _errand_page(trip, wrong=True)
    return _office_page(trip, wrong=True) if missing == "office" else None


async def times_page(trip: Trip, *, wrong: bool = False) -> Response[Any]:
    """The slot picker on the way to a new booking."""
    wish = trip.wish
    return await picker_page(
        trip,
        wrong=wrong,
        here_path=wish.path("times"),
        onward=wish.path("check" if trip.answered else "details"),
        query=trip.without("start"),
        back=_before(trip, "time"),
        waiting=trip.policy.waiting_list.enabled,
        booking=None,
    )


async def picker_page(
    trip: Trip, *, query: dict[str, Any], wrong: bool, booking: Booking | None, **context: Any
) -> Response[Any]:
    """The days and times of a wish; ``here_path`` is the page's own, ``onward`` where a chosen time goes.

    ``booking`` is the one that is to be moved: its own place counts as free.
    """
    wish, ours = trip.wish, trip.bookings
    asked = partial(
        ours.look if booking is None else partial(ours.availability, imagined=Imagined(booking)),
        office=wish.office,
        people=wish.people,
    )
    days = await asked(wish.agenda, wish.activities)
    if isinstance(days, Refusal):
        if days.code == "booking.suspended":
            return suspended(trip.request, days)
        days = ()
    if booking is None and any(day.slots for day in days):
        for_everybody(trip.request, *FREE_TIMES)  # that there is nothing free is counted each time
    sieve = read_sieve(first(trip.sent, "part"), first(trip.sent, "weekday"))
    now = runtime_of(trip.request).clock.now()
    return trip.page(
        "times.html",
        status=422 if wrong else 200,
        answers=_mistake("start", Refusal("booking.choose_time")) if wrong else Answers(),
        picker=pick(days, sieve, trip.city.zone, read_day(first(trip.sent, "from"))),
        sieve=sieve,
        query=query,
        kept=query | {name: trip.sent[name] for name in ("part", "weekday") if first(trip.sent, name)},
        pen=Pen(runtime_of(trip.request).languages, language(trip.request), trip.city.zone, wish.start),
        stamp=stamp,
        now=now,
        opens=_opens(trip, now),
        office=trip.city.offices[wish.office or trip.offered.offices[0]],
        booking=booking,
        **context,
    )


async def is_free(trip: Trip) -> bool:
    """Whether the chosen time can still be had. Only a hold promises it; this spares people a vain form."""
    wish = trip.wish
    if wish.start is None:
        return False
    day = wish.start.astimezone(trip.city.zone).date()
    days = await trip.bookings.availability(
        wish.agenda, wish.activities, office=wish.office, first=day, last=day, people=wish.people
    )
    return isinstance(days, tuple) and any(slot.start == wish.start for day in days for slot in day.slots)


def _errand_page(trip: Trip, *, wrong: bool = False) -> Response[Any]:
    onward = "office" if len(trip.offered.offices) > 1 else "times"
    answers = _mistake("activity", Refusal("booking.choose_errand")) if wrong else Answers()
    return trip.page("errand.html", status=422 if wrong else 200, answers=answers, onward=trip.wish.path(onward))


def _office_page(trip: Trip, *, wrong: bool = False) -> Response[Any]:
    answers = _mistake("office", Refusal("booking.choose_office")) if wrong else Answers()
    back, offices = _before(trip, "office"), trip.offered.offices
    return trip.page("office.html", status=422 if wrong else 200, answers=answers, back=back, offices=offices)


def _mistake(question: str, refusal: Refusal) -> Answers:
    return Answers(errors=(FieldError(question, refusal),))


def _before(trip: Trip, question: Question) -> str:
    """The path of the page before this question."""
    earlier = trip.offered.questions[: trip.offered.number(question) - 1]
    pages = {"errand": "", "office": "office"}
    return trip.wish.path(pages[earlier[-1]]) if earlier else "/booking"


def _opens(trip: Trip, now: datetime) -> datetime:
    release = trip.policy.release
    return next_release(now, trip.city.zone, release.opens or 0)


def _by_department(request: AnyRequest, agendas: tuple[str, ...]) -> dict[str, list[str]]:
    """Agendas under their department, both in the order of the file."""
    known = runtime_of(request).city.agendas
    found: dict[str, list[str]] = {}
    for agenda in agendas:
        found.setdefault(known[agenda].department, []).append(agenda)
    return found


HANDLERS = [front, errand, office, times]
