"""What an older system holds, taken over by the plugin whose records they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Outcome = Literal["new", "known", "twice", "past", "wrong"]
"""new: taken over; known: it was before; twice: an earlier line says the same; past: over; wrong: it cannot be."""


@dataclass(frozen=True)
class ImportRow:
    """A row of the file; ``cells`` by the names of the columns, empty ones left out, ``line`` from 1."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Imported:
    """What becomes of a row; ``notes`` are sentences without personal data."""

    line: int
    outcome: Outcome
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taking:
    """How rows are taken over: ``dry`` changes nothing, ``keep`` takes also what no longer fits the file."""

    actor: str
    dry: bool = False
    keep: bool = False


class Imports(Protocol):
    """Takes records of one kind over. Either every row that is not wrong is taken, or, if one is wrong, none."""

    @property
    def what(self) -> str:
        """The word of the command: ``bookings``."""

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns it reads with what each means; those it cannot do without begin with an asterisk."""

    async def take_over(self, rows: Sequence[ImportRow], how: Taking) -> Sequence[Imported]:
        """What became of each row, in their order. Rows that were taken before are known again."""
