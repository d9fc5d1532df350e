"""A tile of the desk's front page: how many wait, for how long, and who calls for help."""

from collections.abc import Mapping

from civicore import AnyRequest
from civicore_ticketing import counter_sight as sight
from civicore_ticketing.counter_clerk import Clerk
from civicore_ticketing.counter_room import Room
from civicore_ticketing.rights import SEE

Tile = tuple[str, Mapping[str, object]]


async def waiting_card(request: AnyRequest) -> Tile:
    """The waiting rooms of the offices that this person sees."""
    clerk = Clerk(request)
    seen = sight.offices(clerk.city, clerk.who, SEE)
    rooms = [Room(clerk.city, clerk.who, await clerk.queues.queue(office)) for office in seen]
    return "ticketing/counter_card.html", {"rooms": rooms}
