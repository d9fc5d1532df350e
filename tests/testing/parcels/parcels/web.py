"""The form, and the desk's list."""

from typing import Any

from litestar import Response, get, post

from civicore import Answers, AnyRequest, Field, Form, Routes, needs, page, redirect
from parcels.shelf import Shelf
from parcels.tables import Parcel

FORM = Form([Field("name", "Your name", max_length=100), Field("email", "Your e-mail", "email")])


@get("/parcels")
async def front(request: AnyRequest) -> Response[Any]:
    """The form."""
    return page(request, "parcels/front.html", form=FORM, answers=Answers())


@post("/parcels", status_code=200)
async def keep(request: AnyRequest) -> Response[Any]:
    """Keep a parcel."""
    answers = FORM.read(await request.form())
    if answers.trapped:
        return redirect(request, "/parcels")
    if answers.errors:
        return page(request, "parcels/front.html", status=422, form=FORM, answers=answers)
    await request.app.state.runtime.services.one(Shelf).keep(answers.values["name"], answers.values["email"])
    return redirect(request, "/parcels")


@get("/parcels", guards=[needs("parcels.see")])
async def listed(request: AnyRequest) -> Response[Any]:
    """All parcels."""
    async with request.app.state.runtime.store.reading():
        rows = await Parcel.objects()
    return page(request, "parcels/desk.html", personal=True, rows=rows)


PAGES = Routes("public", [front, keep])
DESK = Routes("desk", [listed])
