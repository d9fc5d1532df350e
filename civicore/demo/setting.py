"""How a demo's clock is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.base.spans import Duration


@dataclass(frozen=True)
class ClockChange:
    """What the clock is asked to do: exactly one of the three."""

    now: datetime | None = None
    advance: Duration | None = None
    run: bool = False


def read_change(asked: Mapping[str, object]) -> ClockChange | Refusal:
    """``{"now": RFC 3339 instant}``, ``{"advance": "15min"}`` or ``{"run": true}``; anything else is refused."""
    if len(asked) != 1:
        return Refusal("demo.clock_unclear")
    name, value = next(iter(asked.items()))
    try:
        if name == "now" and (at := datetime.fromisoformat(str(value))).tzinfo is not None:
            return ClockChange(now=at)
        if name == "advance":
            return ClockChange(advance=Duration.parse(str(value)))
    except ValueError:
        return Refusal("demo.clock_unclear")
    if name == "run" and value in (True, "true", "on"):
        return ClockChange(run=True)
    return Refusal("demo.clock_unclear")


def apply(change: ClockChange, clock: DemoClock) -> None:
    """Setting and advancing freeze the clock where it then stands; running lets it go on from there."""
    if change.now is not None:
        clock.freeze(change.now)
    elif change.advance is not None:
        clock.advance(timedelta(seconds=change.advance.exact.total_seconds()))
    elif change.run:
        clock.run()
