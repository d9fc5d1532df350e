"""What stands on the desk's front page and on the city's."""

from __future__ import annotations

from civicore import Card, HomeBox
from parcels.tables import Parcel


async def _count(request):
    async with request.app.state.runtime.store.reading():
        return await Parcel.count()


async def card(request):
    """How many there are."""
    return "parcels/card.html", {"number": await _count(request)}


async def box(request):
    """That there are parcels."""
    return "parcels/box.html", {}


CARD = Card("parcels.card", "parcels.see", card)
BOX = HomeBox("parcels.box", box)
