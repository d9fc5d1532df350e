"""A great many past bookings, written by the database itself from one that the software made."""

from __future__ import annotations

from bench._bases import read, say

_BY_ONE = {
    "sqlite": {
        "id": "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' ||"
        " hex(randomblob(2)) || '-' || hex(randomblob(6)))",
        "day": "date('2026-11-20', '-' || (n % 3650) || ' days')",
        "start": "date('2026-11-20', '-' || (n % 3650) || ' days') || ' 08:00:00+00:00'",
        "numbers": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {})",
        "hash": "'past-' || n",
    },
    "postgres": {
        "id": "gen_random_uuid()",
        "day": "DATE '2026-11-20' - (n % 3650)::int",
        "start": "(DATE '2026-11-20' - (n % 3650)::int)::timestamptz",
        "numbers": "WITH numbers AS (SELECT n FROM generate_series(1, {}) AS n)",
        "hash": "'past-' || n",
    },
}


def past(url: str, number: int) -> None:
    """Write so many visits of ten years that are over: the names are erased, what the figures need is kept."""
    engine = "sqlite" if url.startswith("sqlite") else "postgres"
    by = _BY_ONE[engine]
    model = read(url, "SELECT * FROM booking_booking LIMIT 1")[0]
    given = {
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
        "code_hash": by["hash"],
        "reminded_at": by["start"],
    }
    names = ", ".join(model)
    values = ", ".join(f"{given[name]} AS {name}" if name in given else f"model.{name}" for name in model)
    insert = (
        f"INSERT INTO booking_booking ({names}) {by['numbers'].format(number)}"
        f" SELECT {values} FROM numbers, (SELECT * FROM booking_booking LIMIT 1) AS model"
    )
    indexes = _indexes(url, engine)
    say(
        url,
        *(f"DROP INDEX {name}" for name, _ in indexes),
        insert,
        *(made for _, made in indexes),
        *(("ANALYZE",) if engine == "sqlite" else ("VACUUM ANALYZE", "CHECKPOINT")),
    )


def _indexes(url: str, engine: str) -> list[tuple[str, str]]:
    """Names and statements of the table's indexes, without that of its key."""
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'booking_booking' AND sql IS NOT NULL"
        " AND type = 'index'",
        "postgres": "SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = 'booking_booking'"
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
