"""From the text of an export to what it says, line by line; a line that is no whole line refuses the file (case 42)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from civicore import SheetRow, read_sheet, sheet_beginning
from civicore.contracts.documents import Observed
from civicore_doctrack import moments
from civicore_doctrack.plan import folded
from civicore_doctrack.runs import Complaint

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
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


def read(text: str, form: Format, knows: Callable[[str], bool]) -> tuple[list[Observed], list[Complaint]]:
    """Everything a file says, and what is wrong with it; ``knows`` tells whether a word for a stage means something."""
    body, said = sheet_beginning(text)
    skipped = 1 if said else 0
    delimiter = form.delimiter or said or _delimiter(body, form)
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


def _rows(body: str, delimiter: str, skipped: int) -> tuple[Sequence[SheetRow], Complaint | None]:
    """Rows with something in them; a quotation mark that never ends is told by the line on which it begins."""
    found = read_sheet(body, delimiter, skipped)
    return found.rows, None if found.broken is None else Complaint("doctrack.quotes", found.broken)


def _places(rows: Sequence[SheetRow], form: Format) -> tuple[Mapping[str, int] | None, int]:
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
    rows: Sequence[SheetRow],
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


def _misshapen(rows: Sequence[SheetRow], width: int) -> Iterator[Complaint]:
    for row in rows:
        if len(row.cells) < width or any(row.cells[width:]):
            yield Complaint("doctrack.columns_wrong", row.line)
        elif max(map(len, row.cells)) > _LONGEST_CELL:
            yield Complaint("doctrack.too_long", row.line)


def _unended(body: str) -> bool:
    return not body.endswith(("\n", "\r"))


def _observed(row: SheetRow, places: Mapping[str, int], form: Format) -> Observed:
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
