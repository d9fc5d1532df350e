"""What is asked of the ledger on the busiest paths; a dictionary where each database is asked in its own way."""

from __future__ import annotations

from civicore.storage.statement import Statement

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
HOLDS = Statement("SELECT 1 FROM core_claim WHERE day IS NULL AND key = {} AND (until IS NULL OR until >= {}) LIMIT 1")
OF_HOLDER = Statement("SELECT id, holder, key, scope, day, until FROM core_claim WHERE holder = {}")
BUSIEST = Statement(
    "SELECT COUNT(*) AS number FROM core_claim WHERE day IS NULL AND key LIKE {} AND (until IS NULL OR until >= {})"
    " GROUP BY key ORDER BY number DESC LIMIT {}"
)
FILLED = Statement("SELECT key FROM core_ledger WHERE key LIKE {} AND used >= cap AND used > 0 ORDER BY key")
