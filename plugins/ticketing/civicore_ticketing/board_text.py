"""The boards as a page for telephones and screen readers: who is called where, how many wait, how long it takes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, LiveEvent, Navigation, Routes, Runtime, language, live_stream, page, redirect
from civicore_ticketing.board_view import Boards
from civicore_ticketing.service import Queues

PATH = "/queue"
_FRESH = timedelta(minutes=2)  # what is shown was true at most so long ago (language 4.8)


@get(PATH)
async def offices(request: AnyRequest) -> Response[Any]:
    """The offices with a waiting room; with one there is nothing to choose."""
    found = waiting_rooms(request)
    if not found:
        raise NotFoundException
    if len(found) == 1:
        return redirect(request, f"{PATH}/{found[0]}")
    return page(request, "ticketing/board/offices.html", offices=found)


@get(f"{PATH}/{{office:str}}")
async def show(request: AnyRequest, office: FromPath[str]) -> Response[str]:
    """One waiting room as it is now."""
    context = await _context(request, office)
    return page(request, "ticketing/board/queue.html", freshness=_freshness(request, office), **context)


@get(f"{PATH}/{{office:str}}/state")
async def state(request: AnyRequest, office: FromPath[str]) -> Response[Any]:
    """The same for a page that asks by itself."""
    boards, key = _runtime(request).services.one(Boards), (_room(request, office), language(request))
    drawn = await boards.drawings.get(key, 0, lambda: _draw(request, office))
    return Response(drawn, headers={"Cache-Control": "no-store"})


@get(f"{PATH}/{{office:str}}/events", uncompressed=True)
async def events(request: AnyRequest, office: FromPath[str]) -> Response[None]:
    """The same after each change."""
    _room(request, office)

    async def draw(_: LiveEvent | None) -> Mapping[str, Any]:
        return await _draw(request, office)

    return live_stream(request, f"office:{office}", draw, shared=("queue",))


def waiting_rooms(request: AnyRequest) -> list[str]:
    """Offices where numbers are called, in the order of the file."""
    running = _runtime(request)
    plan = running.services.one(Queues).setting.plan
    return [name for name in running.city.offices if plan.agendas(name)]


async def _draw(request: AnyRequest, office: str) -> Mapping[str, Any]:
    """The office in this language."""
    context = await _context(request, office)
    newest = context["rows"][0] if context["rows"] else None
    return {
        "html": page(request, "ticketing/board/queue_state.html", **context).content,
        "as_of": context["as_of"].isoformat(),
        "call": {"id": newest.call.call_id, "text": newest.sentence} if newest else None,
    }


async def _context(request: AnyRequest, office: str) -> dict[str, Any]:
    running, spoken = _runtime(request), language(request)
    queues, boards = running.services.one(Queues), running.services.one(Boards)
    board = await queues.board(_room(request, office))
    offers = await queues.offers(office)
    return {
        "office": office,
        "board": board,
        "rows": [boards.row(call, spoken) for call in board.calls],
        "offers": offers.agendas,
        "as_of": board.as_of,
        "remote": any(queues.setting.policy(one.agenda, office).remote.enabled for one in offers.agendas),
    }


def _room(request: AnyRequest, office: str) -> str:
    if office not in waiting_rooms(request):
        raise NotFoundException
    return office


def _freshness(request: AnyRequest, office: str) -> int:
    """Seconds after which what is shown counts as old: as the file promises, if it does."""
    city = _runtime(request).city
    promised = city.policy("booking", office=office).freshness.exact if city.section("booking") is not None else _FRESH
    return int(promised.total_seconds())


def _runtime(request: AnyRequest) -> Runtime:
    found: Runtime = request.app.state.runtime
    return found


MENU = Navigation(
    "ticketing.board",
    "public",
    "Waiting room now",
    PATH,
    order=40,
    hint="Whose number is called, how many people wait and how long it takes",
)
PAGES = Routes("public", [offices, show, state, events])
