"""Rules about the sense of a file, each with its code: first about what is written, then about what it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from civicore.deployment import shape
from civicore.deployment.city import City
from civicore.deployment.lints import (
    brand,
    days,
    directory,
    letters,
    notifications,
    places,
    references,
    texting,
    texts,
    upkeep,
    work,
    written,
)
from civicore.deployment.nodes import Node, Path_
from civicore.extension.parts import Finding

_ALONE = (brand.check, directory.check, upkeep.check, texts.files, notifications.check)
_OF_WORK = (places.check, work.check, texting.check, letters.check)
# Sections that mean something only together: when one is broken, the sense of the others is not judged.
_TOGETHER = frozenset({"offices", "agendas", "departments", "booking", "closures", "holidays", "channels"})


@dataclass(frozen=True)
class Known:
    """What the rules may refer to besides the file."""

    permissions: frozenset[str] = frozenset()
    plugins: frozenset[str] = frozenset()
    environ: written.Environ = field(default_factory=dict)
    today: date | None = None


def about_file(root: Node, model: type[City], folder: Path, known: Known, broken: frozenset[Path_]) -> list[Finding]:
    """Rules that hold for each place on its own; they run even when other places are broken."""
    seen = tuple(shape.visit(shape.of_model(model), root))
    found = chain(
        references.check(seen, root, known.permissions),
        texts.translations(seen, root, broken),
        written.plugins(root, known.plugins),
        written.unset(root, folder, known.environ),
    )
    return list(found)


def about_city(city: City, known: Known, more: Iterable[Finding], broken: frozenset[Path_]) -> list[Finding]:
    """Rules about the sense of the whole; nothing is said about sections that are broken themselves.

    ``broken`` are paths of wrong values and of references to nothing; ``more`` are the rules of plugins.
    """
    tops = {path[0] for path in broken if path}
    found = chain(chain.from_iterable(rule(city) for rule in _ALONE), upkeep.proof(city, known.environ))
    if not tops & _TOGETHER:
        work_rules = chain.from_iterable(rule(city) for rule in _OF_WORK)
        found = chain(found, work_rules, days.check(city, known.today), more)
    return [one for one in found if not (one.path and one.path[0] in tops)]
