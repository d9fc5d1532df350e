"""The waiting room for the head of an office: lines, counters, visits left open, closing the queue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath

from civicore import AnyRequest, Principal, Refusal, Runtime, UnitOfWork, needs, page, redirect
from civicore_ticketing import counter_sight as sight
from civicore_ticketing.counter_clerk import Clerk, moment_today
from civicore_ticketing.counter_room import Room
from civicore_ticketing.rights import MANAGE, SEE
from civicore_ticketing.service import Queues

PATH = "/desk/queue"


@get("/queue", guards=[needs(SEE)])
async def show(request: AnyRequest) -> Response[str]:
    """The waiting room of one office."""
    clerk = Clerk(request)
    return await _page(clerk, clerk.office(request.query_params.get("office")))


@post("/queue/{office:str}/close", guards=[needs(MANAGE)], status_code=200)
async def close(request: AnyRequest, office: FromPath[str]) -> Response[Any]:
    """No more numbers, until a time of today or for the rest of the day."""
    clerk = Clerk(request)
    known, sent = _managed(clerk, office), await clerk.sent()
    until = _until(clerk.runtime, sent.get("until", "").strip())
    if isinstance(until, Refusal):
        return await _page(clerk, known, until)
    return await _done(clerk, known, await clerk.queues.close_queue(known, clerk.who, until))


@post("/queue/{office:str}/open", guards=[needs(MANAGE)], status_code=200)
async def reopen(request: AnyRequest, office: FromPath[str]) -> Response[Any]:
    """Numbers again."""
    clerk = Clerk(request)
    known = _managed(clerk, office)
    return await _done(clerk, known, await clerk.queues.open_queue(known, clerk.who))


@post("/queue/{office:str}/end", guards=[needs(MANAGE)], status_code=200)
async def end_visit(request: AnyRequest, office: FromPath[str]) -> Response[Any]:
    """End the visit of a counter that somebody left, and close the counter."""
    clerk = Clerk(request)
    known, sent = _managed(clerk, office), await clerk.sent()
    counter = sent.get("counter", "")
    if counter.partition(".")[0] != known or sight.found(clerk.city, clerk.who, counter) is None:
        raise NotFoundException
    return await _done(clerk, known, await _left(clerk.runtime, clerk.queues, counter, clerk.who))


@post("/queue/{office:str}/void", guards=[needs(MANAGE)], status_code=200)
async def void(request: AnyRequest, office: FromPath[str]) -> Response[Any]:
    """Take back a number that was given by mistake."""
    clerk = Clerk(request)
    known, sent = _managed(clerk, office), await clerk.sent()
    try:
        ticket = await clerk.queues.get(UUID(sent.get("ticket", "")))
    except ValueError:
        raise NotFoundException from None
    if ticket is None or ticket.office != known:
        raise NotFoundException
    return await _done(clerk, known, await clerk.queues.void(ticket.id, clerk.who))


async def _left(runtime: Runtime, service: Queues, counter: str, by: Principal) -> object:
    """Sit down instead of who left, finish, stand up: one unit, so that nobody calls in between."""

    async def work(unit: UnitOfWork) -> object:
        seated = await service.open_counter(counter, by, instead=True)
        if isinstance(seated, Refusal):
            return seated
        over = await service.finish(counter, by) if seated.current else None
        return over if isinstance(over, Refusal) else await service.close_counter(counter, by)

    return await runtime.transact(work)


async def _done(clerk: Clerk, office: str, answer: object) -> Response[Any]:
    if isinstance(answer, Refusal):
        return await _page(clerk, office, answer)
    return redirect(clerk.request, PATH, office=office)


async def _page(clerk: Clerk, office: str, refusal: Refusal | None = None) -> Response[str]:
    return page(
        clerk.request,
        "ticketing/counter_queue.html",
        status=409 if refusal else 200,
        personal=True,
        room=Room(clerk.city, clerk.who, await clerk.queues.queue(office)),
        offices=sight.offices(clerk.city, clerk.who, SEE),
        policy=clerk.city.policy("ticketing", office=office),
        refusal=refusal,
    )


def _managed(clerk: Clerk, asked: str) -> str:
    """An office whose whole queue this person manages."""
    known = clerk.office(asked)
    if not sight.may_manage(clerk.city, clerk.who, known):
        raise PermissionDeniedException
    return known


def _until(runtime: Runtime, written: str) -> datetime | Refusal | None:
    """A time of today that is still to come; None when none was written."""
    if not written:
        return None
    moment = moment_today(runtime, written)
    return moment if moment is not None and moment > runtime.clock.now() else Refusal("queue.close_past")


HANDLERS = [show, close, reopen, end_visit, void]
