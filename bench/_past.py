"""A great many past bookings, written by the database itself from one that the software made."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from bench._bases import read, say

# Days count from the first; an id begins with the time of its row, as the software makes it (UUID 7).
_BY_ONE = {
    "sqlite": {
        "day": "date('{first}', '+' || {gone} || ' days')",
        "start": "date('{first}', '+' || {gone} || ' days') || ' 08:00:00+00:00'",
        "time": "printf('%012x', 1000 * unixepoch('{first}', '+' || {gone} || ' days') + n)",
        "id": "substr({time}, 1, 8) || '-' || substr({time}, 9) || '-7000-8000-' || printf('%012x', n)",
        "hash": "lower(hex(randomblob(16)))",  # SQLite has no hash of its own; as evenly spread, and as long
        "numbers": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {})",
    },
    "postgres": {
        "day": "DATE '{first}' + {gone}::int",
        "start": "(DATE '{first}' + {gone}::int)::timestamptz",
        "time": "lpad(to_hex(1000 * extract(epoch FROM DATE '{first}' + {gone}::int)::bigint + n), 12, '0')",
        "id": "(substr({time}, 1, 8) || '-' || substr({time}, 9) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid",
        "hash": "md5('{first}' || n)",
        "numbers": "WITH numbers AS (SELECT n FROM generate_series(1::bigint, {}) AS n)",
    },
}
_TABLES = ("booking_booking", "core_audit")
_YEARS, _AUDIT = ("2016-10-24", 3652), ("2026-01-24", 300)  # first day, days; what is older of the log is erased
_LATELY = ("2026-10-25", 26)  # of the bookings, within the retention of 30 days
# Nothing waits for the disk while the rows are written; afterwards the database is as durable as before.
_BEFORE = {
    "sqlite": (
        "PRAGMA journal_mode=DELETE",
        "PRAGMA journal_mode=OFF",
        "PRAGMA synchronous=OFF",
        "PRAGMA locking_mode=EXCLUSIVE",
        "PRAGMA cache_size=-1000000",
        "PRAGMA threads=2",
    ),
    "postgres": ("SET synchronous_commit = off", "SET maintenance_work_mem = '1GB'"),
}
_AFTER = {
    "sqlite": ("PRAGMA locking_mode=NORMAL", "PRAGMA journal_mode=WAL"),  # a city's has no statistics either
    "postgres": ("VACUUM ANALYZE", "CHECKPOINT"),
}


def past(url: str, number: int) -> None:
    """Write so many visits of ten years that are over, each with its line in the log.

    Of those of the last month names, references and codes are kept, as the default ``retention`` has it; of all others
    only what the figures need. Like the real ones, the former are written into indexes that are there; those of the
    latter are made at the end. Not written: messages, which are emptied after delivery, and claims, which go with
    their day. There has to be one booking already, which they follow.
    """
    engine = "sqlite" if url.startswith("sqlite") else "postgres"
    late = number * _LATELY[1] // sum(days for _, days in (_YEARS, _LATELY))
    indexes = [one for table in _TABLES for one in _indexes(url, engine, table)]
    say(
        url,
        *_BEFORE[engine],
        *(f"DROP INDEX {name}" for name, _ in indexes),
        *(f"CREATE TEMPORARY TABLE {one}_model AS SELECT * FROM {one} LIMIT 1" for one in _TABLES),
        _multiplied(url, engine, "booking_booking", _erased, _YEARS, number - late),
        _multiplied(url, engine, "core_audit", _logged, _AUDIT, number),
        *(made for _, made in indexes),
        _multiplied(url, engine, "booking_booking", _visited, _LATELY, late),
        *_AFTER[engine],
    )
    os.sync()  # else the disk is still busy with it while we measure


_NEITHER = {"hold_until": "NULL", "closed_at": "NULL"}  # held until, nor cancelled


def _visited(by: Mapping[str, str]) -> dict[str, str]:
    """What differs of a visit that was lately; its person is that of the booking it follows."""
    times = dict.fromkeys(("start", "ends", "made_at", "reminded_at"), by["start"])
    hashes = {"reference_hash": by["hash"], "code_hash": by["hash"], "code_attempt": "0"}
    return {**times, **hashes, "id": by["id"], "state": "'done'", "day": by["day"], **_NEITHER}


def _erased(by: Mapping[str, str]) -> dict[str, str]:
    """What differs of one whose personal data are erased."""
    nobody = {"fields": "'{}'", "search": "''", "personal": "false", "code_attempt": "NULL", "code_hash": "NULL"}
    return {**_visited(by), **nobody}


def _logged(by: Mapping[str, str]) -> dict[str, str]:
    """What differs of a line of the log; its place is before all that are there."""
    subject = f"'booking:' || {by['id']}"
    return {"id": by["id"], "at": by["start"], "position": f"n - {by['rows']}", "subject": subject}


def _multiplied(
    url: str,
    engine: str,
    table: str,
    differing: Callable[[Mapping[str, str]], Mapping[str, str]],
    spread: tuple[str, int],
    number: int,
) -> str:
    """The statement that writes so many rows, spread over days, like the one in the table of the model."""
    # That is a table of its own: a database that reads what it writes to would first write all of it somewhere else.
    by = _expressions(engine, spread, number)
    given = differing(by)
    names = list(read(url, f"SELECT * FROM {table} LIMIT 1")[0])
    values = ", ".join(f"{given[name]} AS {name}" if name in given else f"model.{name}" for name in names)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) {by['numbers']} SELECT {values} FROM numbers, {table}_model AS model"
    )


def _expressions(engine: str, spread: tuple[str, int], number: int) -> dict[str, str]:
    """SQL of what each row has of its own."""
    first, days = spread
    known = {"first": first, "gone": f"(n * {days} / {number})", "time": "{time}"}
    by = {name: one.format(number, **known) for name, one in _BY_ONE[engine].items()}
    return {**by, "id": by["id"].format(time=by["time"]), "rows": str(number)}


def _indexes(url: str, engine: str, table: str) -> list[tuple[str, str]]:
    """Names and statements of a table's indexes, without that of its key."""
    asked = {
        "sqlite": f"SELECT name, sql FROM sqlite_master WHERE tbl_name = '{table}' AND sql IS NOT NULL"
        " AND type = 'index'",
        "postgres": f"SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = '{table}'"
        " AND indexname NOT LIKE '%pkey'",
    }
    return [(str(row["name"]), str(row["sql"])) for row in read(url, asked[engine])]


def multiplied(url: str, times: int) -> None:
    """Every visit, claim and use of a limit of a calendar on SQLite, so many times: there are more counters."""
    new = "lower(hex(randomblob(4)) || '-0000-4000-8000-' || hex(randomblob(6)))"
    numbers = _BY_ONE["sqlite"]["numbers"].format(times - 1)
    booked = [str(one) for one in read(url, "SELECT * FROM booking_booking LIMIT 1")[0]]
    marked = {"id": new, "reference_hash": "reference_hash || '-' || n", "code_hash": "code_hash || '-' || n"}
    say(
        url,
        f"INSERT INTO booking_booking ({', '.join(booked)}) {numbers}"
        f" SELECT {', '.join(marked.get(one, one) for one in booked)} FROM booking_booking, numbers",
        f"INSERT INTO core_claim (id, holder, key, scope, day, until) {numbers}"
        f" SELECT {new}, holder, key, scope, day, until FROM core_claim, numbers",
        f"UPDATE core_ledger SET used = used * {times}, cap = cap * {times} WHERE scope LIKE 't|%'",
        "ANALYZE",
    )
