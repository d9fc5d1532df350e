"""The lengths by which a deadline may be extended, as choices of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicore import Choice, Duration, Text
from civicore_signals.clockwork import Law

if TYPE_CHECKING:
    from civicore_signals.desk_clerk import Clerk

_DAYS = (1, 2, 3, 5, 7, 10, 14, 15, 20, 21, 30, 45, 60)


def lengths(clerk: Clerk, law: Law | None) -> tuple[Choice, ...]:
    """What the law leaves room for: months where it counts in months, days otherwise; its whole length too."""
    most = law.extend.most if law and law.extend else Duration()
    found = [Duration(months=number) for number in range(1, most.months + 1)]
    if not most.months:
        found = [Duration(days=number) for number in sorted({*_DAYS, most.days}) if 0 < number <= most.days]
    speak = clerk.runtime.languages
    return tuple(Choice(written(one), Text({clerk.language: speak.duration(clerk.language, one)})) for one in found)


def written(length: Duration) -> str:
    """How a length stands in a form."""
    return f"{length.months}m" if length.months else f"{length.days}d"


def length_of(said: str) -> Duration:
    """What ``written`` wrote."""
    number = int(said[:-1])
    return Duration(months=number) if said.endswith("m") else Duration(days=number)
