"""A file as it is written: values with their own text and place, and the remarks between them by line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

_COMMENT = re.compile(r"(?:(?<=[ \t\n])|\A)#[^\n]*")


@dataclass(frozen=True)
class Remark:
    """A comment or, without text, a blank line; lines and columns count from 0."""

    text: str
    column: int = 0


@dataclass(frozen=True)
class Leaf:
    """A scalar or an alias. ``style``: nothing for a plain one, its quote, ``|`` or ``>``, ``*`` for an alias."""

    source: str
    value: str
    style: str
    anchor: str
    first: int
    last: int


@dataclass(frozen=True)
class Entry:
    """A value with its key, none in a list; ``line`` and ``column`` are those of the key or of the dash."""

    key: Leaf | None
    value: Written
    line: int
    column: int


@dataclass(frozen=True)
class Branch:
    """A block (``named``) or a list; one in brackets has its ``source``."""

    entries: tuple[Entry, ...]
    named: bool
    source: str
    anchor: str
    first: int
    last: int


Written: TypeAlias = Leaf | Branch


@dataclass(frozen=True)
class Page:
    """A file: its block, comments of their own lines and blank lines by line, and comments beside values."""

    root: Branch
    alone: dict[int, Remark]
    beside: dict[int, Remark]
    lines: int

    def between(self, above: int, below: int) -> list[Remark]:
        """What stands in the lines between two lines."""
        return [self.alone[line] for line in range(above + 1, below) if line in self.alone]


def page(text: str) -> Page:
    """The tree of a file that the reader accepts; its line ends are plain ones."""
    parser = _Parser(text)
    root = parser.whole()
    alone, beside = _remarks(text, sorted(parser.spans))
    return Page(root, alone, beside, text.count("\n") + 1)


def _remarks(text: str, spans: list[tuple[int, int]]) -> tuple[dict[int, Remark], dict[int, Remark]]:
    alone: dict[int, Remark] = {}
    beside: dict[int, Remark] = {}
    starts = _starts(text)
    covered = {line for start, end in spans for line in range(_line(starts, start), _line(starts, end) + 1)}
    for line, start in enumerate(starts):
        if line not in covered and not text[start : text.find("\n", start) % (len(text) + 1)].strip():
            alone[line] = Remark("")
    for found in (one for gap in _gaps(spans, len(text)) for one in _COMMENT.finditer(text, *gap)):
        line = _line(starts, found.start())
        before = text[starts[line] : found.start()]
        (beside if before.strip() else alone)[line] = Remark(found[0].rstrip(), len(before))
    return alone, beside


def _starts(text: str) -> list[int]:
    return [0, *(one.end() for one in re.finditer("\n", text))]


def _line(starts: list[int], index: int) -> int:
    return bisect_right(starts, index) - 1


def _gaps(spans: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in spans:
        if start > at:
            yield at, start
        at = max(at, end)
    yield at, length


@dataclass
class _Parser:
    """Builds the tree from the parser's events; ``spans`` are the pieces of the text that are values."""

    text: str
    spans: list[tuple[int, int]] = field(default_factory=list)

    def whole(self) -> Branch:
        self.events: Iterator[Any] = iter(yaml.parse(self.text, Loader=yaml.SafeLoader))
        event = next((one for one in self.events if isinstance(one, yaml.NodeEvent)), None)
        node = self._node(event) if event is not None else None
        return node if isinstance(node, Branch) else Branch((), True, "", "", 0, 0)

    def _node(self, event: Any) -> Written:
        anchor = f"&{event.anchor} " if event.anchor and not isinstance(event, yaml.AliasEvent) else ""
        if isinstance(event, yaml.AliasEvent):
            return self._leaf(event, "", "*", "")
        if isinstance(event, yaml.ScalarEvent):
            return self._leaf(event, event.value, event.style or "", anchor)
        return self._branch(event, anchor)

    def _leaf(self, event: Any, value: str, style: str, anchor: str) -> Leaf:
        start, end = event.start_mark.index, event.end_mark.index
        source = self.text[start:end].removeprefix(anchor.rstrip()) if anchor else self.text[start:end]
        kept = source.rstrip() if "+" not in source.partition("\n")[0] or style not in ("|", ">") else source
        end -= len(source) - len(kept)
        self.spans.append((start, end))
        return Leaf(kept.lstrip(), value, style, anchor, event.start_mark.line, self.text.count("\n", 0, end))

    def _branch(self, event: Any, anchor: str) -> Branch:
        named, flow = isinstance(event, yaml.MappingStartEvent), bool(event.flow_style)
        start, first, inner = event.start_mark.index, event.start_mark.line, len(self.spans)
        entries = []
        while not _ends(event := next(self.events)):
            mark, node = event.start_mark, self._node(event)
            key = node if named and isinstance(node, Leaf) else None
            value = self._node(next(self.events)) if named else node
            column = mark.column if named else self._dash(mark)
            entries.append(Entry(key, value, mark.line, column))
        if not flow:
            return Branch(tuple(entries), named, "", anchor, first, entries[-1].value.last)
        end = event.end_mark.index
        self.spans[inner:] = [(start, end)]
        source = self.text[start:end].removeprefix(anchor.rstrip()).lstrip()
        return Branch(tuple(entries), named, source, anchor, first, event.end_mark.line)

    def _dash(self, mark: Any) -> int:
        before = self.text[self.text.rfind("\n", 0, mark.index) + 1 : mark.index]
        return max(before.rfind("-"), 0)


def _ends(event: Any) -> bool:
    return isinstance(event, yaml.CollectionEndEvent)
