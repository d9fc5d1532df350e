"""The desk of lost and found: what was handed in, who looks for what, and the two brought together."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Card, Form, Refusal, Routes, needs, new_id, redirect
from lostfound import rights
from lostfound.asked import Here
from lostfound.form import answered, thing_form
from lostfound.things import Thing

DESK = "/desk/lostfound"
Tile = tuple[str, Mapping[str, object]]


@get("/lostfound", guards=[needs(rights.SEE)])
async def front(request: AnyRequest) -> Response[Any]:
    """Reports that wait and things that are here."""
    here = Here(request)
    number = here.asked("page", 4)
    at = int(number) if number.isascii() and number.isdigit() else 0
    things, more = await here.office.things(page=at)
    return here.page(
        "desk/front.html",
        personal=True,
        reports=await here.office.waiting(),
        things=things,
        earlier=at - 1 if at else None,
        later=at + 1 if more else None,
    )


@get("/lostfound/new", guards=[needs(rights.WORK)])
async def new_page(request: AnyRequest) -> Response[Any]:
    """The form for what was handed in; it was found today unless said otherwise."""
    here = Here(request)
    form = thing_form(here.city, here.office.today)
    return _new(here, form, form.filled({"found_on": here.office.today}))


@post("/lostfound/new", guards=[needs(rights.WORK)], status_code=200)
async def new(request: AnyRequest) -> Response[Any]:
    """Write it down."""
    here, data = Here(request), await request.form()
    form = thing_form(here.city, here.office.today)
    answers = form.read(data)
    if answers.errors:
        return _new(here, form, answers)
    said = {name: value for name, value in answers.values.items() if value is not None}
    await here.office.add(Thing(id=new_id(), added_at=here.now, **said), here.who)
    return redirect(request, DESK, done="added")


@get("/lostfound/reports/{report:uuid}", guards=[needs(rights.SEE)])
async def opened(request: AnyRequest, report: FromPath[UUID]) -> Response[Any]:
    """One report, and the things that may be the lost one."""
    return await _report(Here(request), report)


@post("/lostfound/reports/{report:uuid}/tell", guards=[needs(rights.WORK)], status_code=200)
async def tell(request: AnyRequest, report: FromPath[UUID]) -> Response[Any]:
    """Write to the owner that something like it was handed in."""
    here, data = Here(request), await request.form()
    try:
        thing = UUID(str(data.get("thing", "")))
    except ValueError:
        return await _report(here, report, Refusal("lostfound.gone"))
    refusal = await here.office.tell(report, thing, here.who)
    if refusal is not None:
        return await _report(here, report, refusal)
    return redirect(request, f"{DESK}/reports/{report}", done="told")


@get("/lostfound/things/{thing:uuid}", guards=[needs(rights.SEE)])
async def shown(request: AnyRequest, thing: FromPath[UUID]) -> Response[Any]:
    """One thing, with what only staff may read of it."""
    here = Here(request)
    found = await here.office.thing(thing)
    if found is None:
        raise NotFoundException
    return here.page("desk/thing.html", personal=True, thing=found)


@post("/lostfound/things/{thing:uuid}/returned", guards=[needs(rights.WORK)])
async def returned(request: AnyRequest, thing: FromPath[UUID]) -> Response[Any]:
    """Its owner has it back."""
    here = Here(request)
    if await here.office.returned(thing, here.who) is not None:
        raise NotFoundException
    return redirect(request, DESK, done="returned")


async def _card(request: AnyRequest) -> Tile:
    """How many wait; nothing where nobody does."""
    return "lostfound/desk/card.html", {"waiting": len(await Here(request).office.waiting())}


def _new(here: Here, form: Form, answers: Answers) -> Response[Any]:
    status = 422 if answers.errors else 200
    return here.page("desk/new.html", status=status, personal=True, form=form, answers=answers)


async def _report(here: Here, id: UUID, refusal: Refusal | None = None) -> Response[Any]:
    found = await here.office.opened(id)
    if found is None:
        raise NotFoundException
    report, things = found
    return here.page(
        "desk/report.html",
        status=here.status(refusal) if refusal else 200,
        personal=True,
        refusal=refusal,
        report=report,
        things=things,
        answers=list(answered(here.city, report.answers)),
    )


CARD = Card("lostfound.waiting", rights.SEE, _card, order=80)
PAGES = Routes("desk", [front, new_page, new, opened, tell, shown, returned])
