"""The way of a case as people see it: what is behind it, where it stands, what is still to come. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from civicore import Text
from civicore_signals.plan import Plan, Status

Place = Literal["passed", "now", "ahead"]


class Happened(Protocol):
    """A line of a history, for everybody or for the sender."""

    @property
    def at(self) -> datetime: ...

    @property
    def status(self) -> str | None: ...


@dataclass(frozen=True)
class Stage:
    """One step. ``at``: when it began; None for one that was skipped or is still ahead."""

    name: Text
    place: Place
    text: Text | None = None
    at: datetime | None = None


def stages(plan: Plan, kind: str, now: str, history: Iterable[Happened]) -> tuple[Stage, ...]:
    """The steps in the order of the file.

    Of the ends there are only the one reached is shown, for which one it will be nobody knows. Steps where the case
    waits for somebody are shown once it has been there. A step that was skipped counts as passed, without a date.
    """
    begun = _begun(history)
    way = plan.way(kind) if kind in plan.kinds else ()
    shown = [one for one in way if one.id == now or _told(one, begun)]
    here = next((number for number, one in enumerate(shown) if one.id == now), -1)
    return tuple(_stage(one, number, here, begun) for number, one in enumerate(shown))


def _begun(history: Iterable[Happened]) -> dict[str, datetime]:
    """When the case came into each status, for the last time."""
    return {one.status: one.at for one in sorted(history, key=lambda one: one.at) if one.status}


def _told(one: Status, begun: dict[str, datetime]) -> bool:
    return not one.final and (one.phase != "waiting" or one.id in begun)


def _stage(one: Status, number: int, here: int, begun: dict[str, datetime]) -> Stage:
    place: Place = "now" if number == here else "passed" if number < here else "ahead"
    return Stage(one.name, place, one.text if place == "now" else None, None if place == "ahead" else begun.get(one.id))
