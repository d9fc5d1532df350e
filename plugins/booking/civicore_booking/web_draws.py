"""How days are given out by lot: the rule, the next draw, and the draws that were, to be worked out again."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest
from civicore_booking import drawing, draws, registering
from civicore_booking.citizen import travelling

_SHOWN = 20


@get("/booking/{agenda:str}/draws")
async def draws_page(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Nothing here tells who took part: a lot is known by its number to its owner alone."""
    trip = await travelling(request, agenda)
    setting = trip.bookings.setting
    offices = [office for found, office in drawing.places(setting) if found == agenda]
    if not offices:
        raise NotFoundException
    coming = [await registering.next_draw(trip.bookings, agenda, office) for office in offices]
    async with setting.runtime.store.reading():
        found = await draws.latest(agenda, _SHOWN + 2 * len(offices))
    return trip.page(
        "draws.html",
        coming=[
            (one, drawing.draws_at(setting, agenda, one.office, one.day), drawing.given_by(setting, one))
            for one in coming
        ],
        held=[(one, drawing.given_by(setting, one)) for one in found if one.drawn_at is not None],
    )


HANDLERS = [draws_page]
