"""Words that name something else in the file: agendas, departments, offices, counters, permissions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from civicore.base.saying import say
from civicore.deployment import nodes
from civicore.deployment.nodes import Block, Items, Node, Path_, Scalar
from civicore.deployment.shape import Shape
from civicore.deployment.suggest import did_you_mean, nearest
from civicore.extension.parts import Finding

Seen: TypeAlias = Sequence[tuple[Path_, Shape, Node]]


def check(seen: Seen, root: Node, permissions: Collection[str]) -> Iterator[Finding]:
    """Every reference to nothing, at its own place, with the id that may be meant."""
    for path, shape, node in seen:
        if shape.refers:
            known = [name for top in shape.refers for name in _ids(root, top)]
            yield from _unknown(path, node, known, tuple(_singular(top) for top in shape.refers))
        elif path[:1] == ("closures",) and path[2:] == ("counters",):
            yield from _unknown(path, node, _counters(root), "counter")
        elif path[:1] == ("roles",) and path[2:] == ("can",) and permissions:
            yield from _unknown(path, node, sorted(permissions), "permission")
    yield from _renames(root)


def _unknown(path: Path_, node: Node, known: Collection[str], what: object) -> Iterator[Finding]:
    words = list(enumerate(node.nodes)) if isinstance(node, Items) else [(None, node)]
    for index, one in words:
        if not isinstance(one, Scalar) or one.text in known or (index is None and one.text == "all"):
            continue
        guess = nearest(one.text, [*known, "all"] if index is None else known)
        hints = (did_you_mean(guess),) if guess else ()
        where = path if index is None else (*path, index)
        yield Finding("E201", say('there is no %(what)s "%(word)s"', what=what, word=one.text), where, hints=hints)


def _ids(root: Node, top: str) -> tuple[str, ...]:
    found = nodes.at(root, tuple(top.split(".")))
    return tuple(found.entries) if isinstance(found, Block) else ()


def _counters(root: Node) -> list[str]:
    offices = _ids(root, "offices")
    known = []
    for office in offices:
        found = nodes.at(root, ("offices", office, "counters"))
        names = tuple(found.entries) if isinstance(found, Block) else ()
        known += [f"{office}.{name}" for name in names]
        known += list(names) if len(offices) == 1 else []
    return known


def _singular(top: str) -> str:
    word = top.rpartition(".")[2]
    return word.removesuffix("es") if word.endswith("ses") else word.removesuffix("s")


def _renames(root: Node) -> Iterator[Finding]:
    renames = nodes.at(root, ("renames",))
    for old, (_, new) in renames.entries.items() if isinstance(renames, Block) else ():
        path: Path_ = ("renames", old)
        if not isinstance(new, Scalar):
            continue  # its form is wrong, which is said already
        if nodes.at(root, tuple(old.split("."))) is not None:
            yield Finding(
                "L450", say('"%(old)s" is still in the file: only what is gone is renamed', old=old), path, at_key=True
            )
        if nodes.at(root, tuple(new.text.split("."))) is None:
            yield Finding("L450", say('there is no "%(word)s" in the file', word=new.text), path)
        elif old.split(".")[:-1] != new.text.split(".")[:-1]:
            yield Finding(
                "L450", say('"%(old)s" and "%(word)s" are not of the same kind', old=old, word=new.text), path
            )
