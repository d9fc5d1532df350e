"""Closing a day or a counter at the desk, and deciding about the bookings it hits."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Choice, Field, FieldType, Form, Refusal, Text, TimeRange, needs, new_id
from civicore_booking import desk_sight as sight
from civicore_booking import rights
from civicore_booking.closures import LiveClosure
from civicore_booking.desk import CONFLICTS_AHEAD
from civicore_booking.desk_booking import REASON
from civicore_booking.desk_clerk import DAY, DESK, ONE_DAY, Clerk, one, refused_status, typed
from civicore_booking.desk_closing import OUTCOMES, Decided, Decision, Hit, Offer, Plan
from civicore_booking.journey import read_stamp, stamp
from civicore_booking.misfits import Conflict

CLOSURES = f"{DESK}/closures"
CHOICES: tuple[Decided, ...] = ("rebook", "cancel", "keep", "ask")
LISTED_AHEAD = 400  # days of closures in the list


def minute_of_day(written: str) -> int:
    """Minutes since midnight of ``13:00``; ValueError when it is no time of day."""
    found = time.fromisoformat(written)
    return found.hour * 60 + found.minute


def normal_time(written: str) -> str:
    """``8``, ``8.00`` and ``8:00`` as ``08:00``; what is no time stays as it was typed."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?", written)
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else written


def check_time(written: str) -> str | None:
    """A time of day as ``normal_time`` leaves it."""
    try:
        minute_of_day(written)
    except ValueError:
        return "field.time"
    return None


TIME = FieldType("time", {"maxlength": 5}, check_time, normal_time, inputmode="numeric", personal=False)


@dataclass(frozen=True)
class Listed:
    """A closure in the list; ``place`` is the office or the counter."""

    closure: LiveClosure
    place: Text | str
    mine: bool


@get("/booking/closures", guards=[needs(rights.CLOSE)])
async def listed(request: AnyRequest) -> Response[Any]:
    """Closures made here that are still to come."""
    clerk = Clerk(request)
    office = clerk.office(clerk.asked("office"))
    found = await clerk.bookings.closures(office, clerk.today, clerk.today + ONE_DAY * LISTED_AHEAD)
    rows = [_listed(clerk, one) for one in sorted(found, key=lambda one: (one.day, one.made_at))]
    return clerk.page("closures.html", office=office, rows=rows)


@get("/booking/closures/new", guards=[needs(rights.CLOSE)])
async def close_page(request: AnyRequest) -> Response[Any]:
    """What is to be closed, when and why."""
    clerk = Clerk(request)
    office = clerk.office(clerk.asked("office"))
    form = _form(clerk, office)
    return clerk.page(
        "close.html", office=office, form=form, answers=form.filled({"date": clerk.day() or clerk.today}), refusal=None
    )


@post("/booking/closures/preview", guards=[needs(rights.CLOSE)], status_code=200)
async def preview(request: AnyRequest) -> Response[Any]:
    """The bookings that would be hit, with a decision to make for each. Nothing is closed yet."""
    clerk = Clerk(request)
    sent = await typed(request)
    plan = _plan(clerk, sent)
    if isinstance(plan, Response):
        return plan
    offers = await clerk.closing.preview(plan, clerk.who)
    if isinstance(offers, Refusal):
        return _form_page(
            clerk, plan.office, _form(clerk, plan.office).read(_own(sent)), refused_status(offers), offers
        )
    return clerk.page(
        "preview.html", plan=plan, sent=_own(sent), offers=_shown(clerk, offers), key=new_id().hex, choices=CHOICES
    )


@post("/booking/closures", guards=[needs(rights.CLOSE)])
async def close(request: AnyRequest) -> Response[Any]:
    """Close, and carry the decisions out. Sent twice it closes and tells people once."""
    clerk = Clerk(request)
    sent = await typed(request)
    plan = _plan(clerk, sent)
    if isinstance(plan, Response):
        return plan
    done = await clerk.closing.close(
        plan, clerk.who, key=one(sent, "_key")[:64] or None, decisions=_decisions(clerk, sent)
    )
    if isinstance(done, Refusal):
        return _not_done(clerk, plan, sent, done)
    told = {outcome: number for outcome in OUTCOMES if (number := done.count(outcome))}
    return clerk.go(f"{CLOSURES}/done", office=plan.office, day=plan.day, **told)


@get("/booking/closures/done", guards=[needs(rights.CLOSE)])
async def done(request: AnyRequest) -> Response[Any]:
    """What the closure came to, and which bookings are still to be decided."""
    clerk = Clerk(request)
    office, day = clerk.office(clerk.asked("office")), clerk.day() or clerk.today
    numbers = {name: int(number) for name in OUTCOMES if (number := clerk.asked(name) or "").isdecimal()}
    hits = await clerk.bookings.conflicts(office, day, day)
    return clerk.page("closed.html", office=office, day=day, numbers=numbers, left=len(_open(clerk, hits)))


@post("/booking/closures/{closure:uuid}/reopen", guards=[needs(rights.CLOSE)])
async def reopen(request: AnyRequest, closure: FromPath[UUID]) -> Response[Any]:
    """Lift a closure. Bookings that were cancelled or moved for it stay so."""
    clerk = Clerk(request)
    office = clerk.office(one(await typed(request), "office") or None)
    days = await clerk.bookings.closures(office, clerk.today - ONE_DAY, clerk.today + ONE_DAY * LISTED_AHEAD)
    found = next((one for one in days if one.id == closure), None)
    if found is not None:
        if not sight.may_close(clerk.city, clerk.who, found.office, found.counter):
            raise PermissionDeniedException
        await clerk.bookings.reopen(closure, clerk.who.actor)
    return clerk.go(CLOSURES, office=office, done="reopened")


@get("/booking/visits/conflicts", guards=[needs(rights.CANCEL)])
async def conflicts_page(request: AnyRequest) -> Response[Any]:
    """Bookings that no longer fit what the city offers, whatever the cause."""
    clerk = Clerk(request)
    office = clerk.office(clerk.asked("office"))
    return await _conflicts_page(clerk, office)


@post("/booking/visits/conflicts", guards=[needs(rights.CANCEL)])
async def decide(request: AnyRequest) -> Response[Any]:
    """Carry the decisions out. What was decided before is left as it is."""
    clerk = Clerk(request)
    sent = await typed(request)
    office = clerk.office(one(sent, "office") or None)
    hits = _open(clerk, await _conflicts(clerk, office))
    answers = REASON.read({"reason": sent.get("reason", ())})
    if answers.errors:
        return await _conflicts_page(clerk, office, answers=answers, status=422)
    found = await clerk.closing.decide(hits, _decisions(clerk, sent), "ask", answers.values["reason"], clerk.who)
    if any(hit.outcome == "refused" for hit in found):
        return await _conflicts_page(clerk, office, found, answers=answers, status=409)
    return clerk.go(f"{DAY}/conflicts", office=office, done="decided")


async def _conflicts(clerk: Clerk, office: str) -> tuple[Conflict, ...]:
    return await clerk.bookings.conflicts(office, clerk.today, clerk.today + ONE_DAY * CONFLICTS_AHEAD)


def _open(clerk: Clerk, hits: Iterable[Conflict]) -> list[Conflict]:
    """Those this person can still decide about."""
    return [hit for hit in hits if not hit.decided and clerk.may(rights.CANCEL, hit.booking)]


async def _conflicts_page(
    clerk: Clerk, office: str, found: Sequence[Hit] = (), *, answers: Answers | None = None, status: int = 200
) -> Response[Any]:
    offers = await clerk.closing.offers(_open(clerk, await _conflicts(clerk, office)))
    failed = {hit.id: Refusal(hit.code) for hit in found if hit.code}
    return clerk.page(
        "conflicts.html",
        status=status,
        office=office,
        offers=_shown(clerk, offers),
        failed=failed,
        choices=CHOICES,
        form=REASON,
        answers=answers or Answers(),
    )


def _shown(clerk: Clerk, offers: Iterable[Offer]) -> list[dict[str, Any]]:
    """Each booking hit, why, and the time that can be offered for it."""
    return [
        {
            "row": clerk.row(offer.hit.booking),
            "why": offer.hit.why,
            "nearest": offer.nearest,
            "stamp": stamp(offer.nearest) if offer.nearest else "",
        }
        for offer in offers
    ]


def _decisions(clerk: Clerk, sent: Mapping[str, Sequence[str]]) -> dict[UUID, Decision]:
    """What was chosen for each booking, under its id; the time that was offered stands beside it."""
    found: dict[UUID, Decision] = {}
    for name in sent:
        kind, _, written = name.partition("-")
        choice = next((one_of for one_of in CHOICES if one_of == one(sent, name)), None)
        if kind != "decision" or choice is None:
            continue
        try:
            booking = UUID(written)
        except ValueError:
            continue
        found[booking] = Decision(choice, read_stamp(one(sent, f"offered-{written}")))
    return found


def _own(sent: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The questions of the closure itself."""
    return {name: values for name, values in sent.items() if not name.startswith(("decision-", "offered-", "_"))}


def _form(clerk: Clerk, office: str) -> Form:
    """What may be closed at this office; without a counter the whole of it, where that may be closed."""
    may = partial(sight.may_close, clerk.city, clerk.who, office)
    counters = [
        Choice(name, desk.name or name) for name, desk in clerk.city.offices[office].counters.items() if may(name)
    ]
    whole = may(None)
    hint = "Choose none to close the whole office." if whole else None
    return Form(
        [
            Field("office", "Office", "hidden"),
            Field("counters", "Counters", "checkboxes", required=not whole, choices=counters, hint=hint),
            Field("date", "Day", "date", least=clerk.today, width=10),
            Field(
                "first",
                "From",
                "time",
                required=False,
                hint="For example 13:00. Leave both empty for the whole day.",
                width=4,
            ),
            Field("last", "To", "time", required=False, width=4),
            Field("reason", "Reason", max_length=200, hint="Citizens read it beside the day and in their message."),
        ],
        [TIME],
    )


def _plan(clerk: Clerk, sent: Mapping[str, Sequence[str]]) -> Plan | Response[Any]:
    """What is to be closed, or the form with what is wrong in it."""
    office = clerk.office(one(sent, "office") or None)
    form = _form(clerk, office)
    answers = form.read(_own(sent))
    if not answers.errors:
        answers = _in_order(answers)
    if answers.errors:
        return _form_page(clerk, office, answers, 422, None)
    said = answers.values
    part = TimeRange(minute_of_day(said["first"]), minute_of_day(said["last"])) if said["first"] else None
    return Plan(office, said["counters"], said["date"], part, said["reason"])


def _in_order(answers: Answers) -> Answers:
    """Both times or none, the later one last."""
    first, last = answers.values["first"], answers.values["last"]
    if bool(first) != bool(last):
        return answers.with_error("last" if first else "first", Refusal("booking.closure_one_time"))
    if first and minute_of_day(first) >= minute_of_day(last):
        return answers.with_error("last", Refusal("booking.closure_backwards"))
    return answers


def _not_done(clerk: Clerk, plan: Plan, sent: Mapping[str, Sequence[str]], refusal: Refusal) -> Response[Any]:
    answers = _form(clerk, plan.office).read(_own(sent))
    return _form_page(clerk, plan.office, answers, refused_status(refusal), refusal)


def _form_page(clerk: Clerk, office: str, answers: Answers, status: int, refusal: Refusal | None) -> Response[Any]:
    form = _form(clerk, office)
    return clerk.page("close.html", status=status, office=office, form=form, answers=answers, refusal=refusal)


def _listed(clerk: Clerk, closure: LiveClosure) -> Listed:
    office = clerk.city.offices[closure.office]
    desk = office.counters.get(closure.counter) if closure.counter else None
    place = (desk.name if desk and desk.name else closure.counter) or office.name
    return Listed(closure, place, sight.may_close(clerk.city, clerk.who, closure.office, closure.counter))


HANDLERS = [listed, close_page, preview, close, done, reopen, conflicts_page, decide]
