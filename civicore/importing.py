"""From the text of an older system's export to rows under our names of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from civicore.base.sheet import SheetRow, likely_delimiter, read_sheet, sheet_beginning
from civicore.base.text import fold
from civicore.contracts.importing import ImportRow

_LONGEST_CELL = 10_000


class NoSheet(Exception):
    """The file, or what was said about it, cannot be used; a sentence without what stands in its cells."""


@dataclass(frozen=True)
class Mapped:
    """How another system calls things: ``columns`` by our names, ``words`` by column and their word."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_mapping(text: str) -> Mapped:
    """``columns: {day: Datum}`` and ``words: {agenda: {OP: id_cards}}``; NoSheet when it is something else."""
    try:
        said: Any = yaml.load(text, yaml.BaseLoader) or {}  # noqa: S506 - plain text only
        if set(said) - {"columns", "words"}:
            raise NoSheet(f"a mapping has columns and words, not {', '.join(sorted(set(said) - {'columns', 'words'}))}")
        columns, words = dict(said.get("columns") or {}), dict(said.get("words") or {})
        by_column = {column: {fold(word): ours for word, ours in one.items()} for column, one in words.items()}
        if not all(isinstance(one, str) for part in (columns, *by_column.values()) for one in part.values()):
            raise TypeError
    except (yaml.YAMLError, TypeError, ValueError, AttributeError):
        raise NoSheet("a mapping is written: columns: {day: Datum}, words: {agenda: {OP: id_cards}}") from None
    return Mapped(columns, by_column)


def mapped(text: str, how: Mapped, known: Mapping[str, str]) -> Sequence[ImportRow]:
    """The rows under the names of ``known`` columns, whose meaning begins with an asterisk where one must be there."""
    body, said = sheet_beginning(text)
    sheet = read_sheet(body, said or likely_delimiter(body), 1 if said else 0)
    if sheet.broken is not None:
        raise NoSheet(f"line {sheet.broken}: a quotation mark that never ends")
    if not sheet.rows:
        raise NoSheet("there is nothing in it")
    head, *rows = sheet.rows
    places = _places(head, how, known)
    long = [row.line for row in rows if len(row.cells) > len(head.cells) and any(row.cells[len(head.cells) :])]
    long += [row.line for row in rows if max(map(len, row.cells)) > _LONGEST_CELL]
    if long:
        raise NoSheet(f"line {min(long)}: more columns, or longer ones, than a row can have")
    return [_row(row, places, how) for row in rows]


def _places(head: SheetRow, how: Mapped, known: Mapping[str, str]) -> Mapping[str, int]:
    strange = [name for name in (*how.columns, *how.words) if name not in known]
    if strange:
        raise NoSheet(f"there is no column {', '.join(strange)}; there are {', '.join(known)}")
    written = {_key(cell): place for place, cell in reversed(list(enumerate(head.cells)))}
    found = {name: written.get(_key(how.columns.get(name, name)), -1) for name in known}
    missing = [
        name for name, meaning in known.items() if found[name] < 0 and (meaning[:1] == "*" or name in how.columns)
    ]
    if missing:
        raise NoSheet(f"no column for {', '.join(missing)}: name it in --mapping as columns: {{{missing[0]}: ...}}")
    return {name: place for name, place in found.items() if place >= 0}


def _key(name: str) -> str:
    return fold(name).replace("_", " ")


def _row(row: SheetRow, places: Mapping[str, int], how: Mapped) -> ImportRow:
    cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
    ours = {name: how.words.get(name, {}).get(fold(word), word) for name, word in cells.items() if word}
    return ImportRow(row.line, ours)
