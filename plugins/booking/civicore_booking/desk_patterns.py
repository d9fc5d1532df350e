"""Signs of robots at the desk: numbers alone, nobody's name, address or network."""

from typing import Any

from litestar import Response, get

from civicore import AnyRequest, needs
from civicore_booking import desk_sight as sight
from civicore_booking import patterns, rights
from civicore_booking.desk_clerk import DESK, Clerk

PATTERNS = f"{DESK}/patterns"


@get("/booking/patterns", guards=[needs(rights.CANCEL)])
async def page(request: AnyRequest) -> Response[Any]:
    """The last two weeks, by agenda, and the last hour, by network."""
    clerk = Clerk(request)
    found = await patterns.signs(clerk.bookings.setting)
    known = [one for one in found.agendas if one in clerk.city.agendas]
    mine = sight.agendas(clerk.city, clerk.who, rights.CANCEL, known)
    most = clerk.city.security.limits.holds_per_network
    return clerk.page("patterns.html", signs=found, agendas=mine, most=most)


HANDLERS = [page]
