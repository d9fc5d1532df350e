"""What is asked of the ledger on the busiest paths; a dictionary where each database is asked in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from civicore.storage.statement import Statement, rows_of

USES = {
    # The rows lie in the order of their keys, and are gone through in this order.
    "sqlite": Statement(
        "SELECT d.key AS place, (SELECT group_concat(l.key, '\n') || ';' || group_concat(l.used) FROM core_ledger AS l"
        " WHERE l.key >= json_extract(d.value, '$[2]') AND l.key < json_extract(d.value, '$[3]')) AS used"
        " FROM json_each({}) AS d"
    ),
    "postgres": Statement(
        "SELECT d.place - 1 AS place, (SELECT string_agg(l.key, '\n' ORDER BY l.key COLLATE \"C\") || ';'"
        " || string_agg(l.used::text, ',' ORDER BY l.key COLLATE \"C\") FROM core_ledger AS l"
        " WHERE l.scope = d.value->>0 AND l.day = (d.value->>1)::date"
        ' AND l.key COLLATE "C" >= d.value->>2 AND l.key COLLATE "C" < d.value->>3) AS used'
        " FROM json_array_elements({}::json) WITH ORDINALITY AS d(value, place)"
    ),
}
"""What is used of spans, handed over as JSON: scope, day, first key, and the key after the last."""
USED = {
    "sqlite": Statement(
        "SELECT l.key AS key, l.used AS used FROM json_each({}) AS d CROSS JOIN core_ledger AS l"
        " ON l.key >= d.value || '|' || {} AND l.key <= d.value || '|' || {}"
    ),
    "postgres": Statement(
        "SELECT key, used FROM core_ledger WHERE scope = ANY (ARRAY(SELECT json_array_elements_text({}::json)))"
        " AND day >= {} AND day <= {}"
    ),
}
"""What is used of limits of days: their scopes as JSON, first and last day."""
# Claims that have run out are found by their end, whatever index a database likes more: few have, and a full limit has
# many that have not.
_GONE = "SELECT COUNT(*) FROM core_claim AS c WHERE c.until < {} AND c.key || '' = l.key"
HOLDS = Statement(f"SELECT 1 FROM core_ledger AS l WHERE l.key = {{}} AND l.used > ({_GONE})")  # noqa: S608
OF_HOLDER = Statement("SELECT id, holder, key, scope, day, until FROM core_claim WHERE holder = {}")
_BUSIEST = (
    "SELECT l.used - COALESCE(g.gone, 0) AS number FROM core_ledger AS l LEFT JOIN"
    " (SELECT key, COUNT(*) AS gone FROM core_claim WHERE until < {} GROUP BY key) AS g ON g.key = l.key"
    " WHERE where_ AND l.used > COALESCE(g.gone, 0) ORDER BY number DESC LIMIT {}"
)
BUSIEST = {
    "sqlite": Statement(_BUSIEST.replace("where_", "l.key >= {} AND l.key < {}")),
    "postgres": Statement(_BUSIEST.replace("where_", 'l.key COLLATE "C" >= {} AND l.key COLLATE "C" < {}')),
}
"""How many claims the fullest limits hold: now, the first key, the one after the last, and how many limits."""
FILLED = Statement("SELECT key FROM core_ledger WHERE key LIKE {} AND used >= cap AND used > 0 ORDER BY key")
_CLAIM = "id, holder, key, scope, day, until"


def _some(table: str, which: str, order: str, gives: str) -> Mapping[str, Statement]:
    """Deletes rows of this kind, at most so many, and gives what was deleted.

    On PostgreSQL each is locked as it is found: what another process has deleted or changed meanwhile is not counted,
    and others are found in its place. So whoever is given fewer than asked for knows that there are no more.
    """
    gone = f"DELETE FROM {table} WHERE"  # noqa: S608
    found = f"FROM {table} WHERE {which}{order} LIMIT {{}}"
    return {
        "sqlite": Statement(f"{gone} {_ROW[table]} IN (SELECT {_ROW[table]} {found}) RETURNING {gives}"),
        "postgres": Statement(f"{gone} ctid = ANY (ARRAY(SELECT ctid {found} FOR UPDATE)) RETURNING {gives}"),
    }


_ROW = {"core_claim": "rowid", "core_ledger": "key"}
ENDED = _some("core_claim", "until < {}", " ORDER BY until", _CLAIM)
"""Takes out claims that have run out, those first that did so first: until when, and how many."""
PAST = _some("core_claim", "day < {}", " ORDER BY day", _CLAIM)
"""Takes out claims of days that are over: the first day that is not, and how many."""
UNUSED = _some("core_ledger", "used = 0 AND (day < {} OR day IS NULL)", "", "key")
"""Drops limits that nobody uses, of days that are over or of none: the first day that is not over, and how many."""


@lru_cache(maxsize=64)
def dropping(number: int) -> Statement:
    """Takes out so many claims; gives those that were there."""
    holes = _holes(range(number))
    return Statement(f"DELETE FROM core_claim WHERE holder IN ({holes}) AND id IN ({holes}) RETURNING id")  # noqa: S608


@lru_cache(maxsize=64)
def ending(number: int) -> Statement:
    """Gives the claims of so many scopes that have run out."""
    return Statement(f"SELECT scope, key FROM core_claim WHERE until < {{}} AND scope IN ({_holes(range(number))})")  # noqa: S608


@lru_cache(maxsize=64)
def having_room(number: int) -> Statement:
    """Gives those of so many limits that have room without what has run out."""
    asked = f"l.key IN ({_holes(range(number))})"
    return Statement(f"SELECT key FROM core_ledger AS l WHERE {asked} AND used - ({_GONE}) < cap")  # noqa: S608


@lru_cache(maxsize=64)
def claiming(number: int) -> Statement:
    """Adds so many claims."""
    return Statement(f"INSERT INTO core_claim (id, holder, key, scope, day, until) VALUES {rows_of(6, number)}")  # noqa: S608


@lru_cache(maxsize=64)
def changing(number: int, beyond: bool = False) -> Statement:
    """Changes the use of so many limits, ``beyond`` what they allow or not; gives the keys that it changed."""
    text = (
        f"INSERT INTO core_ledger (key, scope, day, used, cap) VALUES {rows_of(5, number)}"  # noqa: S608
        " ON CONFLICT (key) DO UPDATE SET used = core_ledger.used + excluded.used,"
        " cap = CASE WHEN excluded.used < 0 THEN core_ledger.cap ELSE excluded.cap END"
    )
    if not beyond:
        text += " WHERE excluded.used < 0 OR core_ledger.used + excluded.used <= excluded.cap"
    return Statement(f"{text} RETURNING key", contended=True)


def _holes(values: Sequence[object]) -> str:
    return ", ".join("{}" for _ in values)
