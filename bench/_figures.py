"""Figures of a run: what was measured, in which unit, and what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Literal

Goal = Literal["at least", "at most"]


@dataclass(frozen=True)
class Figure:
    """One number. ``rounds``: those it is the median of. ``limit``: of bare code in the same run.

    ``peers``: other programs by name; ``note``: what has to be known to read it.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    sense: Goal = "at least"
    limit: float | None = None
    peers: dict[str, float] = field(default_factory=dict)
    rounds: tuple[float, ...] = ()
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal was reached; None where nothing was asked."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.sense == "at least" else self.value <= self.goal

    def told(self) -> str:
        """A line for whoever waits."""
        asked = "" if self.goal is None else f"; asked {self.sense} {shown(self.goal)}"
        asked += {None: "", True: "  reached", False: "  NOT REACHED"}[self.reached]
        bare = "" if self.limit is None else f"; bare {shown(self.limit)}"
        note = f"  ({self.note})" if self.note else ""
        return f"{self.name:<46}{shown(self.value):>10} {self.unit}{bare}{asked}{note}"

    def kept(self) -> dict[str, Any]:
        return asdict(self) | {"reached": self.reached}


@dataclass(frozen=True)
class Missing:
    """What was not measured, and why."""

    name: str
    cause: str

    def told(self) -> str:
        return f"{self.name}: not measured: {self.cause}"

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def of_rounds(name: str, rounds: Sequence[float], unit: str, **more: Any) -> Figure:
    """The median of interleaved rounds."""
    return Figure(name, median(rounds), unit, rounds=tuple(rounds), **more)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank: so many of a hundred values are at most this."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def shown(value: float) -> str:
    """A number as people read it."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"
