"""The desk's day: who is expected, how full it is, and finding a person's booking."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from civicore import AnyRequest, Refusal, needs
from civicore_booking import desk_sight as sight
from civicore_booking import rights
from civicore_booking.desk_clerk import DAY, ONE_DAY, Clerk, one, typed
from civicore_booking.desk_load import load

_MOST = 25  # found bookings that are shown; their ids stand in the address, never what was searched for
CONFLICTS_AHEAD = 60  # days; the list of all that is to be decided
_NOTICED_AHEAD = 14  # days; what the day itself tells of


@get("/booking", guards=[needs(rights.SEE)])
async def start(request: AnyRequest) -> Response[Any]:
    """The day of today."""
    return Clerk(request).go(DAY)


@get("/booking/visits", guards=[needs(rights.SEE)])
async def day(request: AnyRequest) -> Response[Any]:
    """One day at one office, by time."""
    clerk = Clerk(request)
    office, shown = clerk.office(clerk.asked("office")), clerk.day() or clerk.today
    every = sight.visible(clerk.city, clerk.who, await clerk.bookings.day(office, shown))
    agendas = [agenda for agenda in clerk.city.agendas if office in clerk.bookings.offices(agenda)]
    conflicts = await clerk.bookings.conflicts(office, clerk.today, clerk.today + ONE_DAY * _NOTICED_AHEAD)
    closures = await clerk.bookings.closures(office, shown, shown)
    rules = [closure.as_rule() for closure in closures]
    mine = sight.agendas(clerk.city, clerk.who, rights.SEE, agendas)
    return clerk.page(
        "day.html",
        office=office,
        day=shown,
        opening=clerk.city.office_day(office, shown, rules),
        rows=[clerk.row(booking) for booking in every],
        load=await load(clerk.bookings.setting, mine, office, shown),
        closures=closures,
        undecided=sum(not hit.decided and clerk.may(rights.CANCEL, hit.booking) for hit in conflicts),
        earlier=shown - ONE_DAY,
        later=shown + ONE_DAY,
    )


@post("/booking/visits/search", guards=[needs(rights.SEE)])
async def search(request: AnyRequest) -> Response[Any]:
    """Look for a booking. What was typed may be a name, so it stays out of every address."""
    clerk = Clerk(request)
    words = "".join(sign for sign in one(await typed(request), "q")[:200] if sign.isprintable()).strip()
    if not words:
        return clerk.page("found.html", status=422, rows=(), more=False, refusal=Refusal("booking.search_empty"))
    found = sight.visible(
        clerk.city,
        clerk.who,
        await clerk.bookings.search(words, agendas=sight.searched(clerk.city, clerk.who)),
    )
    await clerk.note("booking.searched", "bookings", found=len(found))
    if len(found) == 1:
        return clerk.go(f"{DAY}/{found[0].id}")
    more = {"more": 1} if len(found) > _MOST else {}
    return clerk.go(f"{DAY}/found", id=[str(booking.id) for booking in found[:_MOST]], **more)


@get("/booking/visits/found", guards=[needs(rights.SEE)])
async def found(request: AnyRequest) -> Response[Any]:
    """What a search found."""
    clerk = Clerk(request)
    ids = [_id(written) for written in request.query_params.getall("id", [])[:_MOST]]
    bookings = [booking for id in ids if (booking := await clerk.bookings.get(id)) is not None]
    rows = [clerk.row(booking) for booking in sight.visible(clerk.city, clerk.who, bookings)]
    return clerk.page("found.html", rows=rows, more=clerk.asked("more") is not None, refusal=None)


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFoundException from None


HANDLERS = [start, day, search, found]
