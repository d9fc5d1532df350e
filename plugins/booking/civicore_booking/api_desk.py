"""The desk's part of the API, for programs with a token of a member of staff."""

from uuid import UUID

from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, TimeRange, api_body, api_query, idempotency_key, unprocessable
from civicore_booking import api_answers as answers
from civicore_booking import api_bodies as bodies
from civicore_booking import desk_sight as sight
from civicore_booking import rights
from civicore_booking.api_caller import Caller, Said, wrong
from civicore_booking.desk_closing import Closing, Done, Plan


async def listed(request: AnyRequest) -> Said:
    """Bookings of a day, or found; nobody's whole name."""
    call = Caller(request)
    who = call.staff(rights.SEE)
    asked = api_query(request, bodies.DeskQuery)
    office, now = _office(call, asked.office), call.now
    if asked.q:
        among = sight.searched(call.city, who)
        found = await call.bookings.search(asked.q, office=asked.office, day=asked.on, agendas=among)
        await call.note("booking.searched", "bookings")
    else:
        found = await call.bookings.day(office, asked.on or now.astimezone(call.city.zone).date())
    seen = [call.views.listed(one) for one in sight.visible(call.city, who, found)]
    return call.answer(answers.ListAnswer(as_of=call.views.stamp(now), bookings=seen))


async def opened(request: AnyRequest, booking: FromPath[UUID]) -> Said:
    """One booking with the person's data; that it was opened is written down."""
    call = Caller(request)
    who = call.staff(rights.SEE)
    found = await call.bookings.get(booking)
    if found is None or not sight.may(call.city, who, rights.SEE, found):
        return call.refused(Refusal("booking.unknown"))
    await call.note("booking.opened", found.about)
    return call.answer(call.views.whole(found))


async def cancel(request: AnyRequest, booking: FromPath[UUID]) -> Said:
    """Cancel for the office, with a reason."""
    call = Caller(request)
    who = call.staff(rights.SEE)
    said = await api_body(request, bodies.CancelByStaff)
    stop = sight.refusal(call.city, who, rights.CANCEL, await call.bookings.get(booking))
    if stop is not None:
        return call.refused(stop)
    done = await call.bookings.cancel_by_staff(booking, said.reason.strip(), who.actor)
    return call.refused(done) if isinstance(done, Refusal) else call.answer(call.views.cancelled(done))


async def close(request: AnyRequest) -> Said:
    """Close a day, or counters, and decide about the bookings hit."""
    call = Caller(request)
    who = call.staff(rights.CLOSE)
    asked = await api_body(request, bodies.NewClosure)
    plan = _plan(call, asked)
    closing = Closing(call.runtime, call.bookings)
    done = await closing.close(plan, who, key=idempotency_key(request), every=asked.bookings)
    return call.refused(done) if isinstance(done, Refusal) else call.answer(_told(call, plan, done), status=201)


def _office(call: Caller, asked: str | None) -> str:
    """The office asked for, else the first one; 403 for one of other departments."""
    offices = sight.offices(call.city, call.who)
    if asked is not None and asked not in call.city.offices:
        raise unprocessable([wrong("office", "field.not_offered")])
    office = asked or next(iter(offices), None)
    if office not in offices:
        raise PermissionDeniedException
    return office


def _plan(call: Caller, asked: bodies.NewClosure) -> Plan:
    office = _office(call, asked.office)
    counters = tuple(dict.fromkeys(one.removeprefix(f"{office}.") for one in asked.counters))
    errors = []
    if not set(counters) <= set(call.city.offices[office].counters):
        errors.append(wrong("counters", "field.not_offered"))
    if (asked.start is None) != (asked.end is None) or (asked.start or 0) >= (asked.end or 1):
        errors.append(wrong("to"))
    if errors:
        raise unprocessable(errors)
    if not all(sight.may_close(call.city, call.who, office, counter) for counter in counters or (None,)):
        raise PermissionDeniedException
    part = TimeRange(asked.start, asked.end) if asked.start is not None and asked.end is not None else None
    return Plan(office, counters, asked.day, part, asked.reason.strip())


def _told(call: Caller, plan: Plan, done: Done) -> answers.ClosureAnswer:
    stamp = call.views.stamp
    hits = [
        answers.HitAnswer(
            id=str(hit.id),
            start=stamp(hit.start),
            outcome=hit.outcome,
            new_start=stamp(hit.moved_to) if hit.moved_to else None,
            code=hit.code,
        )
        for hit in done.hits
    ]
    ids = [str(one) for one in done.ids]
    return answers.ClosureAnswer(ids=ids, office=plan.office, day=plan.day.isoformat(), bookings=hits)
