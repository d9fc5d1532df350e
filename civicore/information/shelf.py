"""Articles and units in the order of the pages (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from civicore.deployment.city import City
from civicore.deployment.model.information import Article
from civicore.deployment.model.places import Department

ARTICLES, UNITS = "/information", "/information/units"
KINDS = ("service", "procedure", "rule", "contact")


def by_kind(city: City) -> Mapping[str, Sequence[tuple[str, Article]]]:
    """Articles under their headings, in the order of the file; headings without any are left out."""
    found = {kind: [(name, one) for name, one in city.information.items() if one.kind == kind] for kind in KINDS}
    return {kind: articles for kind, articles in found.items() if articles}


def below(city: City, unit: str | None) -> Sequence[tuple[str, Department]]:
    """Units right below another one, or those at the top."""
    return [(name, one) for name, one in city.departments.items() if one.parent == unit]


def of_unit(city: City, unit: str) -> Sequence[tuple[str, Article]]:
    """Articles that a unit is in charge of."""
    return [(name, one) for name, one in city.information.items() if one.unit == unit]
