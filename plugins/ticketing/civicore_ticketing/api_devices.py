"""The API of ticket printers and kiosks that are not a browser: codes, tickets, and numbers for bad times."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Response, Router, post
from litestar.params import FromPath
from pydantic import BaseModel, Field

from civicore import (
    AnyRequest,
    ApiBadRequest,
    ApiBody,
    FieldError,
    Refusal,
    Routes,
    Runtime,
    api_body,
    described,
    idempotency_key,
    on_bad_request,
    problem,
    unprocessable,
)
from civicore_ticketing.api_devices_described import Described
from civicore_ticketing.kiosk_hall import Hall
from civicore_ticketing.kiosk_journal import Id, Journal, entry_of, leases_answer, results_answer
from civicore_ticketing.service import Queues
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.typed_code import meant
from civicore_ticketing.views import TicketWish

_STATUS: Mapping[str, int] = {
    "booking.unknown_code": 404,
    "booking.expired": 410,
    "queue.unknown": 404,
    "queue.not_here": 422,
    "queue.too_many_tries": 429,
    "queue.suspended": 503,
    "request.key_reused": 422,
}
_TOLD = ("answer", "words", "opens", "closed", "then", "agenda", "activities", "until")
Said = Response[Any]


class Code(ApiBody):
    """A code as it was typed or scanned."""

    code: Annotated[
        str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$")
    ]


class Errand(ApiBody):
    """What somebody without a booking comes for; ``activity`` where the agenda has several."""

    agenda: Id
    activity: Id | None = None
    language: Annotated[str, Field(max_length=35, pattern="^[A-Za-z0-9-]*$")] = ""


class DeviceTicket(BaseModel):
    """``number`` is what is printed; ``priority``: it came with a booking; ``waiting_before`` are called first."""

    id: str
    number: str
    agenda: str
    priority: bool
    issued_at: str
    waiting_before: int | None


class DeviceTicketAnswer(BaseModel):
    """The ticket; ``repeated``: it was given before, so there is nothing to print."""

    ticket: DeviceTicket
    repeated: bool = False


async def check_in(request: AnyRequest, device: FromPath[str]) -> Said:
    """Somebody with a booking."""
    hall, at = Hall.of(request, device), request.app.state.runtime.clock.now()
    sent = await api_body(request, Code)
    place = hall.device
    done = await hall.queues.check_in(meant(sent.code), place.office, by=place.entry.kind, source=place.id, at=at)
    if isinstance(done, Refusal):
        return _refused(hall, done)
    return Response(await _told(hall, done.ticket, repeated=done.repeated))


async def take(request: AnyRequest, device: FromPath[str]) -> Said:
    """Somebody without one."""
    hall = Hall.of(request, device)
    sent, mark = await api_body(request, Errand), idempotency_key(request)
    _check(hall, sent)
    wish = TicketWish(
        hall.device.office,
        sent.agenda,
        (sent.activity,) if sent.activity else (),
        language=sent.language or hall.language,
        device=hall.device.id,
        idempotency_key=f"{hall.device.id}:{mark}" if mark else None,
    )
    done = await hall.queues.take(wish)
    if isinstance(done, Refusal):
        return _refused(hall, done)
    return Response(await _told(hall, done), status_code=201)


async def lease(request: AnyRequest, device: FromPath[str]) -> Said:
    """Numbers to give while there is no network."""
    hall = Hall.of(request, device)
    held = await hall.queues.lease(hall.device.id)
    if isinstance(held, Refusal):
        return _refused(hall, held)
    return Response(leases_answer(held, hall.now, hall.city.zone))


async def journal(request: AnyRequest, device: FromPath[str]) -> Said:
    """What was given then."""
    hall = Hall.of(request, device)
    sent = await api_body(request, Journal)
    results = await hall.queues.journal(hall.device.id, [entry_of(one) for one in sent.entries])
    return Response(results_answer(results, hall.runtime.languages, hall.language))


def _check(hall: Hall, sent: Errand) -> None:
    """ApiBadRequest for what this device does not offer."""
    if sent.agenda not in hall.offered:
        raise unprocessable([FieldError("agenda", Refusal("field.not_offered", label="agenda"))])
    if sent.activity is not None and sent.activity not in hall.city.agendas[sent.agenda].activities:
        raise unprocessable([FieldError("activity", Refusal("field.not_offered", label="activity"))])


async def _told(hall: Hall, ticket: Ticket, *, repeated: bool = False) -> DeviceTicketAnswer:
    _, before = await hall.queues.followed(ticket)
    return DeviceTicketAnswer(
        ticket=DeviceTicket(
            id=str(ticket.id),
            number=ticket.label,
            agenda=ticket.agenda,
            priority=ticket.booked_at is not None,
            issued_at=ticket.issued_at.astimezone(hall.city.zone).isoformat(timespec="seconds"),
            waiting_before=before,
        ),
        repeated=repeated,
    )


def _refused(hall: Hall, refusal: Refusal) -> Said:
    """Problem details; what is refused for the state of things is a conflict."""
    status = _STATUS.get(refusal.code, 409)
    until = refusal.facts.get("until")
    wait = int((until - hall.now).total_seconds()) if isinstance(until, datetime) else 60
    headers = {"Retry-After": str(max(1, wait))} if status == 429 else {}
    facts = {name: _plain(refusal.facts[name], hall) for name in _TOLD if refusal.facts.get(name) is not None}
    return problem(hall.request, refusal, status, headers=headers, facts=facts)


def _plain(fact: object, hall: Hall) -> object:
    zone: ZoneInfo = hall.city.zone
    if isinstance(fact, datetime):
        return fact.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(fact, tuple | list):
        return [str(one) for one in fact]
    return hall.runtime.languages.label(hall.language, fact) if not isinstance(fact, str) else fact  # type: ignore[arg-type]


def routes(runtime: Runtime) -> Routes:
    """Addresses of ticket printers and kiosks."""
    say = Described(runtime.city, runtime.services.one(Queues).setting.plan)
    one = "/devices/{device:str}"
    handlers = [
        post(f"{one}/check-in", opt=described(say.check_in(Code, DeviceTicketAnswer)), status_code=200)(check_in),
        post(f"{one}/tickets", opt=described(say.take(Errand, DeviceTicketAnswer)))(take),
        post(f"{one}/lease", opt=described(say.lease()), status_code=200)(lease),
        post(f"{one}/journal", opt=described(say.journal()), status_code=200)(journal),
    ]
    return Routes("api", [Router("/", route_handlers=handlers, exception_handlers={ApiBadRequest: on_bad_request})])
