"""The desk's part of the API, for programs with a token of a member of staff."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException

from civicore import AnyRequest, FieldError, Principal, Refusal, Routes, Runtime, TimeRange, current, described
from civicore_booking import api_models as shapes
from civicore_booking import desk_sight as sight
from civicore_booking.api import answer, on_bad_request, refused
from civicore_booking.api_described import Described
from civicore_booking.api_requests import BadRequest, body, idempotency_key, query, unprocessable
from civicore_booking.api_views import Views
from civicore_booking.desk_closing import Closing, Plan
from civicore_booking.service import Bookings

Said = Response[Any]


class DeskApi:
    """The operations, each from a request to an answer or problem details."""

    def __init__(self, runtime: Runtime, bookings: Bookings, views: Views, closing: Closing) -> None:
        self._runtime = runtime
        self._city = runtime.city
        self._bookings = bookings
        self._views = views
        self._closing = closing

    async def listed(self, request: AnyRequest) -> Said:
        who = staff(request, sight.SEE)
        asked = query(request, shapes.DeskQuery)
        office = self._office(asked.office, who)
        now = self._runtime.clock.now()
        if asked.q:
            found = await self._bookings.search(asked.q, office=asked.office, day=asked.on)
            await self._note(who, "booking.searched", "bookings")
        else:
            found = await self._bookings.day(office, asked.on or now.astimezone(self._city.zone).date())
        seen = [self._views.listed(one) for one in sight.visible(self._city, who, found)]
        return answer(shapes.ListAnswer(as_of=self._views.stamp(now), bookings=seen))

    async def opened(self, request: AnyRequest, booking: UUID) -> Said:
        who = staff(request, sight.SEE)
        found = await self._bookings.get(booking)
        if found is None or not sight.may(self._city, who, sight.SEE, found):
            return refused(request, Refusal("booking.unknown"))
        await self._note(who, "booking.opened", found.about)
        return answer(self._views.whole(found))

    async def cancel(self, request: AnyRequest, booking: UUID) -> Said:
        who = staff(request, sight.SEE)
        said = await body(request, shapes.CancelByStaff)
        found = await self._bookings.get(booking)
        stop = sight.refusal(self._city, who, sight.CANCEL, found)
        if stop is not None:
            return refused(request, stop)
        done = await self._bookings.cancel_by_staff(booking, said.reason.strip(), who.actor)
        return refused(request, done) if isinstance(done, Refusal) else answer(self._views.cancelled(done))

    async def close(self, request: AnyRequest) -> Said:
        who = staff(request, sight.CLOSE)
        asked = await body(request, shapes.NewClosure)
        plan = self._plan(asked, who)
        done = await self._closing.close(plan, who, key=idempotency_key(request), every=asked.bookings)
        if isinstance(done, Refusal):
            return refused(request, done)
        hits = [
            shapes.HitAnswer(
                id=str(hit.id),
                start=self._views.stamp(hit.start),
                outcome=hit.outcome,
                new_start=self._views.stamp(hit.moved_to) if hit.moved_to else None,
                code=hit.code,
            )
            for hit in done.hits
        ]
        made = shapes.ClosureAnswer(
            ids=[str(one) for one in done.ids], office=plan.office, day=plan.day.isoformat(), bookings=hits
        )
        return answer(made, status=201)

    def _office(self, asked: str | None, who: Principal) -> str:
        offices = sight.offices(self._city, who)
        if asked is not None and asked not in self._city.offices:
            raise unprocessable([_wrong("office")])
        office = asked or next(iter(offices), None)
        if office not in offices:
            raise PermissionDeniedException
        return office

    def _plan(self, asked: shapes.NewClosure, who: Principal) -> Plan:
        office = self._office(asked.office, who)
        counters = tuple(dict.fromkeys(one.removeprefix(f"{office}.") for one in asked.counters))
        wrong = []
        if not set(counters) <= set(self._city.offices[office].counters):
            wrong.append(_wrong("counters"))
        if (asked.start is None) != (asked.end is None) or (asked.start or 0) >= (asked.end or 1):
            wrong.append(_wrong("to"))
        if wrong:
            raise unprocessable(wrong)
        if not all(sight.may_close(self._city, who, office, counter) for counter in counters or (None,)):
            raise PermissionDeniedException
        time = TimeRange(asked.start, asked.end) if asked.start is not None and asked.end is not None else None
        return Plan(office, counters, asked.day, time, asked.reason.strip())

    async def _note(self, who: Principal, action: str, subject: str) -> None:
        await self._runtime.transact(lambda work: work.record(action, actor=who.actor, subject=subject))


def routes(runtime: Runtime, bookings: Bookings, views: Views, closing: Closing) -> Routes:
    """The desk's part of the API."""
    api = DeskApi(runtime, bookings, views, closing)
    say = Described(runtime.city, views, bookings.agendas("web"))
    handlers = [
        get("/desk/bookings", opt=described(say.listed()))(api.listed),
        get("/desk/bookings/{booking:uuid}", opt=described(say.opened()))(api.opened),
        post("/desk/bookings/{booking:uuid}/cancel", opt=described(say.cancel_by_staff()), status_code=200)(api.cancel),
        post("/desk/closures", opt=described(say.close()))(api.close),
    ]
    return Routes("api", [Router("/", route_handlers=handlers, exception_handlers={BadRequest: on_bad_request})])


def staff(request: AnyRequest, permission: str) -> Principal:
    """Who asks: a member of staff with the right in some department; else 401 or 403."""
    who = current(request)
    if who.kind != "staff":
        raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
    if not who.may(permission):
        raise PermissionDeniedException
    return who


def _wrong(name: str) -> FieldError:
    return FieldError(name, Refusal("field.wrong", label=name))
