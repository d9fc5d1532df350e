"""A counter for programs, and the waiting room: what a clerk's own software presses, with that clerk's token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.params import FromPath

from civicore import AnyRequest, ApiBody, Principal, Refusal, api_body, api_query, idempotency_key, problem
from civicore_ticketing import api_counters_bodies as bodies
from civicore_ticketing import counter_sight as sight
from civicore_ticketing.api_counters_answers import Answers
from civicore_ticketing.counter_clerk import Clerk
from civicore_ticketing.counter_once import once
from civicore_ticketing.counter_room import Room
from civicore_ticketing.rights import CALL, SEE
from civicore_ticketing.service import Queues
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CounterView

DEED = "counter_deed"
_STATUS = {
    "queue.unknown": 404,
    "queue.no_such_number": 404,
    "queue.suspended": 503,
    "request.key_reused": 422,
}
_TOLD = ("label", "labels", "staff")
Outcome = Ticket | CounterView | Refusal
Work = Callable[[Queues, str, Principal, Any], Awaitable[Outcome]]


@dataclass(frozen=True)
class Deed:
    """One operation of a counter: the last part of its address, what it takes, what it does.

    ``silent``: the body may be left out.
    """

    name: str
    work: Work
    body: type[ApiBody] = bodies.Nothing
    silent: bool = True


DEEDS = (
    Deed("open", lambda queues, at, by, said: queues.open_counter(at, by, instead=said.instead), bodies.Seat),
    Deed("pause", lambda queues, at, by, _: queues.pause(at, by)),
    Deed("close", lambda queues, at, by, _: queues.close_counter(at, by)),
    Deed("next", lambda queues, at, by, _: queues.next(at, by)),
    Deed("recall", lambda queues, at, by, _: queues.recall(at, by)),
    Deed("arrived", lambda queues, at, by, _: queues.arrived(at, by)),
    Deed("finish", lambda queues, at, by, _: queues.finish(at, by)),
    Deed("no-show", lambda queues, at, by, _: queues.no_show(at, by)),
    Deed("undo", lambda queues, at, by, _: queues.undo(at, by)),
    Deed(
        "park",
        lambda queues, at, by, said: queues.park(at, by, until=said.until, minutes=said.minutes),
        bodies.Park,
    ),
    Deed(
        "transfer",
        lambda queues, at, by, said: queues.transfer(
            at, by, to_counter=said.counter, agenda=said.agenda, office=said.office
        ),
        bodies.Transfer,
        silent=False,
    ),
    Deed("take", lambda queues, at, by, said: queues.take_number(at, by, said.number), bodies.Number, silent=False),
    Deed("serve", lambda queues, at, by, said: queues.serve_without(at, by, said.agenda), bodies.Visit, silent=False),
)


async def act(request: AnyRequest, counter: FromPath[str]) -> Response[Any]:
    """Do what the address says at a counter; the same Idempotency-Key does it once."""
    clerk, deed = Clerk(request), _deed(request)
    _check(clerk, CALL)
    known = sight.found(clerk.city, clerk.who, counter)
    said = deed.body() if deed.silent and not await request.body() else await api_body(request, deed.body)
    if known is None:
        return refused(clerk, Refusal("queue.unknown"))
    answers = Answers(clerk.city.zone)

    async def work() -> dict[str, Any] | Refusal:
        outcome = await deed.work(clerk.queues, known, clerk.who, said)
        return outcome if isinstance(outcome, Refusal) else answers.done(outcome).model_dump()

    fingerprint = f"{deed.name}:{said.model_dump_json()}"
    answer = await once(clerk.runtime, f"api:{known}:{clerk.who.id}", idempotency_key(request), fingerprint, work)
    return refused(clerk, answer) if isinstance(answer, Refusal) else Response(answer)


async def room(request: AnyRequest) -> Response[Any]:
    """The waiting room of an office."""
    clerk = Clerk(request)
    _check(clerk, SEE)
    asked, known = api_query(request, bodies.QueueQuery).office, sight.offices(clerk.city, clerk.who, SEE)
    office = asked or next(iter(known), None)
    if office is None or office not in known:
        return refused(clerk, Refusal("queue.unknown"))
    seen = Room(clerk.city, clerk.who, await clerk.queues.queue(office))
    return Response(Answers(clerk.city.zone).queue(seen))


def refused(clerk: Clerk, refusal: Refusal) -> Response[Any]:
    """Problem details; what is refused for the state of things is a conflict."""
    told = {name: refusal.facts[name] for name in _TOLD if refusal.facts.get(name) is not None}
    return problem(clerk.request, refusal, _STATUS.get(refusal.code, 409), facts=told)


def _check(clerk: Clerk, permission: str) -> None:
    """Staff with the right in some department; else 401 or 403."""
    if clerk.who.kind != "staff":
        raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
    if not clerk.who.may(permission):
        raise PermissionDeniedException


def _deed(request: AnyRequest) -> Deed:
    found: Deed = request.route_handler.opt[DEED]
    return found
