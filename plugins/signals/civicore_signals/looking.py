"""Looking at cases from outside: lists, marks of the map, one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from civicore import Due, Text
from civicore_signals.case import Case, Event
from civicore_signals.store_files import CaseFile

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class PublicFilter:
    """Which public cases; empty fields ask for nothing. Days are civil days of arrival, both included.

    ``phase`` is one of the plan's (new, open, waiting, final), ``box`` is (south, west, north, east) in degrees.
    """

    kinds: tuple[str, ...] = ()
    category: str = ""
    phase: str = ""
    area: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    box: Box | None = None


@dataclass(frozen=True)
class Mark:
    """A public case on the map; the place is as exact as its kind lets strangers see it."""

    number: str
    lat: float
    lon: float
    phase: str
    category: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Own:
    """A case as its sender sees it. ``asked`` are the office's words that wait for an answer.

    ``due`` is the sum that leads to the last day. ``may`` holds what the sender can do now: ``reply``, ``feedback``,
    ``reopen``, ``withdraw``.
    """

    case: Case
    events: tuple[Event, ...]
    files: tuple[CaseFile, ...]
    law: Text | None
    due: Due | None
    asked: str
    may: frozenset[str]
    followers: int
    parts: tuple[UUID, ...] = ()
