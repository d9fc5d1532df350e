"""What other systems said of cases that somebody should look at: a word that nobody knows, an odd instant."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get

from civicore import AnyRequest, needs
from civicore_signals import rights
from civicore_signals.desk_clerk import Clerk

Tile = tuple[str, Mapping[str, object]]


@get("/signals/raised", guards=[needs(rights.SEE)])
async def raised(request: AnyRequest) -> Response[Any]:
    """The lines about open cases of one's units, the newest first."""
    clerk = Clerk(request)
    return clerk.page("raised.html", lines=await clerk.desk.raised(clerk.who))


async def raised_card(request: AnyRequest) -> Tile:
    """How many there are; nothing where there are none."""
    clerk = Clerk(request)
    return "signals/desk/card_raised.html", {"number": len(await clerk.desk.raised(clerk.who))}


HANDLERS = [raised]
