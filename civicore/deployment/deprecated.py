"""Keys that were replaced: read under their new name, and told where they stand (language 5.5).

A file may say an old key until the release in which it ends. Rules never see it: what it says is moved to the new
key before the file is laid on what it extends, so a nearer file wins whichever name it uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic.fields import FieldInfo

from civicore.base.saying import say
from civicore.deployment.findings import Located
from civicore.deployment.nodes import Block, Items, Node, Path_, Place
from civicore.deployment.replaced import Deprecated
from civicore.deployment.shape import Shape
from civicore.extension.parts import Finding


@dataclass(frozen=True)
class Old:
    """A replaced key where it stands. ``twice``: the new key stands beside it and is the one that counts."""

    path: Path_
    place: Place
    key: Deprecated
    twice: bool

    @property
    def located(self) -> Located:
        """W503 at the key."""
        old, new = str(self.path[-1]), self.key.replaced_by
        if self.twice:
            message = say('"%(old)s" is not read: "%(new)s" stands beside it', old=old, new=new)
        else:
            message = say('"%(old)s" is now called "%(new)s"', old=old, new=new)
        hint = say("it is read until release %(ends)s; civicore migrate --write renames it", ends=self.key.ends)
        return Located(Finding("W503", message, self.path, "warning", at_key=True, hints=(hint,)), self.place)


def deprecation(info: FieldInfo) -> Deprecated | None:
    """What replaced a field; None for a field that is not deprecated."""
    extra = info.json_schema_extra
    found = extra.get("deprecated") if isinstance(extra, dict) else None
    return found if isinstance(found, Deprecated) else None


def standing(shape: Shape, node: Node, path: Path_ = ()) -> Iterator[Old]:
    """Every replaced key of one file, in the order of the file."""
    for key, inner, (place, value) in _entries(shape, node):
        replaced = _replaced(shape, key)
        if replaced is not None:
            twice = isinstance(node, Block) and replaced.replaced_by in node.entries
            yield Old((*path, key), place, replaced, twice)
        yield from standing(inner, value, (*path, key))
    if isinstance(node, Items) and shape.inner is not None:
        for index, one in enumerate(node.nodes):
            yield from standing(shape.inner, one, (*path, index))


def renewed_file(language: Shape, root: Block) -> Block:
    """A whole file with every replaced key under its new name."""
    return Block(root.place, _entries_renewed(language, root))


def renewed(shape: Shape, node: Node) -> Node:
    """The same with every replaced key under its new name; the place stays the one where it is written."""
    if isinstance(node, Items):
        inner = shape.inner
        return node if inner is None else Items(node.place, tuple(renewed(inner, one) for one in node.nodes))
    return Block(node.place, _entries_renewed(shape, node)) if isinstance(node, Block) else node


def _entries_renewed(shape: Shape, node: Block) -> dict[str, tuple[Place, Node]]:
    known = {key: renewed(inner, value) for key, inner, (_, value) in _entries(shape, node)}
    entries: dict[str, tuple[Place, Node]] = {}
    for key, (place, value) in node.entries.items():
        replaced = _replaced(shape, key)
        if replaced is None:
            entries[key] = place, known.get(key, value)
        elif replaced.replaced_by not in node.entries:
            entries[replaced.replaced_by] = place, known.get(key, value)
    return entries


def _entries(shape: Shape, node: Node) -> Iterator[tuple[str, Shape, tuple[Place, Node]]]:
    if not isinstance(node, Block) or shape.form not in ("block", "map"):
        return
    for key, entry in node.entries.items():
        inner = shape.field(key) if shape.form == "block" else shape.inner
        if inner is not None:
            yield key, inner, entry


def _replaced(shape: Shape, key: str) -> Deprecated | None:
    info = shape.fields().get(key) if shape.form == "block" else None
    return deprecation(info) if info is not None else None
