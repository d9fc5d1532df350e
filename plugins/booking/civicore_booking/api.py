"""The public API of booking: what can be booked, free times, and the life of one booking."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.exceptions import PermissionDeniedException
from pydantic import BaseModel

from civicore import AnyRequest, FieldError, Refusal, Routes, Runtime, current, described, language, problem
from civicore_booking import api_models as shapes
from civicore_booking.api_described import Described
from civicore_booking.api_problems import headers_of, status_of, told
from civicore_booking.api_requests import BadRequest, body, idempotency_key, query, unprocessable
from civicore_booking.api_views import Views
from civicore_booking.availability import DayAvailability
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.citizen import network_of
from civicore_booking.config import ChannelName
from civicore_booking.questions import written
from civicore_booking.service import Bookings

SPAN = timedelta(days=100)
Said = Response[Any]


class PublicApi:
    """The operations, each from a request to an answer or problem details."""

    def __init__(self, runtime: Runtime, bookings: Bookings, views: Views) -> None:
        self._runtime = runtime
        self._bookings = bookings
        self._views = views

    async def agendas(self, request: AnyRequest) -> Said:
        offered = [self._views.agenda(agenda, "web") for agenda in self._bookings.agendas("web")]
        return answer(shapes.AgendasAnswer(languages=list(self._runtime.city.languages), agendas=offered))

    async def availability(self, request: AnyRequest) -> Said:
        asked = query(request, shapes.AvailabilityQuery, several=frozenset({"activity"}))
        self._check_offered(asked.agenda, tuple(asked.activity), asked.office, "web")
        now = self._runtime.clock.now()
        offices = self._bookings.offices(asked.agenda)
        office = asked.office or (offices[0] if len(offices) == 1 else None)
        days: tuple[DayAvailability, ...] | Refusal = ()
        first, last = self._span(asked, office, now.astimezone(self._runtime.city.zone).date())
        if first <= last or office is None:
            days = await self._bookings.availability(
                asked.agenda, tuple(asked.activity), office=office, first=first, last=last, people=asked.people
            )
        if isinstance(days, Refusal):
            return refused(request, days)
        return answer(self._views.availability(asked, office or "", days, now, language(request)))

    async def book(self, request: AnyRequest) -> Said:
        wish = await body(request, shapes.NewBooking)
        asked = self._request_of(request, wish)
        principal = current(request)
        if asked.channel == "desk":
            if not principal.may("booking.make", self._runtime.city.agendas[wish.agenda].department):
                raise PermissionDeniedException
            made = await self._bookings.book_for(asked, principal.actor)
        else:
            made = await self._bookings.hold(asked)
        if isinstance(made, Refusal):
            return refused(request, made)
        return answer(self._views.made(made), status=201, Location=f"/api/v1/bookings/{made.id}")

    async def show(self, request: AnyRequest, secret: str) -> Said:
        booking = _uuid(secret)
        if booking is not None:
            found = await self._bookings.get(booking)
            return answer(self._views.state(found)) if found else refused(request, Refusal("booking.unknown"))
        shown = await self._bookings.show(secret)
        return refused(request, shown) if isinstance(shown, Refusal) else answer(self._views.whole(shown))

    async def confirm(self, request: AnyRequest) -> Said:
        proof = await body(request, shapes.Proof)
        token = await self._token(request, proof)
        if isinstance(token, Refusal):
            return refused(request, token)
        if not proof.token and (stop := await self._still_held(token)):
            return refused(request, stop)
        done = await self._bookings.confirm(token)
        if isinstance(done, Refusal):
            return refused(request, done)
        return answer(self._views.confirmed(done.booking, done.already))

    async def cancel(self, request: AnyRequest) -> Said:
        proof = await body(request, shapes.Proof)
        token = await self._token(request, proof)
        if isinstance(token, Refusal):
            return refused(request, token)
        done = await self._bookings.cancel(token, way="email_link" if proof.token else "web_form")
        return refused(request, done) if isinstance(done, Refusal) else answer(self._views.cancelled(done))

    async def reschedule(self, request: AnyRequest) -> Said:
        wish = await body(request, shapes.ProofAndStart)
        token = await self._token(request, wish)
        if isinstance(token, Refusal):
            return refused(request, token)
        done = await self._bookings.reschedule(token, wish.start)
        return refused(request, done) if isinstance(done, Refusal) else answer(self._views.whole(done))

    def _request_of(self, request: AnyRequest, wish: shapes.NewBooking) -> BookingRequest:
        """The wish with its answers judged; BadRequest names what is wrong."""
        channel: ChannelName = "desk" if current(request).kind == "staff" else "web"
        self._check_offered(wish.agenda, wish.activities, wish.office, channel)
        speaking = wish.language or language(request)
        if speaking not in self._runtime.city.languages:
            raise unprocessable([_not_offered("language")])
        form = self._views.form(wish.agenda, wish.office, channel)
        answers = form.read(wish.fields)
        if answers.errors:
            raise unprocessable([FieldError(f"fields.{one.field}", one.refusal) for one in answers.errors])
        return BookingRequest(
            wish.agenda,
            wish.activities,
            wish.start,
            written(form, answers.values),
            speaking,
            office=wish.office,
            people=wish.people,
            channel=channel,
            network=network_of(request),
            idempotency_key=self._key(request, wish),
        )

    def _key(self, request: AnyRequest, wish: shapes.NewBooking) -> str | None:
        """The client's mark, each principal having their own; another body under the same mark is found out."""
        mark = idempotency_key(request)
        return None if mark is None else f"{current(request).actor}|{mark}"

    def _check_offered(
        self, agenda: str, activities: tuple[str, ...], office: str | None, channel: ChannelName
    ) -> None:
        if agenda not in self._bookings.agendas(channel):
            raise unprocessable([_not_offered("agenda")])
        wrong = []
        if not set(activities) <= set(self._runtime.city.agendas[agenda].activities):
            wrong.append(_not_offered("activity"))
        if office is not None and office not in self._bookings.offices(agenda):
            wrong.append(_not_offered("office"))
        if wrong:
            raise unprocessable(wrong)

    def _span(self, asked: shapes.AvailabilityQuery, office: str | None, today: date) -> tuple[date, date]:
        """The days to answer: within the bookable time, and no more than ``SPAN``."""
        first = max(asked.first or today, today)
        last = self._bookings.window(asked.agenda, office or self._bookings.offices(asked.agenda)[0]).last_day
        until = min(asked.last or last, last)
        return first, min(until, first + SPAN) if first <= last else until

    async def _token(self, request: AnyRequest, proof: shapes.Proof) -> str | Refusal:
        if proof.token:
            return proof.token
        found = await self._bookings.find(
            proof.code, last_name=proof.last_name or None, email=proof.email or None, network=network_of(request)
        )
        return found if isinstance(found, Refusal) else self._bookings.token(found)

    async def _still_held(self, token: str) -> Refusal | None:
        """A code that was shown on the screen does not prove that the message arrived; its link does."""
        found = await self._bookings.show(token)
        waiting = isinstance(found, Booking) and self._bookings.state(found) == "held"
        return Refusal("booking.link_needed") if waiting else None


def routes(runtime: Runtime, bookings: Bookings, views: Views) -> Routes:
    """The public part of the API."""
    api = PublicApi(runtime, bookings, views)
    say = Described(runtime.city, views, bookings.agendas("web"))
    handlers = [
        get("/agendas", opt=described(say.agendas()))(api.agendas),
        get("/availability", opt=described(say.availability()))(api.availability),
        post("/bookings", opt=described(say.book()))(api.book),
        get("/bookings/{secret:str}", opt=described(say.show()))(api.show),
        post("/bookings/confirm", opt=described(say.confirm()), status_code=200)(api.confirm),
        post("/bookings/cancel", opt=described(say.cancel()), status_code=200)(api.cancel),
        post("/bookings/reschedule", opt=described(say.reschedule()), status_code=200)(api.reschedule),
    ]
    return Routes("api", [Router("/", route_handlers=handlers, exception_handlers={BadRequest: on_bad_request})])


def answer(model: BaseModel, status: int = 200, **headers: str) -> Said:
    """An answer of success."""
    return Response(model, status_code=status, headers=headers)


def refused(request: AnyRequest, refusal: Refusal) -> Said:
    """Problem details for a refusal of the service."""
    runtime: Runtime = request.app.state.runtime
    headers = headers_of(refusal, runtime.clock.now())
    return problem(request, refusal, status_of(refusal), headers=headers, facts=told(refusal, runtime.city.zone))


def on_bad_request(request: AnyRequest, error: BadRequest) -> Said:
    """Problem details for a request that cannot be read."""
    return problem(request, error.refusal, error.status, errors=error.errors)


def _not_offered(name: str) -> FieldError:
    return FieldError(name, Refusal("field.not_offered", label=name))


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
