"""Somebody calls, or stands at the counter of any office, and says their code: found, read back, cancelled or moved.

Made for a caller on the line: one field that is ready to be typed into, Enter finds, and after each deed the field is
ready for the next one. A code alone is enough here because a person answers and compares (KRY-06, KRY-07).
"""

from datetime import timedelta
from functools import partial
from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import Answers, AnyRequest, City, Field, Form, Refusal, UnitOfWork, capacity, needs, new_id
from civicore_booking import desk_sight as sight
from civicore_booking import lifecycle, rights
from civicore_booking.booking import Booking
from civicore_booking.cancelling import By, as_asked
from civicore_booking.desk_clerk import DESK, Clerk, refused_status, typed
from civicore_booking.plan import Plan
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import FULL, Try, tried, undone

CALLER = f"{DESK}/caller"
Way = Literal["hotline", "any_office"]
WAYS: tuple[Way, ...] = ("hotline", "any_office")
_LOOK_UPS, _WITHIN = 40, timedelta(minutes=5)  # of one member of staff: more than anybody can answer
_GROUP = 3  # signs of a code that are read in one breath


def ways_of(city: City) -> tuple[Way, ...]:
    """How people may ask staff by their code, anywhere in the city."""
    plan = Plan(city)
    rules = [plan.policy(agenda, office).cancellation for agenda in city.agendas for office in plan.offices(agenda)]
    return tuple(way for way in WAYS if any(one.ways.open(way) for one in rules))


@get("/booking/caller", guards=[needs(rights.SEE)])
async def caller(request: AnyRequest) -> Response[Any]:
    """The field."""
    clerk = Clerk(request)
    return _asking(clerk, _way(clerk))


@post("/booking/caller", guards=[needs(rights.SEE)], status_code=200)
async def find(request: AnyRequest) -> Response[Any]:
    """Look the code up; what was typed stays out of every address."""
    clerk = Clerk(request)
    way, form = _way(clerk), _form(clerk)
    answers = form.read(await typed(request))
    if answers.errors:
        return _asking(clerk, way, answers, status=422)
    refused = await _spend(clerk)
    if refused is not None:
        return _asking(clerk, way, answers.with_error("code", refused), status=429)
    found = await _opened(clerk, answers.values["code"])
    await clerk.note("booking.found_by_code", "bookings", found=len(found), way=way)
    if not found:
        return _asking(clerk, way, answers.with_error("code", Refusal("booking.no_such_code")), status=422)
    if len(found) == 1:
        return clerk.go(f"{CALLER}/{found[0].id}", way=way)
    rows = [clerk.row(one) for one in found]
    return clerk.page("caller.html", **_said(clerk, way), form=form, answers=Answers(), rows=rows)


@get("/booking/caller/{booking:uuid}", guards=[needs(rights.SEE)])
async def read_back(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """What is read to the caller, and what can be done. That it was looked at is written down."""
    clerk = Clerk(request)
    found, way = await clerk.booking(booking), _way(clerk)
    await clerk.note("booking.opened", found.about, way=way)
    return _read_back(clerk, found, way)


@post("/booking/caller/{booking:uuid}/cancel", guards=[needs(rights.CANCEL)])
async def cancel(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """Cancel as the holder asked; the field is ready for the next one."""
    clerk = Clerk(request)
    found, way = await clerk.booking(booking, rights.CANCEL), _way(clerk)
    done = await as_asked(clerk.bookings.setting, found, By(clerk.who.actor, way, staff=True, asked=True))
    if isinstance(done, Refusal):
        return _read_back(clerk, found, way, done)
    return clerk.go(CALLER, way=way, done="cancelled")


def _way(clerk: Clerk) -> Way:
    """How they ask: as the address says, else the first way of the city."""
    ways = ways_of(clerk.city)
    if not ways:
        raise NotFoundException
    return next((one for one in ways if one == clerk.asked("way")), ways[0])


def _form(clerk: Clerk) -> Form:
    """The one question, under the city's own name of the code."""
    named = clerk.bookings.policy(next(iter(clerk.city.agendas))).code
    digits = "numeric" if named.alphabet == "digits" else None
    return Form([Field("code", named.name, "text", max_length=40, autocomplete="off", inputmode=digits, width=10)])


def _asking(clerk: Clerk, way: Way, answers: Answers | None = None, *, status: int = 200) -> Response[Any]:
    said = _said(clerk, way)
    return clerk.page("caller.html", status=status, **said, form=_form(clerk), answers=answers or Answers(), rows=())


def _read_back(clerk: Clerk, booking: Booking, way: Way, refusal: Refusal | None = None) -> Response[Any]:
    zone = clerk.city.zone
    may = clerk.may(rights.CANCEL, booking)
    served = booking.office in clerk.bookings.offices(booking.agenda)
    return clerk.page(
        "caller_visit.html",
        status=refused_status(refusal) if refusal else 200,
        **_said(clerk, way),
        refusal=refusal,
        row=clerk.row(booking),
        code=in_breaths(clerk.bookings.code(booking) or clerk.bookings.reference(booking)),
        cancels=may and lifecycle.cancel(booking, clerk.now, zone, by_staff=True) is None,
        moves=may and served and lifecycle.reschedule(booking, clerk.now, zone, by_staff=True) is None,
    )


def _said(clerk: Clerk, way: Way) -> dict[str, Any]:
    return {"way": way, "ways": ways_of(clerk.city), "hotline": clerk.city.channels.hotline}


def in_breaths(code: str) -> str:
    """A code as it is read aloud: ``048 291``."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


async def _opened(clerk: Clerk, code: str) -> tuple[Booking, ...]:
    """Visits to come of this code, of any office, among what this clerk may see."""
    found = await clerk.bookings.with_code(code)
    seen = sight.visible(clerk.city, clerk.who, found)
    return tuple(one for one in seen if lifecycle.state(one, clerk.now) in lifecycle.COMING and one.end > clerk.now)


async def _spend(clerk: Clerk) -> Refusal | None:
    """A brake for codes that are tried one after the other at the desk."""
    if not clerk.runtime.strict:
        return None
    setting: Setting = clerk.bookings.setting
    refused = await tried(setting, partial(_look_up, clerk.who.id), sweep)
    if not isinstance(refused, Refusal):
        return None
    return Refusal("booking.too_many_attempts") if refused.code == FULL else refused


async def _look_up(who: str, unit: UnitOfWork, this: Try) -> bool | Refusal:
    claim = capacity.Claim(capacity.lasting_limit(f"gd|{who}", _LOOK_UPS), unit.now + _WITHIN)
    trouble = await capacity.exchange((), [(new_id(), claim)])
    return await undone(trouble, unit) if trouble else True


HANDLERS = [caller, find, read_back, cancel]
