"""How long somebody waits who keeps trying (S38, S42): longer with each try, never for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from civicore.base.refusal import Refusal


@dataclass(frozen=True)
class Brake:
    """``free`` tries cost nothing, the next one ``first``, then twice as long each, at most ``longest``.

    After ``forget`` without a try the count begins anew.
    """

    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta

    def __str__(self) -> str:
        """What ``show --limits`` says of it."""
        return f"{self.free} are free, then {_said(self.first)}, doubling up to {_said(self.longest)}"

    def wait_after(self, tries: int) -> timedelta:
        """How long to wait after this many tries in a row."""
        over = tries - self.free
        if over < 0:
            return timedelta()
        return min(self.longest, self.first * (1 << min(over, 30)))

    def count(self, tries: int, last_at: datetime, now: datetime) -> int:
        """The number that a try made now has in its row of tries."""
        return 1 if now - last_at > self.forget else tries + 1


def _said(span: timedelta) -> str:
    """A span in its largest whole unit; from a minute to a day."""
    for seconds, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        number = int(span.total_seconds()) // seconds
        if number:
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    return f"{span.total_seconds():g} seconds"


def wait(until: datetime) -> Refusal:
    """Say until when; the next whole minute, for people are not told seconds."""
    late = timedelta(minutes=1) if until.second or until.microsecond else timedelta()
    return Refusal("sign_in.wait", until=until.replace(second=0, microsecond=0) + late)


_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

ACCOUNT = Brake(free=5, first=_MINUTE, longest=15 * _MINUTE, forget=_DAY)
"""Wrong passwords of one account from unknown browsers; a browser known to it is counted apart."""

NETWORK = Brake(free=20, first=_MINUTE, longest=60 * _MINUTE, forget=60 * _MINUTE)
"""Wrong passwords from one network, whatever the accounts."""

CODES = Brake(free=5, first=_MINUTE, longest=15 * _MINUTE, forget=_DAY)
"""Wrong codes of a second factor."""

MAILS = Brake(free=3, first=60 * _MINUTE, longest=_DAY, forget=_DAY)
"""Links asked for by one address, so that nobody's mailbox can be filled (T4)."""

DOOR = Brake(free=200, first=_MINUTE, longest=15 * _MINUTE, forget=60 * _MINUTE)
"""Answers of the directory that one network brings and that let nobody in; a whole town hall is one network."""
