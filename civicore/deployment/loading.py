"""From a path to a city: reading, merging, shape, references, lints (language 2.1). Bad input never raises."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from civicore.deployment import merge, nodes
from civicore.deployment.city import City
from civicore.deployment.compose import compose
from civicore.deployment.findings import Located
from civicore.deployment.judge import judge
from civicore.deployment.kinds import Reading
from civicore.deployment.nodes import Block, Items, Node, Place, Scalar, Source
from civicore.deployment.reader import Unreadable
from civicore.extension.parts import FieldType, Finding, Section

Lint = Callable[[City], Iterable[Finding]]


@dataclass(frozen=True)
class Context:
    """What the installed program knows that a file may refer to."""

    sections: Sequence[Section] = ()
    field_types: Collection[str] = ()
    permissions: Collection[str] = ()
    lints: Sequence[Lint] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True)
class Loaded:
    """What a file turned out to be. ``city`` is None when there is an error."""

    path: Path
    city: City | None
    findings: tuple[Located, ...]
    root: Node | None = None
    sources: tuple[Source, ...] = ()
    secrets: tuple[Place, ...] = ()

    @property
    def errors(self) -> tuple[Located, ...]:
        return tuple(one for one in self.findings if one.severity == "error")

    @property
    def unset(self) -> tuple[Located, ...]:
        """Secrets and environment variables without a value: a warning for check, a refusal for a real run."""
        return tuple(one for one in self.findings if one.code in ("E302", "E303"))


def load(
    path: Path | str,
    sections: Sequence[Section] = (),
    *,
    field_types: Iterable[FieldType] = (),
    permissions: Iterable[str] = (),
    lints: Sequence[Lint] = (),
    environ: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Loaded:
    """Read a deployment file. ``today`` (civil date) is for lints about what is past; without it they rest."""
    context = Context(
        tuple(sections),
        frozenset(one.id for one in field_types),
        frozenset(permissions),
        tuple(lints),
        os.environ if environ is None else environ,
        today,
    )
    path, sources = Path(path), []
    try:
        root = merge.gather(path, sources.append)
    except OSError as error:
        place = merge.beginning(Source(path.name, path, ()))
        finding = Finding("E001", f"the file cannot be read: {error.strerror}")
        return Loaded(path, None, (Located(finding, place),))
    except Unreadable as error:
        finding = Finding(error.code, error.message, hints=tuple(error.hints))
        return Loaded(path, None, (Located(finding, error.place),), None, tuple(sources))
    return _judged(path, root, tuple(sources), context)


def _judged(path: Path, root: Node, sources: tuple[Source, ...], context: Context) -> Loaded:
    from civicore.deployment.lints import lint  # the rules need the model, which is built above

    reading = Reading(_languages(root), context.environ)
    model = compose(context.sections)
    root, early = lint.before(root, model)
    city, shaped, pruned = judge(model, root, reading)
    if city is not None:
        city._folder = path.resolve().parent
    findings = [*early, *shaped, *lint.after(city, root, pruned, context)]
    located = [Located(one, nodes.place_of(root, one.path, at_key=one.at_key)) for one in findings]
    ordered = tuple(sorted(dict.fromkeys(located), key=lambda one: one.order))
    sound = city is not None and not any(one.severity == "error" for one in ordered)
    return Loaded(path, city if sound else None, ordered, root, sources, ())


def _languages(root: Node) -> tuple[str, ...]:
    found = nodes.at(root, ("deployment", "languages"))
    if not isinstance(found, Items):
        return ("en",)
    return tuple(one.text for one in found.nodes if isinstance(one, Scalar)) or ("en",)


def declared(root: Node, key: str) -> bool:
    """Does the merged file have this top-level key?"""
    return isinstance(root, Block) and key in root.entries
