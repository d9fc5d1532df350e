"""Makes the model of one city's language: the core's fields and the sections that plugins bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, create_model

from civicore.deployment import kinds
from civicore.deployment.block import Block, says
from civicore.deployment.city import City
from civicore.deployment.model.places import Agenda, Department, Office
from civicore.extension.parts import Section

# Words of the language whose plugins may not be installed: the file may hold them, nothing more is judged.
KNOWN_SECTIONS = ("booking", "bots", "consultations", "doctrack", "signals", "ticketing")
_LEVELS: Mapping[str, tuple[str, type[Block], str]] = {
    "office": ("offices", Office, "places"),
    "department": ("departments", Department, "organisation"),
    "agenda": ("agendas", Agenda, "what people come for"),
}


def compose(sections: Sequence[Section]) -> type[City]:
    """The model with these sections; the same ones give the same model."""
    return _composed(tuple(sections))


@lru_cache(maxsize=64)
def _composed(sections: tuple[Section, ...]) -> type[City]:
    fields: dict[str, Any] = {}
    for level, (field, block, meaning) in _LEVELS.items():
        own = [section for section in sections if level in section.levels]
        if own:
            nearer = create_model(block.__name__, __base__=block, **{one.key: _override(one) for one in own})
            nearer.__doc__ = block.__doc__
            fields[field] = (Mapping[kinds.Id, nearer], says(meaning, {}))  # type: ignore[valid-type]
    fields |= {one.key: (_whole(one), says(_purpose(one.model), None)) for one in sections}
    city = create_model("City", __base__=City, **fields)
    city.levels = {one.key: one.levels for one in sections}
    city.changes = {one.key: one.changes for one in sections}
    return city


def _whole(section: Section) -> Any:
    return (Mapping[kinds.Id, section.model] if section.many else section.model) | None  # type: ignore[name-defined]


def _override(section: Section) -> Any:
    return section.model | None, says(f"overrides of {section.key} here", None)


def _purpose(model: type[BaseModel]) -> str:
    first = (model.__doc__ or "").strip().partition("\n")[0]
    return first.rstrip(".")[:1].lower() + first.rstrip(".")[1:]
