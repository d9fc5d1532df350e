"""What this process has written to which tables: a number that is another one after every commit.

Whoever keeps something that was read compares the number with the one from before the reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WRITTEN = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_ANY = ""  # a statement whose table is not plain to see may have changed every table


def written_by(statement: str) -> str:
    """The table that a statement other than a SELECT writes to."""
    found = _WRITTEN.match(statement)
    return found[1] if found else _ANY


class Changes:
    """Counts commits by table. Commits of other processes are not seen here."""

    def __init__(self) -> None:
        self._all = 0
        self._by_table: Counter[str] = Counter()

    def note(self, tables: Iterable[str]) -> None:
        """These tables were written to, perhaps: of a commit whose end nobody saw it is told too."""
        tables = set(tables)
        if tables:
            self._all += 1
            self._by_table.update(tables)

    def of(self, *tables: str) -> int:
        """How often these were written to; without names any table."""
        if not tables:
            return self._all
        return self._by_table[_ANY] + sum(self._by_table[one] for one in tables)
