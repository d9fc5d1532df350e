"""My data: taking them along, and being forgotten."""

from typing import Any

from litestar import Response, get, post

from civicore.citizens.forms import NOTHING
from civicore.citizens.guards import CITIZEN, citizens, mine
from civicore.people.typed import PASSWORD, typed
from civicore.web.pages import page, redirect
from civicore.web.requests import AnyRequest


@post("/account/export", status_code=200)
async def export(request: AnyRequest) -> Response[Any]:
    """Everything that the city keeps about me, as a file."""
    me = mine(request, "export_my_data")
    if isinstance(me, Response):
        return me
    words = await citizens(request).owning.export(me.owner)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}
    return Response(words.encode(), media_type="application/json", headers=headers)


@get("/account/erase")
async def erase_page(request: AnyRequest) -> Response[Any]:
    """Say what goes and what stays, and ask for the password."""
    me = mine(request, "erase_me")
    return me if isinstance(me, Response) else page(request, "account/erase.html", personal=True, answers=None)


@post("/account/erase", status_code=200)
async def erase(request: AnyRequest) -> Response[Any]:
    """Forget me everywhere."""
    me = mine(request, "erase_me")
    if isinstance(me, Response):
        return me
    answers, given = await typed(request, NOTHING, PASSWORD)
    if not answers.errors:
        refusal = await citizens(request).owning.erase(me.owner, given["password"])
        if refusal is None:
            return redirect(request, "/account/erased", cookies=[CITIZEN.gone(request)])
        answers = answers.with_error("password", refusal)
    return page(request, "account/erase.html", status=422, personal=True, answers=answers)


@get("/account/erased")
async def erased(request: AnyRequest) -> Response[str]:
    """The last page."""
    return page(request, "account/erased.html", personal=True)


HANDLERS = (export, erase_page, erase, erased)
