"""What the office sees and asks for: lines of the inbox, a case with everything around it, and what comes of deeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from civicore import Due, Text
from civicore_signals.case import Case, Event, Sender
from civicore_signals.lifecycle import Move
from civicore_signals.personal import Flag as Flag
from civicore_signals.store_files import CaseFile

Queue = Literal["", "open", "mine", "unassigned", "overdue", "silent", "to_check", "waiting", "must_move"]


@dataclass(frozen=True)
class InboxFilter:
    """What a list of cases is about; empty fields ask for nothing. Days are civil days of arrival, both included.

    ``queue``: ``open`` (no final status), ``mine``, ``unassigned``, ``overdue`` (the law's time is over), ``silent``
    (the sender has had nothing but the receipt), ``to_check`` (something waits to be looked at before it is public),
    ``waiting`` (for the sender's answer), ``must_move`` (its unit is closed).
    """

    queue: Queue = ""
    unit: str = ""
    kind: str = ""
    category: str = ""
    status: str = ""
    area: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """One case in a list; ``heard`` is when the sender was last told anything but the receipt."""

    case: Case
    overdue: bool
    heard: datetime | None = None


@dataclass(frozen=True)
class InboxPage:
    """A page of a list, newest first (overdue: longest overdue first). ``next`` opens the following one."""

    lines: tuple[Line, ...]
    next: str | None = None


@dataclass(frozen=True)
class Span:
    """Characters of a text from ``start`` up to, not including, ``end``."""

    start: int
    end: int


@dataclass(frozen=True)
class ReplyTemplate:
    """Words prepared by the city, filled in for one case in the language of its sender."""

    id: str
    name: Text
    text: str


@dataclass(frozen=True)
class Deadline:
    """When the answer is due and the sum that leads there (None: no deadline, or a shortened calendar)."""

    law: Text | None
    due: Due | None
    overdue: bool
    may_extend: bool


@dataclass(frozen=True)
class Dossier:
    """A case with everything the office may know of it.

    ``sender`` is None where the reader may not see contacts (``contacts`` says so). ``notes`` are internal,
    ``events`` everything else, both oldest first. ``moves`` are those this reader may make now. ``merged`` were
    merged into this one, ``parts`` were split from it. ``undelivered``: a message about it came back.
    """

    case: Case
    sender: Sender | None
    contacts: bool
    works: bool
    events: tuple[Event, ...]
    notes: tuple[Event, ...]
    files: tuple[CaseFile, ...]
    moves: tuple[Move, ...]
    deadline: Deadline
    because: str | Text
    flags: tuple[Flag, ...]
    followers: int
    merged: tuple[Case, ...] = ()
    parts: tuple[Case, ...] = ()
    near: tuple[Case, ...] = ()
    into: Case | None = None
    parent: Case | None = None
    templates: tuple[ReplyTemplate, ...] = ()
    undelivered: bool = False
    earlier: tuple[Case, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """How many cases stand in the lists of a reader."""

    open: int = 0
    mine: int = 0
    unassigned: int = 0
    overdue: int = 0
    silent: int = 0
    to_check: int = 0
    waiting: int = 0
    must_move: int = 0


@dataclass(frozen=True)
class Part:
    """A piece of a case that another unit answers by itself. No unit: the routing rules say."""

    category: str
    text: str
    unit: str | None = None


@dataclass(frozen=True)
class Original:
    """The words as they came, before anything was blacked out: of the case by field, of events by their id."""

    words: Mapping[str, str]


@dataclass(frozen=True)
class Colleague:
    """Somebody to whom a case of a unit can be given."""

    id: UUID
    name: str
