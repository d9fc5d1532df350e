"""What the people of a simulated city remember of their visits: whatever the city told them it has to keep to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from civicore import City, Refusal, whole_second
from civicore.contracts.simulation import Scene, Secret
from civicore_booking.booking import Booking

_SPARE = timedelta(days=3)  # a job that sleeps for a day, a clock that is wrong


@dataclass
class Visit:
    """A visit as its holder knows it. ``asked`` is the request that made it, under its own key."""

    booking: Booking
    stands: Literal["held", "confirmed", "cancelled", "arrived"]
    unclear: bool = False
    """Its holder cannot know how it stands: the office has closed that day, or an answer got lost."""


@dataclass
class Memory:
    """All visits that were ever acknowledged, by the id of their booking."""

    city: City
    visits: dict[UUID, Visit] = field(default_factory=dict)

    def of(self, *stands: str) -> list[Visit]:
        """Visits that stand so, in the order in which they were made."""
        return [one for one in self.visits.values() if one.stands in stands and not one.unclear]

    def keep(self, scene: Scene, booking: Booking) -> Visit:
        """Remember what was acknowledged, and that nobody else may read it."""
        if booking.id not in self.visits:
            stands: Literal["held", "confirmed"] = "held" if booking.state == "held" else "confirmed"
            self.visits[booking.id] = Visit(booking, stands)
            scene.keep_secret(Secret(booking.about, (booking.fields["last_name"],), self._gone(booking)))
        return self.visits[booking.id]

    def _gone(self, booking: Booking) -> datetime:
        keep = self.city.retention
        zone = self.city.zone
        return max(one.after(booking.end, zone) for one in (keep.unconfirmed, keep.cancelled, keep.finished)) + _SPARE


def within(booking: Booking, now: datetime) -> bool:
    """Whether the code must open now: both ends of the window belong to it (language 4.1)."""
    return booking.opens <= whole_second(now) <= booking.closes


def word(answer: object) -> str:
    """How a step ended, for the report."""
    return answer.code if isinstance(answer, Refusal) else "yes"
