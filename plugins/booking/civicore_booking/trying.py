"""Units of work that take places, repeated as often as it needs: other codes, other people on the waiting list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting

T = TypeVar("T")

# Refusals that undo a unit and are handled here; nobody outside ever sees them, but for FULL.
FULL = "booking.full"  # facts: keys, whether they are full ``surely``, without what has run out; when it was ``seen``
DRAWN = "booking.code_drawn"  # the code or reference is somebody else's
CHANGED = "booking.changed"  # somebody else changed the booking between reading and writing
OFFER_FAILED = "booking.offer_failed"  # facts: entry
_TRIES = 100
_OFFERS = 10  # offers that may fail before a place is simply free: giving up never depends on who waits


Still = Callable[[Booking], Awaitable[bool]]
"""Asked inside the unit: whether what was decided about a booking still is to be done."""


@dataclass(frozen=True)
class Try:
    """Which codes to draw, and who on the waiting list is passed over because an offer to them failed."""

    draw: int = 0
    skip: frozenset[UUID] = frozenset()

    @property
    def offers(self) -> bool:
        """Whether another one on the waiting list may still be tried."""
        return len(self.skip) < _OFFERS

    def passing(self, entry: UUID) -> Try:
        """The next try, without this one on the waiting list."""
        return replace(self, skip=self.skip | {entry})


async def tried(
    setting: Setting,
    work: Callable[[UnitOfWork, Try], Awaitable[T | Refusal]],
    sweep: Callable[[Setting], Awaitable[bool]] | None = None,
    shares: Sequence[str] = (),
    beforehand: Callable[[], Refusal | None] | None = None,
) -> T | Refusal:
    """Do the work until it is done or truly refused.

    Claims that have run out still fill their limit until they are swept. So where a full limit has room
    without them, the work is tried once more after a sweep, whoever did the sweeping. ``shares`` are names that
    every try holds from its beginning, ``beforehand`` may refuse it before it begins (``Runtime.transact``).
    """
    one = Try()
    for _ in range(_TRIES):
        this = one
        unit = setting.runtime.transact(
            lambda unit: work(unit, this),  # noqa: B023  awaited in this turn
            shares=shares,
            beforehand=beforehand,
        )
        answer = await unit
        if not isinstance(answer, Refusal):
            return answer
        if answer.code == DRAWN:
            one = replace(one, draw=one.draw + 1)
        elif answer.code == OFFER_FAILED:
            one = one.passing(cast(UUID, answer.facts["entry"]))
        elif answer.code == FULL and sweep is not None and not answer.facts["surely"]:
            await sweep(setting)
            sweep = None
        elif answer.code != CHANGED:
            return answer
    raise RuntimeError("a unit of booking could not be finished: codes or rivals never gave way")


async def undone(trouble: capacity.Full | str, unit: UnitOfWork) -> Refusal:
    """The refusal that undoes a unit whose claims failed."""
    if not isinstance(trouble, capacity.Full):
        return Refusal(CHANGED)
    if any(key.startswith("code|") for key in trouble.keys):
        return Refusal(DRAWN)
    surely = await capacity.still_full(trouble.keys, unit.now)
    return Refusal(FULL, keys=surely or trouble.keys, surely=bool(surely))


def full_keys(refusal: Refusal) -> tuple[str, ...]:
    """The limits that had no room."""
    return cast("tuple[str, ...]", refusal.facts["keys"])
