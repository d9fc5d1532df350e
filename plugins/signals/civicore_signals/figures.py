"""What became of cases, in figures: per unit and per type, computed from nothing but the lines of the export.

Closed is not solved: what was answered, passed on or refused is counted apart, and a receipt counts as nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from math import ceil
from statistics import median
from typing import Any

from civicore_signals.plan import Counts
from civicore_signals.visibility import SMALLEST, masked

COLUMNS = (
    "unit",
    "type",
    "kind",
    "area",
    "received_on",
    "due_on",
    "closed_on",
    "heard_on",
    "counts_as",
    "reopened",
    "waits",
)
_ENDS: tuple[Counts, ...] = ("solved", "answered", "passed_on", "refused", "none")


@dataclass(frozen=True)
class Record:
    """One case as the export has it; days are civil days of the city.

    ``counts_as`` is None while it is open. ``heard_on``: the sender was last told anything but the receipt. ``waits``:
    the clock stands until the sender has answered.
    """

    unit: str
    type: str
    kind: str
    received_on: date
    area: str = ""
    due_on: date | None = None
    closed_on: date | None = None
    heard_on: date | None = None
    counts_as: Counts | None = None
    reopened: int = 0
    waits: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a table; a count of None is hidden because it is too small to be published.

    ``received`` is ``open`` and every end together. ``overdue``: open after its last day, or ended after it.
    ``days_median`` and ``days_most`` (nine of ten took at most that) are civil days from arrival to the end.
    ``silent``: open, and nothing was heard but the receipt.
    """

    key: str
    received: int | None
    open: int | None
    overdue: int | None
    reopened: int | None
    silent: int | None
    solved: int | None
    answered: int | None
    passed_on: int | None
    refused: int | None
    none: int | None
    days_median: float | None
    days_most: int | None


@dataclass(frozen=True)
class Figures:
    """Everything that pages, pictures and open data show; tables in the order of their keys."""

    total: Row
    units: tuple[Row, ...]
    types: tuple[Row, ...]
    kinds: tuple[Row, ...]
    areas: tuple[Row, ...]
    months: tuple[Row, ...]


def figures(records: Iterable[Record], today: date) -> Figures:
    """The figures of these cases, seen on a civil day."""
    known = tuple(records)
    return Figures(
        _row("", known, today),
        _by(known, today, lambda one: one.unit),
        _by(known, today, lambda one: one.type),
        _by(known, today, lambda one: one.kind),
        _by(known, today, lambda one: one.area),
        _by(known, today, lambda one: f"{one.received_on:%Y-%m}"),
    )


def _by(records: Sequence[Record], today: date, key: Callable[[Record], str]) -> tuple[Row, ...]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for one in records:
        groups[key(one)].append(one)
    return tuple(_row(name, groups[name], today) for name in sorted(groups))


def _row(key: str, records: Sequence[Record], today: date) -> Row:
    still = [one for one in records if one.counts_as is None]
    took = sorted((one.closed_on - one.received_on).days for one in records if one.closed_on and one.counts_as)
    ends = {end: sum(one.counts_as == end for one in records) for end in _ENDS}
    return Row(
        key,
        received=len(records),
        open=len(still),
        overdue=sum(late(one, today) for one in records),
        reopened=sum(one.reopened > 0 for one in records),
        silent=sum(one.heard_on is None for one in still),
        **ends,
        days_median=float(median(took)) if took else None,
        days_most=took[ceil(0.9 * len(took)) - 1] if took else None,
    )


def late(one: Record, today: date) -> bool:
    """Whether the last day in time is over, or was when the case ended; never while the sender is asked."""
    if one.due_on is None or (one.waits and one.counts_as is None):
        return False
    return (one.closed_on if one.counts_as and one.closed_on else today) > one.due_on


def published(row: Row, *, hide: bool = False) -> Row:
    """A row that tells of no single person: small counts are hidden, and one more where the sum would betray one."""
    if hide or _small(row):
        return Row(row.key, *(None for _ in fields(Row)[1:]))
    parts = {name: getattr(row, name) for name in ("open", *_ENDS)}
    hidden = {name for name, count in parts.items() if count is not None and masked(count) is None}
    if len(hidden) == 1:
        others = [name for name in parts if name not in hidden and parts[name]]
        hidden |= set(sorted(others, key=lambda name: parts[name] or 0)[:1])
    apart = {name: masked(getattr(row, name) or 0) for name in ("overdue", "reopened", "silent")}
    shown: dict[str, Any] = {**apart, **dict.fromkeys(hidden)}
    return replace(row, **shown)


def all_published(found: Figures) -> Figures:
    """The figures as strangers may see them."""
    return Figures(
        published(found.total),
        _published(found.units),
        _published(found.types),
        _published(found.kinds),
        _published(found.areas),
        _published(found.months),
    )


def _published(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """One small row alone would be the total less the others: the next smallest hides with it."""
    small = [one for one in rows if _small(one)]
    rest = sorted((one for one in rows if one not in small), key=lambda one: one.received or 0)
    lonely = rest[:1] if len(small) == 1 else []
    return tuple(published(one, hide=one in lonely) for one in rows)


def _small(row: Row) -> bool:
    return row.received is not None and 0 < row.received < SMALLEST


def to_line(one: Record) -> dict[str, str]:
    """A record as words of the export, by column."""
    said = {name: getattr(one, name) for name in COLUMNS}
    return {name: _word(value) for name, value in said.items()}


def _word(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def from_line(line: Mapping[str, str]) -> Record:
    """The record that a line of the export tells of; KeyError or ValueError when it is none."""
    ends: dict[str, Counts] = {one: one for one in _ENDS}
    return Record(
        unit=line["unit"],
        type=line["type"],
        kind=line["kind"],
        area=line["area"],
        received_on=date.fromisoformat(line["received_on"]),
        due_on=_day(line["due_on"]),
        closed_on=_day(line["closed_on"]),
        heard_on=_day(line["heard_on"]),
        counts_as=ends[line["counts_as"]] if line["counts_as"] else None,
        reopened=int(line["reopened"]),
        waits=line["waits"] == "1",
    )


def _day(word: str) -> date | None:
    return date.fromisoformat(word) if word else None
