"""Fills a migrated database with rows as fast as its driver takes them: without indexes, which are made at the end."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]
from civicore_signals.tables import SIGNALS

from bench._signals_rows import Row, Stories, Story, Templates, accounts, typed

_TOGETHER = 10_000
_NAMES = [statement.split(" ON ")[0].split()[-1] for statement in SIGNALS.indexes]


class Base(Protocol):
    """A database as a load knows it."""

    def read(self, query: str) -> list[Row]: ...
    def say(self, statement: str) -> None: ...
    def write(self, table: str, rows: Sequence[Row]) -> None: ...
    def end(self) -> None: ...


class InFile:
    """A file of SQLite."""

    def __init__(self, path: Path) -> None:
        self._to = sqlite3.connect(path)
        self._to.row_factory = sqlite3.Row
        for one in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-400000"):
            self._to.execute(f"PRAGMA {one}")

    def read(self, query: str) -> list[Row]:
        return [typed(dict(row)) for row in self._to.execute(query)]

    def say(self, statement: str) -> None:
        self._to.execute(statement)

    def write(self, table: str, rows: Sequence[Row]) -> None:
        names = list(rows[0])
        marks = ", ".join("?" * len(names))
        values = ([_plain(row[name]) for name in names] for row in rows)
        self._to.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)
        self._to.commit()

    def end(self) -> None:
        self._to.commit()
        self._to.close()


class OnServer:
    """A database of PostgreSQL; its statistics are taken at the end, as its server does by itself."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._to = self._loop.run_until_complete(asyncpg.connect(url, command_timeout=1_200))

    def read(self, query: str) -> list[Row]:
        return [typed(dict(row)) for row in self._loop.run_until_complete(self._to.fetch(query))]

    def say(self, statement: str) -> None:
        self._loop.run_until_complete(self._to.execute(statement))

    def write(self, table: str, rows: Sequence[Row]) -> None:
        names = list(rows[0])
        records = [tuple(row[name] for name in names) for row in rows]
        self._loop.run_until_complete(self._to.copy_records_to_table(table, records=records, columns=names))

    def end(self) -> None:
        self.say("VACUUM ANALYZE")
        self._loop.run_until_complete(self._to.close())
        self._loop.close()


def fill(base: Base, count: int, now: datetime) -> None:
    """Write so many cases, with events and senders, behind those that are there."""
    found = _templates(base)
    people = accounts(found.citizen)
    base.write("core_citizen", people)
    for name in _NAMES:
        base.say(f"DROP INDEX IF EXISTS {name}")
    stories = iter(Stories(found, [one["id"] for one in people], now, count))
    for done in range(0, count, _TOGETHER):
        _write(base, list(islice(stories, _TOGETHER)))
        _told(f"{min(done + _TOGETHER, count):,} of {count:,} cases written")
    for number, statement in enumerate(SIGNALS.indexes, 1):
        base.say(statement)
        _told(f"index {number} of {len(SIGNALS.indexes)} made")
    base.end()
    _told("")


def _write(base: Base, stories: Sequence[Story]) -> None:
    base.write("signals_case", [one.case for one in stories])
    base.write("signals_event", [event for one in stories for event in one.events])
    if senders := [one.sender for one in stories if one.sender is not None]:
        base.write("signals_sender", senders)


def _templates(base: Base) -> Templates:
    cases = [one for one in base.read("SELECT * FROM signals_case") if one["state"] == "live" and one["number"]]
    events: dict[UUID, list[Row]] = {one["id"]: [] for one in cases}
    for event in base.read("SELECT * FROM signals_event ORDER BY case_id, seq"):
        events.setdefault(event["case_id"], []).append(event)
    senders = {one["case_id"]: one for one in base.read("SELECT * FROM signals_sender")}
    citizen = base.read("SELECT * FROM core_citizen WHERE holder = 'person'")[0]
    return Templates(cases, events, senders, citizen)


def _plain(value: Any) -> Any:
    """As the software keeps it in SQLite."""
    if isinstance(value, UUID | datetime):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _told(words: str) -> None:
    sys.stderr.write(f"\r\x1b[K{words}")
    sys.stderr.flush()
