"""When a part that keeps failing is left alone for a while, and when it is tried again. Pure: now is passed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FAILURES = 5
WITHIN = timedelta(minutes=10)
REST = timedelta(minutes=5)


@dataclass(frozen=True)
class Circuit:
    """Closed while a part works; open from the fifth failure in ten minutes on; half-open after five minutes.

    Half-open lets one call through: when it goes well the circuit closes, when it fails it is open for another five
    minutes. A clock that was set back never keeps a circuit open longer.
    """

    failed_at: tuple[datetime, ...] = ()
    opened_at: datetime | None = None
    trying: bool = False

    @property
    def open(self) -> bool:
        """Whether the part is left alone, or only tried."""
        return self.opened_at is not None

    def lets_through(self, now: datetime) -> bool:
        """Whether a call may be made now."""
        if self.opened_at is None:
            return True
        return not self.trying and not self.opened_at <= now < self.opened_at + REST

    def begun(self) -> Circuit:
        """A call is under way."""
        return replace(self, trying=self.open)

    def given_up(self) -> Circuit:
        """The call was stopped by whoever asked; nothing is known of the part."""
        return replace(self, trying=False)

    def went_well(self) -> Circuit:
        """The call was answered. What failed before is only forgotten by time, unless the circuit was open."""
        return Circuit() if self.open else self

    def failed(self, now: datetime) -> Circuit:
        """The call failed or took too long."""
        recent = (*(at for at in self.failed_at if abs(now - at) < WITHIN), now)[-FAILURES:]
        if self.open or len(recent) == FAILURES:
            return Circuit(recent, now)
        return Circuit(recent)
