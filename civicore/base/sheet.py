"""Rows of a file that a spreadsheet or an older system wrote, with the lines on which they begin."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
_SAID_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a first line that spreadsheets write
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # how spreadsheets keep zeros in front


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty; ``line`` counts from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What was read; ``broken`` is the line on which a quotation mark begins that never ends."""

    rows: tuple[SheetRow, ...]
    broken: int | None = None


def sheet_beginning(text: str) -> tuple[str, str | None]:
    """The text without a first line that only names the sign between columns, and that sign."""
    said = _SAID_DELIMITER.match(text)
    return (text[said.end() :], said[1]) if said else (text, None)


def read_sheet(body: str, delimiter: str, skipped: int = 0) -> Sheet:
    """Rows with something in them, spaces and formulas of spreadsheets taken away; ``skipped`` lines came before."""
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[SheetRow] = []
    line = 1
    try:
        for cells in reader:
            clean = tuple(_clean(one) for one in cells)
            rows += [SheetRow(line + skipped, clean)] if any(clean) else []
            line = reader.line_num + 1
    except csv.Error:
        return Sheet(tuple(rows), line + skipped)
    return Sheet(tuple(rows))


def likely_delimiter(body: str) -> str:
    """The sign that parts the first line into most columns."""
    first = body.partition("\n")[0]
    return max(DELIMITERS, key=lambda one: len(_cells(first, one)))


def _cells(line: str, delimiter: str) -> Sequence[str]:
    rows = read_sheet(line, delimiter).rows
    return rows[0].cells if rows else ()


def _clean(cell: str) -> str:
    plain = " ".join(cell.split())
    formula = _FORMULA.fullmatch(plain)
    return formula[1].strip() if formula else plain
