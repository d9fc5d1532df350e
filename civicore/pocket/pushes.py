"""What a browser says when its person allows news about one thing: a booking, a ticket, a document."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from civicore import ways
from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.pocket import places, subscriptions
from civicore.pocket.pushing import CHANNEL, marks
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.here import local_path
from civicore.web.pages import language, page, redirect, runtime
from civicore.web.requests import AnyRequest


@get(places.PUSH)
async def key(request: AnyRequest) -> Response[dict[str, str]]:
    """The key that a browser binds its subscription to, for the script that asks."""
    return Response({"key": marks(runtime(request)).public}, headers={"Cache-Control": "no-store"})


@post(places.PUSH)
async def allow(request: AnyRequest) -> Response[Any]:
    """News about this go to this browser first from now on; the ways chosen before stand in for it."""
    running, sent = runtime(request), await request.form()
    about = ways.page_of(running.keys, str(sent.get("token", "")))
    if about is None:
        raise NotFoundException
    services = running.city.channels.web.push_services
    found = subscriptions.read(str(sent.get("subscription", "")), services)
    back = local_path(str(sent.get("back", "")))
    if isinstance(found, Refusal):
        return page(request, "pocket/refused.html", status=422, personal=True, refusal=found, back=back)
    vapid, speaking = marks(running).public, language(request)

    async def work(unit: UnitOfWork) -> None:
        browser = await subscriptions.take(unit, found, vapid)
        await ways.choose(unit, about, Contact(CHANNEL, str(browser)), language=speaking)

    await running.transact(work)
    return redirect(request, back)


PAGES = [key, allow]
