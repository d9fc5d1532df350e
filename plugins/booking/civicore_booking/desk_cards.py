"""Tiles of the desk's front page: who comes today, and what needs somebody's hand."""

from collections.abc import Mapping

from civicore import AnyRequest, messages_about
from civicore_booking import desk_sight as sight
from civicore_booking import rights
from civicore_booking.booking import Booking
from civicore_booking.desk import CONFLICTS_AHEAD
from civicore_booking.desk_clerk import ONE_DAY, Clerk, Row

_NEXT = 3
Tile = tuple[str, Mapping[str, object]]


async def today_card(request: AnyRequest) -> Tile:
    """How many come today at each office, and who is next."""
    clerk = Clerk(request)
    days = {office: await _expected(clerk, office) for office in clerk.offices}
    coming = [one for found in days.values() for one in found if one.start > clerk.now]
    following = [clerk.row(one) for one in sorted(coming, key=lambda one: one.start)[:_NEXT]]
    numbers = [(clerk.city.offices[office].name, office, len(found)) for office, found in days.items()]
    return "booking/desk/card_today.html", {"numbers": numbers, "following": following}


async def problems_card(request: AnyRequest) -> Tile:
    """Bookings that no longer fit, and messages of the days ahead that did not arrive."""
    clerk = Clerk(request)
    ahead = clerk.today + ONE_DAY * CONFLICTS_AHEAD
    undecided: dict[str, int] = {}
    for office in clerk.offices:
        hits = await clerk.bookings.conflicts(office, clerk.today, ahead)
        number = sum(not hit.decided and clerk.may(rights.CANCEL, hit.booking) for hit in hits)
        if number:
            undecided[office] = number
    return "booking/desk/card_problems.html", {"undecided": undecided, "unreached": await _unreached(clerk)}


async def _expected(clerk: Clerk, office: str) -> list[Booking]:
    found = sight.visible(clerk.city, clerk.who, await clerk.bookings.day(office, clerk.today))
    return [one for one in found if clerk.bookings.state(one) != "cancelled"]


async def _unreached(clerk: Clerk) -> list[Row]:
    """Bookings of today and tomorrow with a message that did not arrive."""
    days = (clerk.today, clerk.today + ONE_DAY)
    every = [one for office in clerk.offices for day in days for one in await clerk.bookings.day(office, day)]
    async with clerk.runtime.store.reading():
        fates = {one.id: await messages_about(one.about) for one in every}
    failed = [one for one in every if any(fate.state == "failed" for fate in fates[one.id])]
    return [clerk.row(one) for one in sight.visible(clerk.city, clerk.who, failed)]
