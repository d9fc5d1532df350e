"""The merged file as text, on wish with the place every line comes from; secrets are never part of it."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.deployment import nodes, words
from civicore.deployment.loading import Loaded
from civicore.deployment.nodes import Block, Items, Node, Path_, Place, Scalar
from civicore.deployment.secrets import Secrets

_WIDE = 70  # where origins begin


def text(loaded: Loaded, *, origins: bool = False, path: Path_ = (), resolved: bool = True) -> str:
    """What the file says at a path. Not ``resolved``: only what the file itself says, without what it extends."""
    root = loaded.root
    node = nodes.at(root, path) if root is not None else None
    if node is None:
        return ""
    hidden = frozenset(loaded.secrets)
    own = None if resolved else loaded.path.name
    lines = list(_lines(node, node.place, 0, hidden, own))
    if not origins:
        return "\n".join(line for line, _ in lines)
    return "\n".join(f"{line:{_WIDE}}  # {place.source.name}:{place.line}" for line, place in lines)


def _lines(
    node: Node, place: Place, depth: int, hidden: frozenset[Place], own: str | None
) -> Iterator[tuple[str, Place]]:
    indent = "  " * depth
    if isinstance(node, Block):
        for key, (key_place, value) in node.entries.items():
            below = list(_lines(value, key_place, depth + 1, hidden, own))
            if own is not None and key_place.source.name != own and not below:
                continue
            if (short := _short(value, hidden)) is not None:
                if own is None or key_place.source.name == own:
                    yield f"{indent}{words.scalar(key)}: {short}", key_place
            elif below or own is None:
                yield f"{indent}{words.scalar(key)}:", key_place
                yield from below
    elif isinstance(node, Items):
        for one in node.nodes:
            short = _short(one, hidden)
            if short is not None:
                yield f"{indent}- {short}", one.place
            else:
                first, *rest = _lines(one, one.place, depth + 1, hidden, own)
                yield f"{indent}- {first[0].lstrip()}", first[1]
                yield from rest
    elif depth == 0:
        yield str(_short(node, hidden)), place


def _short(node: Node, hidden: frozenset[Place]) -> str | None:
    """A node that fits in one line: a scalar, an empty block, a list of scalars, a reference."""
    if isinstance(node, Scalar):
        return "••••••" if node.place in hidden else words.scalar(node.text)
    if isinstance(node, Items):
        shorts = [_short(one, hidden) if isinstance(one, Scalar) else None for one in node.nodes]
        return f"[{', '.join(str(one) for one in shorts)}]" if None not in shorts else None
    if not node.entries:
        return "{}"
    if set(node.entries) <= {"secret", "env", "default"}:
        inner = ((key, _short(value, hidden)) for key, (_, value) in node.entries.items())
        return "{" + ", ".join(f"{key}: {short}" for key, short in inner) + "}"
    return None


def secrets(loaded: Loaded) -> Iterator[str]:
    """Names of the file's secrets and where each was found; never a value."""
    if loaded.root is None:
        return
    store = Secrets(loaded.path.resolve().parent)
    for path, node in nodes.walk(loaded.root):
        name = nodes.child(node, "secret")
        if isinstance(name, Scalar) and isinstance(node, Block) and len(node.entries) == 1:
            yield f"{name.text:24} {nodes.written(path):40} {store.where(name.text) or 'not found'}"
