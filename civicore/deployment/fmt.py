"""The canonical form of a file: order of the language, one way of quoting, comments where they were.

Named things (offices, agendas, languages of a text) keep their order: it has a meaning. What is written in brackets
over several lines with comments in it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, zip_longest
from pathlib import Path

from civicore.deployment import nodes, reader
from civicore.deployment.fmt_tree import Branch, Entry, Leaf, Page, Remark, Written, page
from civicore.deployment.nodes import Block, Source
from civicore.deployment.shape import Shape
from civicore.deployment.words import plain_enough

WIDTH = 120
_FIRST = ("civicore", "extends")
_SECTIONS_BEFORE = "channels"  # where sections of plugins stand in a file
# Plain words that readers of YAML 1.1 or 1.2 take for a truth, a number in base 8 or 60, or another number.
_MISREAD = re.compile(
    r"(?i)y|n|yes|no|on|off|[-+]?0[0-9_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+|[-+]?0[xob][0-9a-f_]+"
    r"|[-+]?[0-9]+[0-9_.]*e[-+]?[0-9]+|[-+][0-9].*|[-+]?\.(inf|nan)|[0-9]+_[0-9_]*"
)
_ONE_WORD = re.compile(r"[\w-]+")


class Changed(Exception):
    """The new form would say something else than the file does: a bug, and nothing is written."""


def formatted(text: str, language: Shape) -> str:
    """The file in its canonical form. Unreadable when it is not YAML of the profile."""
    text = "\n".join(text.removeprefix("\ufeff").splitlines()) + "\n"
    meant = _meaning(text)
    for ordered in (True, False):
        # An alias may come to stand before its anchor: then the order stays.
        new = _Writer(page(text), language if ordered else Shape("scalar")).text()
        if _meaning(new) == meant:
            return new
    raise Changed


def _meaning(text: str) -> object:
    try:
        return nodes.plain(_root(text))
    except reader.Unreadable:
        return None


def _root(text: str) -> Block:
    return reader.read_bytes(text.encode(), Source("", Path(), ()))[1]


@dataclass(frozen=True)
class _Placed:
    """An entry with what stands above it and what stands below it, indented deeper than what follows."""

    entry: Entry
    before: list[Remark]
    tail: list[Remark]


@dataclass
class _Writer:
    page: Page
    language: Shape

    def text(self) -> str:
        root = self.page.root
        if root.source or not root.entries:
            return "\n".join(one.text for one in self.page.alone.values()).strip("\n") + f"\n{root.source}\n".lstrip()
        head, first = _head(self.page.between(-1, root.entries[0].line))
        below = self.page.between(root.last, self.page.lines)
        lines = [*_remarks(head, 0), *self._block(root, self.language, 0, first, below)]
        return "\n".join(_single_blanks(lines)).strip("\n") + "\n"

    def _block(
        self, branch: Branch, shape: Shape | None, depth: int, before: list[Remark], below: list[Remark]
    ) -> list[str]:
        """The lines of a block or list; ``before`` stands above its first entry, ``below`` under its last one."""
        placed, foot = self._placed(branch, before if depth == 0 else _begun(before), below)
        lines: list[str] = []
        for one in sorted(placed, key=lambda one: _rank(shape, one.entry, top=depth == 0)):
            lines += _remarks(one.before if lines or depth == 0 else _begun(one.before), depth)
            lines += self._entry(one, _below(shape, one.entry), depth)
        return [*lines, *_remarks(foot, depth)]

    def _placed(self, branch: Branch, before: list[Remark], below: list[Remark]) -> tuple[list[_Placed], list[Remark]]:
        """Each entry with the remarks that go where it goes, and those at the foot of the block."""
        placed: list[_Placed] = []
        for entry, follower in zip_longest(branch.entries, branch.entries[1:]):
            column = entry.column if follower is None else follower.column
            after = below if follower is None else self.page.between(entry.value.last, follower.line)
            tail, rest = _deeper(after, column)
            placed.append(_Placed(entry, before, tail))
            before = rest
        return placed, before

    def _entry(self, one: _Placed, shape: Shape | None, depth: int) -> list[str]:
        entry, value, indent = one.entry, one.entry.value, " " * depth
        if isinstance(value, Branch) and not value.source:
            inside, outside = _deeper(one.tail, value.entries[0].column - 1)
            tail = _remarks(outside, depth - entry.column, keep=True)
            if entry.key is None:
                return [*self._item(value, shape, depth, inside), *tail]
            opening = self._beside(f"{indent}{_scalar(entry.key, None)}: {value.anchor}".rstrip(), entry.line)
            first = self.page.between(entry.line, value.entries[0].line)
            return [opening, *self._block(value, shape, depth + 2, first, inside), *tail]
        head = f"{indent}-" if entry.key is None else f"{indent}{_scalar(entry.key, None)}:"
        above = self.page.between(entry.line, value.first)
        if value.first != entry.line and entry.line in self.page.beside:
            above.insert(0, self.page.beside[entry.line])
        first_line, *more = self._value(value, shape, depth)
        *lines, last = [f"{head} {value.anchor}{first_line}".rstrip(), *more]
        tail = _remarks(one.tail, depth - entry.column, keep=True)
        return [*_remarks(above, depth), *lines, self._beside(last, value.last), *tail]

    def _item(self, value: Branch, shape: Shape | None, depth: int, below: list[Remark]) -> list[str]:
        """A block or list as an item: its first line stands beside the dash."""
        first, *rest = self._block(value, shape, depth + 2, [], below)
        if value.anchor:
            return [f"{' ' * depth}- {value.anchor}".rstrip(), first, *rest]
        return [f"{' ' * depth}- {first.lstrip()}", *rest]

    def _value(self, value: Written, shape: Shape | None, depth: int) -> list[str]:
        if isinstance(value, Leaf):
            if value.style in ("|", ">"):
                return _folded(value, depth)
            if "\n" in value.source:
                return _shifted(value.source, depth + 2, flat=True)
            return [_scalar(value, shape)]
        if "\n" in value.source:
            joined = _brackets(value, shape)
            if "#" in value.source or len(joined) + depth + 20 > WIDTH or "\n" in joined:
                return _shifted(value.source, depth + 2)
            return [joined]
        return [_brackets(value, shape)]

    def _beside(self, line: str, number: int) -> str:
        remark = self.page.beside.get(number)
        return line if remark is None else f"{line:<{max(remark.column, len(line) + 2)}}{remark.text}"


def _flow(value: Written, shape: Shape | None) -> str:
    if isinstance(value, Leaf):
        return f"{value.anchor}{_scalar(value, shape)}"
    return value.anchor + _brackets(value, shape)


def _brackets(value: Branch, shape: Shape | None) -> str:
    entries = sorted(value.entries, key=lambda one: _rank(shape, one, top=False))
    inner = ", ".join(_pair(one, _flow(one.value, _below(shape, one))) for one in entries)
    return f"{{{inner}}}" if value.named else f"[{inner}]"


def _pair(entry: Entry, value: str) -> str:
    return value if entry.key is None else f"{_scalar(entry.key, None)}: {value}".rstrip()


def _scalar(leaf: Leaf, shape: Shape | None) -> str:
    """One scalar in one line, quoted where a reader could take it for something else and only there."""
    truth = shape is not None and shape.kind is not None and shape.kind.name == "bool"
    if leaf.style == "*" or "\n" in leaf.source or not leaf.value.isprintable():
        return leaf.source
    if leaf.style == "":
        return _in_quotes(leaf.value) if _MISREAD.fullmatch(leaf.value) and not truth else leaf.source
    if plain_enough(leaf.value) and _ONE_WORD.fullmatch(leaf.value):
        return leaf.value
    return _in_quotes(leaf.value)


def _in_quotes(text: str) -> str:
    """Double quotes; single ones where the text has double quotes or backslashes itself."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'" if '"' in text or "\\" in text else f'"{text}"'


def _folded(leaf: Leaf, depth: int) -> list[str]:
    """A text of several lines after ``|`` or ``>``, moved to its new indent."""
    head, *body = leaf.source.split("\n")
    if re.match(r"[|>][-+]?[1-9]", head):
        return [head, *body]
    return [head, *_moved(body, depth + 2)]


def _shifted(source: str, depth: int, *, flat: bool = False) -> list[str]:
    head, *body = source.split("\n")
    return [
        head.rstrip(),
        *([" " * depth + one.strip() if one.strip() else "" for one in body] if flat else _moved(body, depth)),
    ]


def _moved(lines: Sequence[str], depth: int) -> list[str]:
    margin = min((len(one) - len(one.lstrip(" ")) for one in lines if one.strip()), default=0)
    return [" " * depth + one[margin:] if one.strip() else "" for one in lines]


def _remarks(remarks: Sequence[Remark], depth: int, *, keep: bool = False) -> list[str]:
    """Remarks at an indent; ``keep`` moves them by ``depth`` instead, for those that are indented deeper."""
    return [" " * max(0, depth + one.column if keep else depth) + one.text if one.text else "" for one in remarks]


def _head(remarks: list[Remark]) -> tuple[list[Remark], list[Remark]]:
    """What belongs to the file and what to its first key: a blank line parts them; without one all is the file's."""
    blanks = [number for number, one in enumerate(remarks) if not one.text]
    cut = blanks[-1] + 1 if blanks else len(remarks)
    return remarks[:cut], remarks[cut:]


def _begun(remarks: list[Remark]) -> list[Remark]:
    """Without blank lines at the beginning of a block."""
    return list(dropwhile(lambda one: not one.text, remarks))


def _deeper(remarks: list[Remark], column: int) -> tuple[list[Remark], list[Remark]]:
    """Comments indented deeper than what follows belong to what is above them."""
    cut = 0
    for number, one in enumerate(remarks):
        if one.text and one.column <= column:
            break
        cut = number + 1 if one.text else cut
    return remarks[:cut], remarks[cut:]


def _single_blanks(lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if line or (number and lines[number - 1]):
            yield line


def _below(shape: Shape | None, entry: Entry) -> Shape | None:
    if shape is None:
        return None
    if shape.form == "block" and entry.key is not None:
        return shape.field(entry.key.value)
    return shape.inner if shape.form in ("map", "list") else None


def _rank(shape: Shape | None, entry: Entry, *, top: bool) -> tuple[int, int]:
    """Where a key stands in a block of the language; elsewhere everything stays where it is."""
    if shape is None or shape.form != "block" or entry.key is None:
        return 0, 0
    key, known = entry.key.value, _order(shape)
    if key in _FIRST and top:
        return 0, _FIRST.index(key)
    if key.startswith("x-"):
        return 1, 0  # may hold anchors for what follows
    return (2, known.index(key)) if key in known else (3, 0)


def _order(shape: Shape) -> list[str]:
    fields = list(shape.fields())
    sections = getattr(shape.model, "levels", {})
    own = [key for key in fields if key not in sections]
    cut = own.index(_SECTIONS_BEFORE) if sections and _SECTIONS_BEFORE in own else len(own)
    return [*own[:cut], *(key for key in fields if key in sections), *own[cut:]]
