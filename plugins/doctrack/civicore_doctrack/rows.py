"""From the text of an export to what it says, line by line; a line that is no whole line refuses the file (case 42)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from civicore.contracts.documents import Observed
from civicore_doctrack import moments
from civicore_doctrack.plan import folded
from civicore_doctrack.runs import Complaint

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_SAID_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a first line that spreadsheets write
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # how spreadsheets keep zeros in front
_LONGEST_CELL = 10_000


@dataclass(frozen=True)
class Format:
    """How a source writes. ``columns`` are names or numbers from 1 by what they say; ``delimiter`` None: see for it."""

    columns: Mapping[str, str]
    delimiter: str | None
    formats: tuple[str, ...]
    zone: ZoneInfo

    @property
    def numbered(self) -> bool:
        """Whether the file has no line with names."""
        return all(one.isdigit() for one in self.columns.values())


@dataclass(frozen=True)
class _Row:
    """A row and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]


def read(text: str, form: Format, knows: Callable[[str], bool]) -> tuple[list[Observed], list[Complaint]]:
    """Everything a file says, and what is wrong with it; ``knows`` tells whether a word for a stage means something."""
    said = _SAID_DELIMITER.match(text)
    skipped = 1 if said else 0
    body = text[said.end() :] if said else text
    delimiter = form.delimiter or (said[1] if said else _delimiter(body, form))
    if delimiter is None:
        return [], [Complaint("doctrack.columns_missing", 1 + skipped)]
    rows, broken = _rows(body, delimiter, skipped)
    if broken is not None:
        return [], [broken]
    places, width = _places(rows, form)
    if places is None:
        return [], [Complaint("doctrack.columns_missing", 1 + skipped)]
    return _said(rows if form.numbered else rows[1:], places, width, form, _unended(body), knows)


def _delimiter(body: str, form: Format) -> str | None:
    """The sign between columns: the one with which the first line has all that we look for."""
    for one in DELIMITERS.values():
        rows, _ = _rows(body.partition("\n")[0], one, 0)
        if _places(rows, form)[0] is not None:
            return one
    return None


def _rows(body: str, delimiter: str, skipped: int) -> tuple[list[_Row], Complaint | None]:
    """Rows with something in them; a quotation mark that never ends is told by the line on which it begins."""
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[_Row] = []
    line = 1
    try:
        for cells in reader:
            clean = tuple(_clean(one) for one in cells)
            rows += [_Row(line + skipped, clean)] if any(clean) else []
            line = reader.line_num + 1
    except csv.Error:
        return rows, Complaint("doctrack.quotes", line + skipped)
    return rows, None


def _clean(cell: str) -> str:
    plain = " ".join(cell.split())
    formula = _FORMULA.fullmatch(plain)
    return formula[1].strip() if formula else plain


def _places(rows: Sequence[_Row], form: Format) -> tuple[Mapping[str, int] | None, int]:
    """Where each thing stands in a row, None when the file does not have all of it; and how many columns there are."""
    if not rows:
        return None, 0
    first = rows[0].cells
    if form.numbered:
        places = {what: int(one) - 1 for what, one in form.columns.items()}
        fits = all(0 <= one < len(first) for one in places.values())
    else:
        named = {folded(one): place for place, one in reversed(list(enumerate(first)))}
        places = {what: named.get(folded(one), -1) for what, one in form.columns.items()}
        fits = -1 not in places.values()
    return (places if fits else None), len(first)


def _said(
    rows: Sequence[_Row],
    places: Mapping[str, int],
    width: int,
    form: Format,
    unended: bool,
    knows: Callable[[str], bool],
) -> tuple[list[Observed], list[Complaint]]:
    if not rows:
        return [], [Complaint("doctrack.file_empty")]
    complaints = list(_misshapen(rows, width))
    said = [_observed(row, places, form) for row in rows if len(row.cells) >= width]
    if unended and said and not complaints and not knows(said[-1].stage):
        complaints.append(Complaint("doctrack.unfinished", rows[-1].line))
    return said, complaints


def _misshapen(rows: Sequence[_Row], width: int) -> Iterator[Complaint]:
    for row in rows:
        if len(row.cells) < width or any(row.cells[width:]):
            yield Complaint("doctrack.columns_wrong", row.line)
        elif max(map(len, row.cells)) > _LONGEST_CELL:
            yield Complaint("doctrack.too_long", row.line)


def _unended(body: str) -> bool:
    return not body.endswith(("\n", "\r"))


def _observed(row: _Row, places: Mapping[str, int], form: Format) -> Observed:
    cell = {what: row.cells[place] for what, place in places.items()}
    written = cell.get("at", "")
    at, unclear = moments.read(written, form.formats, form.zone)
    began, _ = moments.read(cell.get("began", ""), form.formats, form.zone)
    return Observed(
        number=cell["number"],
        type=cell.get("type", ""),
        stage=cell["stage"],
        at=at,
        secret=cell.get("secret", ""),
        office=cell.get("office", ""),
        id=cell.get("id", ""),
        began=began.astimezone(form.zone).date() if began else None,
        written_at=written,
        unclear=unclear,
        line=row.line,
    )
