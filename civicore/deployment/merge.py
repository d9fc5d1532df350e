"""Puts files on top of each other by RFC 7396: maps merge key by key, all else is replaced, null removes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from civicore.base.saying import say
from civicore.deployment import reader
from civicore.deployment.nodes import Block, Items, Node, Place, Scalar, Source, is_null
from civicore.deployment.reader import Unreadable
from civicore.deployment.suggest import did_you_mean, nearest

PRESETS = Path(__file__).with_name("presets")


def merge(base: Node | None, over: Node) -> Node:
    """What results when ``over`` is laid on ``base``; every value keeps the place that wrote it."""
    return laid(base, over) if isinstance(over, Block) else over


def laid(base: Node | None, over: Block) -> Block:
    """A block laid on what is below it; what is not a block below counts as an empty one."""
    entries = dict(base.entries) if isinstance(base, Block) else {}
    for key, (place, value) in over.entries.items():
        if is_null(value):
            entries.pop(key, None)
        else:
            inherited = entries[key][1] if key in entries else None
            entries[key] = place, merge(inherited, value)
    return Block(over.place, entries)


def gather(
    path: Path,
    opened: Callable[[Source], None],
    trail: tuple[Path, ...] = (),
    renew: Callable[[Block], Block] = lambda block: block,
) -> Block:
    """The file with everything it extends underneath; ``opened`` hears of each file read.

    ``renew`` is given each file by itself and answers with what is laid on the others.
    Unreadable with E006 when something extended is missing, outside the folder or extends itself.
    """
    source, root = reader.read(path, path.name, preset=path.parent == PRESETS)
    opened(source)
    extends = root.entries.pop("extends", None)
    merged: Block | None = None
    for word in _words(extends[1]) if extends else ():
        below = _find(word, path)
        if below.resolve() in (*trail, path.resolve()):
            raise Unreadable("E006", say('"%(word)s" extends itself in a circle', word=word.text), word.place)
        try:
            merged = laid(merged, gather(below, opened, (*trail, path.resolve()), renew))
        except OSError:
            raise Unreadable(
                "E006",
                say('there is no file "%(word)s" in %(folder)s/', word=word.text, folder=path.parent.name),
                word.place,
            ) from None
    return laid(merged, renew(root))


def _words(node: Node) -> tuple[Scalar, ...]:
    nodes = node.nodes if isinstance(node, Items) else (node,)
    for one in nodes:
        if not isinstance(one, Scalar) or one.empty:
            raise Unreadable("E006", say("extends is a list such as [preset:cz, ./shared.yaml]"), one.place)
    return tuple(one for one in nodes if isinstance(one, Scalar))


def _find(word: Scalar, above: Path) -> Path:
    if word.text.startswith("preset:"):
        name = word.text.removeprefix("preset:")
        known = {one.stem: one for one in sorted(PRESETS.glob("*.yaml"))}
        if name not in known:
            raise _unknown(word, [f"preset:{one}" for one in known], say('there is no preset "%(name)s"', name=name))
        return known[name]
    if not word.text.startswith("./"):
        raise _unknown(
            word, [f"preset:{one.stem}" for one in PRESETS.glob("*.yaml")], say('"%(word)s" is no file', word=word.text)
        )
    below = above.parent / word.text
    if not below.resolve().is_relative_to(above.parent.resolve()):
        raise Unreadable("E006", say('"%(word)s" lies outside the deployment folder', word=word.text), word.place)
    return below


def _unknown(word: Scalar, known: list[str], message: str) -> Unreadable:
    guess = nearest(word.text, known)
    hints = (did_you_mean(guess),) if guess else ("write preset:cz or ./shared.yaml",)
    return Unreadable("E006", message, word.place, *hints)


def beginning(source: Source) -> Place:
    """The first character of a file, for what concerns all of it."""
    return Place(source, 1, 1, 1, 2)
