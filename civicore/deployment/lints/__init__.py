"""Rules about the sense of a file, each with its code: first about what is written, then about what it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from civicore.deployment import shape
from civicore.deployment.city import City
from civicore.deployment.lints import brand, days, places, references, texts, upkeep, work, written
from civicore.deployment.nodes import Node, Path_
from civicore.extension.parts import Finding

_ABOUT_CITY = (places.check, work.check, brand.check, upkeep.check)
# Sections that mean something only together: when one is broken, the sense of the others is not judged.
_TOGETHER = frozenset({"offices", "agendas", "departments", "booking", "closures", "holidays", "ticketing"})


@dataclass(frozen=True)
class Known:
    """What the rules may refer to besides the file."""

    permissions: frozenset[str] = frozenset()
    plugins: frozenset[str] = frozenset()
    environ: written.Environ = field(default_factory=dict)
    today: date | None = None


def about_file(root: Node, model: type[City], folder: Path, known: Known) -> list[Finding]:
    """Rules that hold for each place on its own; they run even when other places are broken."""
    seen = tuple(shape.visit(shape.of_model(model), root))
    found = chain(
        references.check(seen, root, known.permissions),
        texts.translations(seen, root),
        written.plugins(root, known.plugins),
        written.unset(root, folder, known.environ),
    )
    return list(found)


def about_city(city: City, known: Known, more: Iterable[Finding], broken: frozenset[Path_]) -> list[Finding]:
    """Rules about the sense of the whole; nothing is said about sections that are broken themselves."""
    found = chain(
        (one for rule in _ABOUT_CITY for one in rule(city)),
        days.check(city, known.today),
        texts.files(city),
        more,
    )
    tops = {path[0] for path in broken if path}
    silent = tops | (_TOGETHER if tops & _TOGETHER else set())
    return [one for one in found if not (one.path and one.path[0] in silent)]
