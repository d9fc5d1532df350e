"""What is different between two files, once both are resolved: presets laid under, renames followed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from civicore.contracts.changes import Change, Renames
from civicore.deployment import nodes, shape
from civicore.deployment.loading import Loaded
from civicore.deployment.nodes import Block, Node, Path_, Place
from civicore.deployment.shape import Shape
from civicore.planning.kinds import kind_of, rule_at

_MASK = "••••••"
_LONG = 60  # signs of a value that a plan shows


@dataclass(frozen=True)
class _Side:
    """One of the two files at a path: what stands there, and where. ``path`` is its own, before renames."""

    node: Node | None
    place: Place
    path: Path_


def fingerprint(loaded: Loaded) -> str:
    """What tells whether two files say the same: their resolved values, whatever the order and the comments.

    Renames are no part of it: taken out once they have been followed, they change nothing.
    """
    said = nodes.plain(loaded.root) if loaded.root is not None else None
    if isinstance(said, dict):
        said.pop("renames", None)
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def rules_of(loaded: Loaded) -> str:
    """What tells whether two files lead to the same answers: as ``fingerprint``, without what is only looks and words.

    Processes under files that differ in nothing else may serve beside each other.
    """
    leaves = (
        {}
        if loaded.root is None
        else {
            nodes.written(path): nodes.plain(node)
            for path, node in nodes.walk(loaded.root)
            if not (isinstance(node, Block) and node.entries)
            and path[:1] != ("renames",)
            and rule_at(loaded.model, path) != "cosmetic"
        }
    )
    return hashlib.sha256(json.dumps(leaves, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def differences(old: Loaded, new: Loaded) -> tuple[Change, ...]:
    """Every difference, in the order in which the files say it, the new one's own lines first.

    ValueError when one of the two cannot be read.
    """
    if old.root is None or new.root is None:
        raise ValueError("a file that cannot be read has no differences")
    renames = Renames(_renames(new.root))
    walk = _Walk(old, new, renames)
    before, after = _Side(old.root, old.root.place, ()), _Side(new.root, new.root.place, ())
    found = walk.of(before, after, shape.of_model(new.model), ())
    return tuple(sorted(found, key=lambda one: (one.file != new.path.name, one.file, one.line, one.column, one.name)))


@dataclass(frozen=True)
class _Walk:
    """The two files, walked side by side."""

    old: Loaded
    new: Loaded
    renames: Renames

    def of(self, old: _Side, new: _Side, here: Shape, path: Path_) -> Iterator[Change]:
        if here.form == "block" or (here.form == "map" and here.inner is not None):
            yield from self._members(old, new, here, path)
        elif _plain(old.node) != _plain(new.node):
            yield self._change(old, new, path)

    def _members(self, old: _Side, new: _Side, here: Shape, path: Path_) -> Iterator[Change]:
        called = {name: self.renames.new(*map(str, (*old.path, name))) for name in _entries(old.node)}
        was = {now: name for name, now in called.items()}
        for name in dict.fromkeys([*_entries(new.node), *called.values()]):
            if (not path and name == "renames") or (inner := _inner(here, name)) is None:
                continue
            before, after = _below(old, was.get(name, name)), _below(new, name)
            at = (*path, name)
            if was.get(name, name) != name and after.node is not None:
                yield self._renamed(before, after, at)
            if self._whole(here, at) and (before.node is None) != (after.node is None):
                yield self._change(before, after, at)
            else:
                yield from self.of(before, after, inner, at)

    def _whole(self, here: Shape, path: Path_) -> bool:
        """Whether what is new or gone is one thing: a named one, or a whole section of a plugin."""
        levels = self.new.model.levels
        return here.form == "map" or (path[0] in levels and len(path) == 1)

    def _renamed(self, old: _Side, new: _Side, path: Path_) -> Change:
        place = new.place
        return Change(
            path, "future", str(old.path[-1]), str(path[-1]), place.source.name, place.line, place.column,
            renamed=nodes.written(old.path),
        )  # fmt: skip

    def _change(self, old: _Side, new: _Side, path: Path_) -> Change:
        place = new.place if new.node is not None else old.place
        return Change(
            path, kind_of(self.old, self.new, old.path, path), self._shown(self.old, old), self._shown(self.new, new),
            place.source.name, place.line, place.column,
        )  # fmt: skip

    def _shown(self, loaded: Loaded, side: _Side) -> str | None:
        if side.node is None or nodes.is_null(side.node):
            return None
        return _MASK if side.place in loaded.secrets else _cut(_said(side.node))


def _inner(here: Shape, name: str) -> Shape | None:
    return here.field(name) if here.form == "block" else here.inner


def _below(side: _Side, name: str) -> _Side:
    found = nodes.child(side.node, name)
    return _Side(found, found.place if found is not None else side.place, (*side.path, name))


def _entries(node: Node | None) -> Sequence[str]:
    return tuple(node.entries) if isinstance(node, Block) else ()


def _plain(node: Node | None) -> object:
    return None if node is None else nodes.plain(node)


def _said(node: Node) -> str:
    if isinstance(node, nodes.Scalar):
        return node.text
    if isinstance(node, nodes.Items):
        return f"[{', '.join(map(_said, node.nodes))}]"
    return "{" + ", ".join(f"{key}: {_said(value)}" for key, (_, value) in node.entries.items()) + "}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else f"{line[: _LONG - 1]}…"


def _renames(root: Node) -> dict[str, str]:
    found = nodes.plain(block) if isinstance(block := nodes.at(root, ("renames",)), Block) else {}
    return {str(old): str(new) for old, new in found.items()} if isinstance(found, dict) else {}
