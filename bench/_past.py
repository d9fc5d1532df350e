"""A great many past bookings, written by the database itself from one that the software made."""

from __future__ import annotations

import os

from bench._bases import read, say

_BY_ONE = {
    "sqlite": {
        "id": "lower(hex(randomblob(4)) || '-0000-4000-8000-' || hex(randomblob(6)))",
        "day": "date('2026-11-20', '-' || (n % {span}) || ' days')",
        "start": "date('2026-11-20', '-' || (n % {span}) || ' days') || ' 08:00:00+00:00'",
        "hash": "lower(hex(randomblob(16)))",  # SQLite has no hash of its own; as evenly spread, and as long
        "numbers": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {})",
    },
    "postgres": {
        "id": "gen_random_uuid()",
        "day": "DATE '2026-11-20' - (n % {span})::int",
        "start": "(DATE '2026-11-20' - (n % {span})::int)::timestamptz",
        "hash": "md5(n::text)",
        "numbers": "WITH numbers AS (SELECT n FROM generate_series(1, {}) AS n)",
    },
}
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
    "sqlite": ("ANALYZE", "PRAGMA locking_mode=NORMAL", "PRAGMA journal_mode=WAL"),
    "postgres": ("VACUUM ANALYZE", "CHECKPOINT"),
}


def past(url: str, number: int) -> None:
    """Write so many visits of ten years that are over: names and codes are erased, what the figures need is kept.

    Each has its line in the log. There has to be one booking already, which they follow.
    """
    engine = "sqlite" if url.startswith("sqlite") else "postgres"
    by = {name: one.replace("{span}", "3650") for name, one in _BY_ONE[engine].items()}
    lately = by["start"].replace("3650", "300")  # what is older the city erases
    visit = {
        "id": by["id"],
        "state": "'done'",
        "day": by["day"],
        "start": by["start"],
        "ends": by["start"],
        "hold_until": "NULL",
        "closed_at": by["start"],
        "fields": "'{}'",
        "search": "''",
        "personal": "false",
        "reference_hash": by["hash"],
        "code_attempt": "NULL",
        "code_hash": "NULL",
        "reminded_at": by["start"],
    }
    line = {"id": by["id"], "at": lately, "position": "-n", "subject": "'booking:past-' || n"}
    indexes = [one for table in ("booking_booking", "core_audit") for one in _indexes(url, engine, table)]
    say(
        url,
        *_BEFORE[engine],
        *(f"DROP INDEX {name}" for name, _ in indexes),
        *_multiplied(url, engine, "booking_booking", visit, number),
        *_multiplied(url, engine, "core_audit", line, number),
        *(made for _, made in indexes),
        *_AFTER[engine],
    )
    os.sync()  # else the disk is still busy with it while we measure


def _multiplied(url: str, engine: str, table: str, given: dict[str, str], number: int) -> tuple[str, str]:
    """The statements that write so many rows like one that is there."""
    names = list(read(url, f"SELECT * FROM {table} LIMIT 1")[0])
    values = ", ".join(f"{given[name]} AS {name}" if name in given else f"model.{name}" for name in names)
    return (
        # A table of its own: a database that reads what it writes to would first write all of it somewhere else.
        f"CREATE TEMPORARY TABLE {table}_model AS SELECT * FROM {table} LIMIT 1",
        f"INSERT INTO {table} ({', '.join(names)}) {_BY_ONE[engine]['numbers'].format(number)}"
        f" SELECT {values} FROM numbers, {table}_model AS model",
    )


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
    new = _BY_ONE["sqlite"]["id"]
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
