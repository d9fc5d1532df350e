"""The counter: choosing it, its one page, its buttons, and news while it happens."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, LiveEvent, Refusal, href, live_stream, needs, new_id, page, redirect
from civicore_ticketing import counter_sight as sight
from civicore_ticketing.counter_clerk import Clerk
from civicore_ticketing.counter_deeds import Press, do
from civicore_ticketing.counter_screen import Screen
from civicore_ticketing.rights import CALL

PATH = "/desk/counter"
PART = "x-part"
"""A script that asks with this header gets the changing part of the page alone."""


@get("/counter", guards=[needs(CALL)])
async def choose(request: AnyRequest) -> Response[str]:
    """The counters at which this person may call, and who sits there."""
    clerk = Clerk(request)
    rooms = [await clerk.queues.queue(one) for one in sight.offices(clerk.city, clerk.who, CALL)]
    allowed = {one for room in rooms for one in sight.counters(clerk.city, clerk.who, room.office)}
    return page(
        request,
        "ticketing/counter_choose.html",
        personal=True,
        rooms=[(room.office, [one for one in room.seats if one.counter in allowed]) for room in rooms],
        who=clerk.who,
        name_of=lambda counter: sight.name_of(clerk.city, counter),
    )


@get("/counter/{counter:str}", guards=[needs(CALL)])
async def show(request: AnyRequest, counter: FromPath[str]) -> Response[Any]:
    """One counter."""
    clerk = Clerk(request)
    return await _page(clerk, clerk.counter(counter))


@post("/counter/{counter:str}", guards=[needs(CALL)], status_code=200)
async def press(request: AnyRequest, counter: FromPath[str]) -> Response[Any]:
    """A button of the page. A script is answered with the part that changed, a browser goes to the page again."""
    clerk = Clerk(request)
    known = clerk.counter(counter)
    refusal = await do(Press(clerk.queues, clerk.runtime, known, clerk.who, await clerk.sent()))
    if refusal is None and PART not in request.headers:
        return redirect(request, f"{PATH}/{known}")
    return await _page(clerk, known, refusal)


@get("/counter/{counter:str}/live", guards=[needs(CALL)], uncompressed=True)
async def live(request: AnyRequest, counter: FromPath[str]) -> Response[Any]:
    """That something has happened at the office, as soon as it has; the page then asks what."""
    office = Clerk(request).counter(counter).partition(".")[0]
    return live_stream(request, f"office:{office}", _drawn, newest=True)


async def _drawn(event: LiveEvent | None) -> Mapping[str, Any]:
    return {}


async def _page(clerk: Clerk, counter: str, refusal: Refusal | None = None) -> Response[str]:
    office = counter.partition(".")[0]
    view, room = await clerk.queues.counter(counter, clerk.who), await clerk.queues.queue(office)
    if isinstance(view, Refusal):
        raise NotFoundException
    whole = PART not in clerk.request.headers
    return page(
        clerk.request,
        "ticketing/counter.html" if whole else "ticketing/counter_part.html",
        status=409 if refusal and whole else 200,
        personal=True,
        screen=Screen(clerk.city, clerk.who, view, room, clerk.city.policy("ticketing", office=office)),
        action=href(clerk.request, f"{PATH}/{counter}"),
        press=str(new_id()),
        refusal=refusal,
    )


HANDLERS = [choose, show, press, live]
