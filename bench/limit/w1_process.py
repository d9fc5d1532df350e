"""Free times from memory, and from one read of the ledger's rows: no rules, no days, no limits but one."""

import sqlite3
from statistics import median
from time import perf_counter


def measured(file: str, times: int = 200) -> tuple[float, float]:
    """Milliseconds: from a dictionary at hand, from one SQLite read."""
    base = sqlite3.connect(file)
    scope, = base.execute("SELECT scope FROM core_ledger WHERE day IS NOT NULL GROUP BY scope ORDER BY COUNT(*) DESC LIMIT 1").fetchone()
    slots = [key for key, in base.execute("SELECT key FROM core_ledger WHERE scope = ? ORDER BY key", (scope,))]
    used = dict(base.execute("SELECT key, used FROM core_ledger WHERE scope = ?", (scope,)))

    def memory() -> int:
        return sum(used[key] < 3 for key in slots[::3])

    def read() -> int:
        rows = dict(base.execute("SELECT key, used FROM core_ledger WHERE scope = ?", (scope,)))
        return sum(rows[key] < 3 for key in slots[::3])

    found = tuple(median([_timed(work) for _ in range(times)]) for work in (memory, read))
    base.close()
    return found


def _timed(work) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000
