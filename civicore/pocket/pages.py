"""Pages of the app: how to install it, what is kept on this device, and forgetting all of it."""

from typing import Any

from litestar import Response, get, post

from civicore import ways
from civicore.contracts.dialog import Contact
from civicore.contracts.drafts import Drafts
from civicore.pocket import places, subscriptions
from civicore.pocket.pushing import CHANNEL
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.pages import language, page, redirect, runtime
from civicore.web.requests import AnyRequest

_CLEARED = '"cache", "storage"'  # what browsers empty by themselves (W3C Clear-Site-Data); cookies are no part of it


@get(places.INSTALL)
async def install_page(request: AnyRequest) -> Response[str]:
    """How to put the app on a phone or a computer, and what it can do."""
    forgotten = request.query_params.get("forgotten") == "1"
    return page(request, "pocket/install.html", apps=runtime(request).city.channels.apps, forgotten=forgotten)


@get(places.KEPT)
async def kept_page(request: AnyRequest) -> Response[str]:
    """What is kept on this device. The page itself knows nothing of it: the browser fills it in."""
    takers = runtime(request).services.all(Drafts)  # type: ignore[type-abstract]
    forms = [form for one in takers if (form := one.form(language(request))) is not None]
    return page(request, "pocket/kept.html", forms=forms)


@post(places.FORGET)
async def forget(request: AnyRequest) -> Response[Any]:
    """Forget this device: no news are pushed to it any more, and its browser is told to empty its stores."""
    sent = await request.form()
    endpoint = str(sent.get("endpoint", ""))[: subscriptions.LONGEST]

    async def work(unit: UnitOfWork) -> None:
        gone = await subscriptions.forget(unit, endpoint)
        if gone is not None:
            await ways.bury(unit, Contact(CHANNEL, str(gone)), "the person had the device forgotten")

    if endpoint:
        await runtime(request).transact(work)
    answer = redirect(request, places.INSTALL, forgotten=1)
    answer.headers["Clear-Site-Data"] = _CLEARED
    return answer


PAGES = [install_page, kept_page, forget]
