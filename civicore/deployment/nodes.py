"""What stands in a file and where: scalars, blocks and lists with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Path_: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Source:
    """One file that was read; ``preset`` files come with the program."""

    name: str
    path: Path
    lines: tuple[str, ...] = field(repr=False)
    preset: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written; lines and columns count from 1, the end is not part of it."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it is written, always text; ``null`` tells a plain null, ``empty`` that nothing is written."""

    place: Place
    text: str
    null: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Named things in the order they are written; each with the place of its key."""

    place: Place
    entries: dict[str, tuple[Place, Node]]


Node: TypeAlias = Scalar | Items | Block


class PresetWord(str):
    """A key that a preset wrote: its languages may be more than the city speaks."""

    __slots__ = ()


def is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.null


def plain(node: Node) -> object:
    """The values without their places, for the model: text, lists and dicts; what is null is left out of blocks."""
    if isinstance(node, Scalar):
        return None if node.null else node.text
    if isinstance(node, Items):
        return [plain(one) for one in node.nodes]
    return {
        (PresetWord(key) if place.source.preset else key): plain(value)
        for key, (place, value) in node.entries.items()
        if not is_null(value)
    }


def at(node: Node, path: Path_) -> Node | None:
    """What stands at a path, None when nothing does."""
    current: Node | None = node
    for part in path:
        current = child(current, part)
    return current


def child(node: Node | None, part: str | int) -> Node | None:
    if isinstance(node, Block) and isinstance(part, str) and part in node.entries:
        return node.entries[part][1]
    if isinstance(node, Items) and isinstance(part, int) and part < len(node.nodes):
        return node.nodes[part]
    return None


def place_of(root: Node, path: Path_, *, at_key: bool = False) -> Place:
    """Where a path is written: its value (or key), or the key of the nearest parent that exists."""
    node, place = root, root.place
    for index, part in enumerate(path):
        found = child(node, part)
        if found is None:
            return place
        key = node.entries[part][0] if isinstance(node, Block) and isinstance(part, str) else found.place
        last = index == len(path) - 1
        place = found.place if last and not at_key else key
        node = found
    return place


def walk(node: Node, path: Path_ = ()) -> Iterator[tuple[Path_, Node]]:
    """Every node with its path, parents first."""
    yield path, node
    if isinstance(node, Block):
        for key, (_, value) in node.entries.items():
            yield from walk(value, (*path, key))
    elif isinstance(node, Items):
        for index, value in enumerate(node.nodes):
            yield from walk(value, (*path, index))


def written(path: Path_) -> str:
    """``offices.town_hall.hours.mon``; places in lists as ``[2]``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
