"""What happens in a simulated city, drawn from a seed before it begins: which move at which instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from civicore.extension.simulations import Move
from civicore.simulation.dice import SeededDice

_DAY = (7 * 3600, 18 * 3600)  # seconds of the clock on the wall
_ANY = (0, 24 * 3600 - 1)
_FRACTION = 30  # percent of all steps that do not come at a whole second


@dataclass(frozen=True)
class Step:
    """One move at one instant (UTC). ``name`` is its place in the history; what follows from it is named after it.

    Its dice depend on seed and name alone, so a step is the same step when others are left out.
    """

    name: str
    move: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False)


def drawn(seed: int, moves: Sequence[Move], first: date, days: int, steps: int, zone: ZoneInfo) -> tuple[Step, ...]:
    """So many ``steps`` on each of the days, in order of time."""
    possible = sorted((one for one in moves if one.weight > 0), key=lambda one: one.id)
    found = [
        _step(f"{day + 1}.{number + 1}", seed, possible, first + timedelta(days=day), zone)
        for day in range(days)
        for number in range(steps)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.name)))


def _step(name: str, seed: int, moves: Sequence[Move], day: date, zone: ZoneInfo) -> Step:
    dice = SeededDice(seed, name)
    move = moves[dice.weighted([one.weight for one in moves])]
    second = dice.number(*(_DAY if move.hours == "day" else _ANY))
    fraction = dice.number(1, 999_999) if dice.chance(_FRACTION) else 0
    at = datetime.combine(day, datetime.min.time(), zone) + timedelta(seconds=second)
    return Step(name, move.id, at.astimezone(UTC) + timedelta(microseconds=fraction))
