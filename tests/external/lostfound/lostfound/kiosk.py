"""Found things at a kiosk: choose what it is, look through the list, go on with one's own telephone."""

from typing import Any

import segno
from litestar import Response, get, post
from litestar.params import FromPath

from civicore import AnyRequest, City, Kiosk, KioskButton, Msgid, Routes, href, leaf
from lostfound.asked import Here
from lostfound.config import categories, said
from lostfound.menus import TITLE

ROOM = "lostfound"
_ADDRESS = "/{device:str}/lostfound"


@get(_ADDRESS)
async def show(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The kinds of things, or the newest of one kind."""
    kiosk, here = Kiosk.of(request, device), Here(request)
    facts = kiosk.facts(ROOM)
    chosen, at = str(facts.get("category", "")), int(facts.get("page", 0))
    if chosen not in categories(kiosk.city):
        return _page(kiosk, "kinds", leaf=leaf(tuple(categories(kiosk.city).items()), at), title=here.title)
    things, _ = await here.office.things(chosen)
    address = kiosk.runtime.absolute(href(request, "/lostfound/report", category=chosen))
    return _page(kiosk, "things", leaf=leaf(things, at), category=here.category(chosen), lost=here, qr=_qr(address))


@post(_ADDRESS)
async def pressed(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """A touch; what is not offered changes nothing."""
    kiosk, data = Kiosk.of(request, device), await request.form()
    facts = dict(kiosk.facts(ROOM))
    if data.get("category") in categories(kiosk.city):
        facts = {"category": data["category"], "page": 0}
    elif "back" in data:
        facts = {}
    elif "turn" in data:
        onward = 1 if data["turn"] == "later" else -1
        facts["page"] = max(0, int(facts.get("page", 0)) + onward)
    return kiosk.go(_path(kiosk), kiosk.keep(ROOM, facts))


def buttons(city: City) -> tuple[KioskButton, ...]:
    """On the first screen of every kiosk, unless the file does not want it."""
    if not said(city).on_kiosk:
        return ()
    hint = Msgid("See what was handed in")
    return (
        KioskButton("lostfound.list", said(city).title or TITLE, "/device/{device}/lostfound", order=60, hint=hint),
    )


def _page(kiosk: Kiosk, name: str, **facts: Any) -> Response[str]:
    kept = kiosk.keep(ROOM, kiosk.facts(ROOM))
    return kiosk.page(f"lostfound/kiosk/{name}.html", "lostfound", cookies=(kept,), path=_path(kiosk), **facts)


def _path(kiosk: Kiosk) -> str:
    return f"/device/{kiosk.device.id}/lostfound"


def _qr(address: str) -> str:
    return str(segno.make_qr(address, error="m").svg_data_uri(scale=5, border=3, light="white", dark="black"))


PAGES = Routes("device", [show, pressed])
