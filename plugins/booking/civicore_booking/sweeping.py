"""Claims that have run out are taken out of the ledger, and their places offered to who waits.

Nothing depends on when this happens: what has run out counts as free already when it is read.
"""

from __future__ import annotations

from functools import partial

from civicore import Refusal, UnitOfWork, capacity
from civicore_booking import afterwards, waiting
from civicore_booking.setting import Setting
from civicore_booking.trying import Try, tried

_OFFERS = 20  # at most, in one unit


async def sweep(setting: Setting) -> bool:
    """Whether anything was taken out."""
    swept = 0
    while isinstance(part := await tried(setting, partial(_sweep, setting)), int):
        swept += part
        if part < capacity.PART:
            break
    return swept > 0


async def _sweep(setting: Setting, unit: UnitOfWork, this: Try) -> int | Refusal:
    swept = await capacity.sweep(unit.now, capacity.PART)
    places = afterwards.places_of(kept.claim for kept in swept)
    for _ in range(_OFFERS if places else 0):
        offer = await waiting.successor(setting, unit, places, this)
        if offer is None:
            break
        refused = await waiting.make(setting, unit, offer)
        if refused is not None:
            return refused
    return len(swept)
