"""Narrow questions over very many cases: one filter leads along its index, the others only look at what it finds.

SQLite keeps no figures of how many rows a value has, and would sort a whole category to show the first of its cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from civicore_signals.tables import CaseRow

Filter = tuple[Column, Sequence[str]]


@dataclass(frozen=True)
class Narrow:
    """Cases for which ``matching`` holds and whose ``leading`` column has one of its values.

    Every column that may lead has an index of its value, the arrival and the id.
    """

    matching: Any
    leading: Filter | None = None

    @property
    def each(self) -> list[Any]:
        """The condition once for each value that leads: in each of them the index has the order of lists."""
        if self.leading is None:
            return [self.matching]
        column, values = self.leading
        return [self.matching & (column == value) for value in values]

    def also(self, matching: Any) -> Narrow:
        """The same with one condition more."""
        return Narrow(self.matching & matching, self.leading)


def narrow(matching: Any, filters: Sequence[Filter], *, led: bool = False) -> Narrow:
    """Let the first filter that has values lead; with ``led`` none, because the condition knows its rows already."""
    asked = [one for one in filters if one[1]]
    leading = None if led or not asked else asked[0]
    for one in asked:
        if one is not leading:
            matching = matching & beside(*one)
    return Narrow(matching, leading)


class _Beside(WhereRaw):
    """A condition by which SQLite chooses no index; which database it is for is known when it is asked."""

    def __init__(self, column: Column, rest: str, *values: Any) -> None:
        self._said = (f'"signals_case"."{column._meta.db_column_name}" {rest}', values)

    @property
    def querystring(self) -> QueryString:  # type: ignore[override]
        said, values = self._said
        sign = "+" if CaseRow._meta.db.engine_type == "sqlite" else ""
        return QueryString(f"{sign}{said}", *values)


def beside(column: Column, values: Sequence[str]) -> Any:
    """The condition that a column has one of these values, by which SQLite chooses no index."""
    return _Beside(column, f"IN ({', '.join(['{}'] * len(values))})", *values)


def within(column: Column, least: float, most: float) -> Any:
    """The condition that a column lies between two values, both included, by which SQLite chooses no index."""
    return _Beside(column, "BETWEEN {} AND {}", least, most)
