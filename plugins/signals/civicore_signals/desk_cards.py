"""Tiles of the desk's front page: how many cases wait, and what must not be forgotten."""

from collections.abc import Mapping

from civicore import AnyRequest
from civicore_signals.desk_clerk import Clerk
from civicore_signals.dossier import InboxFilter

_NEXT = 3
Tile = tuple[str, Mapping[str, object]]


async def inbox_card(request: AnyRequest) -> Tile:
    """One's own cases and those nobody has taken."""
    clerk = Clerk(request)
    mine = await clerk.desk.inbox(clerk.who, InboxFilter(queue="mine"), None, _NEXT)
    return "signals/desk/card_inbox.html", {
        "counts": await clerk.desk.counts(clerk.who),
        "mine": [line.case for line in mine.lines],
        "names": clerk.names,
    }


async def late_card(request: AnyRequest) -> Tile:
    """What is overdue, silent, or lies with nobody who can work on it."""
    clerk = Clerk(request)
    return "signals/desk/card_late.html", {"counts": await clerk.desk.counts(clerk.who)}
