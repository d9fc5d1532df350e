"""Reads a YAML file into nodes with places: the profile of the language, nothing more of YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from civicore.base.saying import say
from civicore.deployment import yaml_words
from civicore.deployment.nodes import Block, Items, Node, Place, Scalar, Source

MOST_NODES = 20_000
MOST_BYTES = 2_000_000
DEEPEST = 40
_NULLS = frozenset({"~", "null", "Null", "NULL"})
_TAB = re.compile(r"^ *\t")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(Exception):
    """A file that cannot be used at all; ``code`` is one of E001 to E006."""

    def __init__(self, code: str, message: str, place: Place, *hints: str) -> None:
        super().__init__(message)
        self.code, self.message, self.place, self.hints = code, message, place, hints


def read(path: Path, name: str, *, preset: bool = False) -> tuple[Source, Block]:
    """The file's nodes. Unreadable tells what YAML or the profile refuses, OSError that there is no such file."""
    return read_bytes(path.read_bytes(), Source(name, path, (), preset))


def read_bytes(raw: bytes, source: Source) -> tuple[Source, Block]:
    """The nodes of a file's content; ``source`` comes back with its lines."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(
            "E004", say("the file is larger than %(most)s MB", most=MOST_BYTES // 1_000_000), _line(source, 1)
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, wrong.start) + 1 : wrong.start].decode("utf-8", "replace")) + 1
        raise Unreadable("E005", say("this is not UTF-8 text"), _line(source, line, column)) from None
    source = Source(source.name, source.path, tuple(text.splitlines()), source.preset)
    for number, words in enumerate(source.lines, 1):
        if _TAB.match(words):
            raise Unreadable(
                "E003", say("a tab in the indent: use spaces"), _line(source, number, words.index("\t") + 1)
            )
    return source, _Builder(source).build(text)


def _line(source: Source, line: int, column: int = 1) -> Place:
    return Place(source, line, column, line, column + 1)


@dataclass
class _Builder:
    """Builds nodes from parser events: no recursion in C, a bounded depth and a bounded number of nodes."""

    source: Source
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    count: int = 0
    depth: int = 0

    def build(self, text: str) -> Block:
        try:
            root = self._document(yaml.parse(text, Loader=_LOADER))
        except yaml.MarkedYAMLError as wrong:
            mark = wrong.problem_mark or wrong.context_mark
            place = _line(self.source, mark.line + 1, mark.column + 1) if mark else _line(self.source, 1)
            said = yaml_words.said(wrong.problem or "")
            raise Unreadable("E001", say("this is not YAML: %(said)s", said=said), place) from None
        except yaml.reader.ReaderError as wrong:
            place = _line(self.source, text.count("\n", 0, wrong.position) + 1)
            raise Unreadable("E001", say("this is not YAML: a control character"), place) from None
        if not isinstance(root, Block):
            raise Unreadable("E001", say("a deployment file is a block of keys and values"), root.place)
        return root

    def _document(self, events: Iterator[Any]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise Unreadable("E001", say("one file holds one document"), self._place(event))
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, events)
        return root or Block(_line(self.source, 1), {})

    def _node(self, event: Any, events: Iterator[Any]) -> Node:
        place = self._place(event)
        before = self.count
        self._count(1, place)
        if isinstance(event, yaml.AliasEvent):
            known = self.anchors.get(str(event.anchor))
            if known is None:
                raise Unreadable("E001", say("there is no anchor &%(anchor)s above", anchor=event.anchor), place)
            self._count(known[1], place)
            return known[0]
        if event.tag is not None:
            raise Unreadable("E001", say("tags such as %(tag)s are not part of the language", tag=event.tag), place)
        node = self._value(event, events, place)
        if event.anchor:
            self.anchors[event.anchor] = node, self.count - before
        return node

    def _value(self, event: Any, events: Iterator[Any], place: Place) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            unquoted = not event.style
            empty = unquoted and event.value == ""
            return Scalar(place, event.value, unquoted and event.value in _NULLS, empty)
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("E004", say("nested deeper than %(most)s levels", most=DEEPEST), place)
        inner = self._list(events) if isinstance(event, yaml.SequenceStartEvent) else self._block(events)
        self.depth -= 1
        node, end = inner
        whole = Place(self.source, place.line, place.column, end.end_line, end.end_column)
        return Items(whole, tuple(node)) if isinstance(node, list) else Block(whole, node)

    def _list(self, events: Iterator[Any]) -> tuple[list[Node], Place]:
        nodes = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            nodes.append(self._node(event, events))
        return nodes, self._place(event)

    def _block(self, events: Iterator[Any]) -> tuple[dict[str, tuple[Place, Node]], Place]:
        entries: dict[str, tuple[Place, Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._key(event, events)
            value = self._node(next(events), events)
            if key.text.startswith("x-"):
                continue
            if key.text in entries:
                first = entries[key.text][0].line
                raise Unreadable(
                    "E002",
                    say('the key "%(key)s" stands here twice, first in line %(first)s', key=key.text, first=first),
                    key.place,
                )
            entries[key.text] = key.place, value
        return entries, self._place(event)

    def _key(self, event: Any, events: Iterator[Any]) -> Scalar:
        node = self._node(event, events)
        if not isinstance(node, Scalar):
            raise Unreadable("E001", say("a key is a word, not a list or a block"), node.place)
        if node.text == "<<":
            raise Unreadable(
                "E001", say("<< is not part of the language: use extends, or an alias for the whole"), node.place
            )
        return node

    def _count(self, more: int, place: Place) -> None:
        self.count += more
        if self.count > MOST_NODES:
            raise Unreadable("E004", say("more than %(most)s values once aliases are expanded", most=MOST_NODES), place)

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        return Place(self.source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
