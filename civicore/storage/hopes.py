"""Which usual answers may be taken for granted: not those that failed to come lately."""

from __future__ import annotations

from civicore.storage.statement import Statement

# A hope in vain costs a whole unit, an answer one way to the database and back: where every fourth answer is another
# one, or more of them, so many usual ones hardly ever come in a row.
_IN_A_ROW = 8


class Hopes:
    """Knows of each statement whether its usual answer may be hoped for."""

    def __init__(self) -> None:
        self._doubted: dict[Statement, int] = {}
        """How often the usual answer must come yet until it is hoped for again."""

    def may(self, statement: Statement) -> bool:
        return statement not in self._doubted

    def answered(self, statement: Statement, *, usual: bool) -> None:
        """It was asked and waited for."""
        if not usual:
            self._doubted[statement] = _IN_A_ROW
            return
        left = self._doubted.get(statement)
        if left is None:
            return
        if left > 1:
            self._doubted[statement] = left - 1
        else:
            del self._doubted[statement]
