"""From a path to a city: reading, merging, shape, references, lints (language 2.1). Bad input never raises."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic_core import PydanticCustomError

from civicore.base.saying import say
from civicore.deployment import deprecated, merge, nodes, settings, shape
from civicore.deployment import lints as lints_
from civicore.deployment.city import City
from civicore.deployment.compose import compose
from civicore.deployment.findings import Located, secret_places
from civicore.deployment.judge import judge
from civicore.deployment.kinds import Reading
from civicore.deployment.lints.written import absent
from civicore.deployment.nodes import Block, Node, Place, Source
from civicore.deployment.read_words import read_languages
from civicore.deployment.reader import Unreadable
from civicore.extension.parts import FieldType, Finding, Section
from civicore.extension.registry import installed

Lint = Callable[[City], Iterable[Finding]]


@dataclass(frozen=True)
class Loaded:
    """What a file turned out to be. ``city`` is None when there is an error."""

    path: Path
    city: City | None
    findings: tuple[Located, ...]
    root: Block | None = None
    sources: tuple[Source, ...] = ()
    model: type[City] = City

    @property
    def errors(self) -> tuple[Located, ...]:
        return tuple(one for one in self.findings if one.severity == "error")

    @cached_property
    def secrets(self) -> tuple[Place, ...]:
        """Values that may be secrets written in the file; they are masked wherever a line is shown."""
        return secret_places(self.root) if self.root is not None else ()

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
    owners: Mapping[str, str] | None = None,
    lints: Sequence[Lint] = (),
    environ: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Loaded:
    """Read a deployment file. ``today`` (civil date) is for lints about what is past; without it they rest.

    ``owners`` names the third-party plugins whose settings a section is. What is wrong with a third-party plugin
    keeps only that plugin out: the city stands.
    """
    known = lints_.Known(
        frozenset(permissions), frozenset(installed()), os.environ if environ is None else environ, today
    )
    types = frozenset(one.id for one in field_types)
    path, sources, replaced = Path(path), list[Source](), list[Located]()
    model = compose(sections)
    try:
        root = merge.gather(path, sources.append, renew=lambda block: _renewed(model, block, replaced))
    except OSError as error:
        place = merge.beginning(Source(path.name, path, ()))
        finding = Finding("E001", say("the file cannot be read: %(strerror)s", strerror=error.strerror))
        return Loaded(path, None, (Located(finding, place),))
    except Unreadable as error:
        finding = Finding(error.code, error.message, hints=tuple(error.hints))
        return Loaded(path, None, (Located(finding, error.place),), None, tuple(sources))
    raised, misplaced = settings.raised(root, owners or {})
    city, findings = _judged(path, raised, model, known, lints, types)
    findings = [*misplaced, *(settings.as_written(one, owners or {}) for one in findings)]
    located = [Located(one, nodes.place_of(root, one.path, at_key=one.at_key)) for one in findings] + replaced
    ordered = tuple(sorted(dict.fromkeys(located), key=lambda one: one.order))
    stops = any(one.severity == "error" and not settings.is_of_a_plugin(one.finding) for one in ordered)
    sound = None if stops else city
    return Loaded(path, sound, ordered, root, tuple(sources), model)


def _renewed(model: type[City], block: Block, replaced: list[Located]) -> Block:
    language = shape.of_model(model)
    replaced += [one.located for one in deprecated.standing(language, block)]
    return deprecated.renewed_file(language, block)


def _judged(
    path: Path, root: Block, model: type[City], known: lints_.Known, more: Sequence[Lint], types: frozenset[str]
) -> tuple[City | None, list[Finding]]:
    reading = Reading(_languages(root), known.environ)
    read, findings = absent(root, model.model_fields)
    city, wrong, broken = judge(model, read, reading)
    findings += wrong
    if city is not None:
        city._folder, city._field_types = path.resolve().parent, types
    about_file = lints_.about_file(read, model, path.resolve().parent, known, broken)
    nowhere = frozenset(one.path for one in about_file if one.code == "E201")
    findings += about_file
    if city is not None:
        own = (one for lint in more for one in lint(city))
        findings += lints_.about_city(city, known, own, broken | nowhere)
    return city, findings


def _languages(root: Node) -> tuple[str, ...]:
    """Languages of the city, none when what is written there is wrong: then any is taken."""
    found = nodes.at(root, ("deployment", "languages"))
    try:
        return read_languages(nodes.plain(found) if found is not None else None, Reading())
    except PydanticCustomError:
        return ()
