"""What this process has written to which tables: a number that is another one after every commit.

Whoever keeps something that was read compares the number with the one from before the reading.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

_WRITTEN = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_ANY = ""  # a statement whose table is not plain to see may have changed every table


@lru_cache(maxsize=2048)
def written_by(statement: str) -> str | None:
    """The table that a statement writes to; None for a SELECT."""
    if statement.lstrip()[:6].upper() == "SELECT":
        return None
    found = _WRITTEN.match(statement)
    return found[1] if found else _ANY


def altered(table: str) -> str:
    """What is noted beside a table of which rows were changed or taken out. Who only adds rows (INSERT, also where a
    row was there already) has altered nothing.
    """
    return f"{table}, altered"


class Changes:
    """Numbers the commits, and knows the last of each table. Commits of other processes are not seen here."""

    def __init__(self) -> None:
        self._all = 0
        self._last: defaultdict[str, int] = defaultdict(int)

    def note(self, tables: Iterable[str]) -> None:
        """These tables were written to, perhaps: of a commit whose end nobody saw it is told too."""
        tables = set(tables)
        if tables:
            self._all += 1
            self._last.update(dict.fromkeys(tables, self._all))

    def of(self, *tables: str) -> int:
        """The number of the last commit that wrote to one of these; without names to any table."""
        if not tables:
            return self._all
        number = self._last[_ANY]
        for one in tables:
            if (own := self._last[one]) > number:
                number = own
        return number
