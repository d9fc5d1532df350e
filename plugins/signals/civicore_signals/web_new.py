"""The pages of the journey by their addresses; each is shown once those before it are answered."""

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Any, cast

from litestar import HttpMethod, Response, get, post, route
from litestar.datastructures import FormMultiDict
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, files, redirect
from civicore_signals import web_begin, web_last, web_place, web_text
from civicore_signals.citizen import trapped
from civicore_signals.journey import STEPS, Step
from civicore_signals.web_begin import account_page
from civicore_signals.writing import NEW, Trip, travelling

Shown = Response[Any] | Awaitable[Response[Any]]
Show = Callable[[Trip], Shown]
Take = Callable[[Trip, FormMultiDict], Awaitable[Response[Any]]]
LARGEST = files.largest_body(files.Rules())
ASKED = [HttpMethod.GET, HttpMethod.POST]

_PAGES: Mapping[Step, tuple[Show, Take]] = {
    "category": (web_begin.show_category, web_begin.take_category),
    "before": (web_begin.show_before, web_begin.take_before),
    "place": (web_place.show_place, web_place.take_place),
    "questions": (web_text.show_questions, web_text.take_questions),
    "text": (web_text.show_text, web_text.take_text),
    "similar": (web_last.show_similar, web_last.take_similar),
    "contacts": (web_last.show_contacts, web_last.take_contacts),
    "check": (web_last.show_check, web_last.take_check),
}


@route(f"{NEW}/{{kind:str}}/{{step:str}}", http_method=ASKED)
async def step_page(request: AnyRequest, kind: FromPath[str], step: FromPath[str]) -> Response[Any]:
    """One page of the journey."""
    if step not in STEPS or step == "text":
        raise NotFoundException
    return await _page(request, kind, cast("Step", step))


@route(f"{NEW}/{{kind:str}}/text", http_method=ASKED, request_max_body_size=LARGEST)
async def text_page(request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
    """The page that takes files: its body may be longer than that of others."""
    return await _page(request, kind, "text")


@get(f"{NEW}/{{kind:str}}/where")
async def where_page(request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
    """Asks about a photo that was taken elsewhere."""
    trip = await travelling(request, kind)
    return await web_text.show_where(trip) if trip.reachable("text") else redirect(request, trip.next)


@post(f"{NEW}/{{kind:str}}/where")
async def where(request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
    """The writer's answer."""
    trip = await travelling(request, kind)
    return await web_text.take_where(trip, await request.form())


@get(f"{NEW}/{{kind:str}}/sent")
async def sent_page(request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
    """What became of it."""
    return await web_last.show_sent(await travelling(request, kind))


async def _page(request: AnyRequest, kind: str, step: Step) -> Response[Any]:
    trip = await travelling(request, kind)
    if trip.needs_account:
        return account_page(trip)
    sending_again = step == "check" and request.method == "POST" and trip.kept is not None and trip.kept.sent
    if sending_again:
        return redirect(request, trip.path("sent"))
    if not trip.reachable(step):
        return redirect(request, trip.next)
    show, take = _PAGES[step]
    if request.method == "GET":
        shown = show(trip)
        return await shown if isawaitable(shown) else shown
    data = await request.form()
    return redirect(request, "/signals") if trapped(data) else await take(trip, data)


HANDLERS = [*web_begin.HANDLERS, step_page, text_page, where_page, where, sent_page]
