"""Bots at the desk: whether they work, and a poster for each office with name, link and code (rule DMS-02)."""

from dataclasses import dataclass
from datetime import timedelta

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Asked, City, Navigation, Routes, needs, page, redirect
from civicore_bots import menus, probing, state
from civicore_bots.bots import Bots
from civicore_bots.lines import Line, lines
from civicore_bots.reaching import Reach
from civicore_bots.rights import SEE
from civicore_bots.state import State
from civicore_bots.web_bot import NETWORKS, qr

DESK = "/bots"
_AGAIN = timedelta(seconds=20)  # nobody tries more often by hand


@dataclass(frozen=True)
class Row:
    """One line and how it is."""

    line: Line
    known: State


@get(DESK, guards=[needs(SEE)])
async def overview(request: AnyRequest) -> Response[str]:
    """Every bot with its state, and the posters of the offices."""
    asked = Asked(request)
    bots = asked.runtime.services.one(Bots)
    async with asked.runtime.store.reading():
        known = await state.states()
    rows = [Row(one, known.get(one.id, State(one.id))) for one in bots.lines.values()]
    offices = {id: one for id, one in asked.city.offices.items() if posters(asked.city, id)}
    demo = bots.stand_in is not None
    return page(request, "bots/desk/bots.html", personal=True, rows=rows, offices=offices, networks=NETWORKS, demo=demo)


@post(f"{DESK}/try", guards=[needs(SEE)], status_code=303)
async def try_now(request: AnyRequest) -> Response[None]:
    """Try all that was not tried a moment ago."""
    asked = Asked(request)
    bots = asked.runtime.services.one(Bots)
    async with asked.runtime.store.reading():
        known = await state.states()
    for line in bots.lines.values():
        tried = known[line.id].tried_at if line.id in known else None
        if bots.stand_in is None and (tried is None or tried + _AGAIN <= asked.now):
            await probing.probe(bots, line)
    return redirect(request, f"/desk{DESK}")


@get(f"{DESK}/poster/{{office:str}}", guards=[needs(SEE)])
async def poster(request: AnyRequest, office: FromPath[str]) -> Response[str]:
    """A sheet to be printed: only what works now is on it."""
    asked = Asked(request)
    shown = posters(asked.city, office)
    if not shown:
        raise NotFoundException
    links = [one for one in await asked.runtime.services.one(Reach).links() if one.bot in shown]
    place = asked.city.offices[office]
    said = {id: one for id, one in menus.bots(asked.city).items() if id in shown}
    return page(
        request,
        "bots/desk/poster.html",
        personal=True,
        office=place,
        bots=said,
        links=links,
        qr=qr,
        networks=NETWORKS,
    )


PAGES = Routes("desk", [overview, try_now, poster])


def posters(city: City, office: str) -> frozenset[str]:
    """The bots whose posters hang at an office: at every one where the file names none."""
    if office not in city.offices:
        return frozenset()
    found = menus.bots(city).items()
    return frozenset(
        id for id, one in found if one.qr is not None and (one.qr.offices is None or office in one.qr.offices)
    )


def navigation(city: City) -> tuple[Navigation, ...]:
    """The entry of the desk's menu, where there is a bot."""
    if not lines(city):
        return ()
    hint = "Whether they work; posters with their codes"
    return (Navigation("bots.desk", "desk", "Bots", f"/desk{DESK}", order=400, permission=SEE, hint=hint),)
