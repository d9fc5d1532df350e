"""The codes of the bots at a kiosk: scan and ask on one's own telephone (rule DMS-02). Dead ones are not shown."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, City, Kiosk, KioskButton, Msgid, Routes
from civicore_bots import menus
from civicore_bots.lines import lines
from civicore_bots.reaching import Reach
from civicore_bots.web_bot import NETWORKS, qr

_PATH = "/device/{device}/bots"


@get("/{device:str}/bots")
async def codes(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """Every bot that works now, with its name and code."""
    kiosk = Kiosk.of(request, device)
    said = menus.bots(kiosk.city)
    if not said:
        raise NotFoundException
    links = await kiosk.runtime.services.one(Reach).links()
    return kiosk.page("bots/kiosk/codes.html", "codes", bots=said, links=links, qr=qr, networks=NETWORKS)


def button(city: City) -> tuple[KioskButton, ...]:
    """On the first screen of every kiosk of a city that has a bot."""
    said = list(menus.bots(city).values())
    if not lines(city):
        return ()
    caption = said[0].qr.caption if said[0].qr is not None else None
    label = said[0].title if len(said) == 1 else Msgid("Bots")
    return (KioskButton("bots.codes", label, _PATH, order=90, hint=caption),)


PAGES = Routes("device", [codes])
