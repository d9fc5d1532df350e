"""From a city's file to its plugins and its model: the part of starting that ``check`` shares with ``run``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from civicore.deployment import nodes
from civicore.deployment.city import City
from civicore.deployment.loading import Loaded, load
from civicore.deployment.merge import gather
from civicore.deployment.nodes import Block, Scalar
from civicore.deployment.reader import Unreadable
from civicore.devices.places import unknown_drivers
from civicore.extension.parts import FieldType, Permission, Section
from civicore.extension.registry import Registry, first_party, installed
from civicore.text_budget import over_budget
from civicore.ways.lints import unknown_notices


@dataclass(frozen=True)
class Opened:
    """A file with the plugins it asks for."""

    registry: Registry
    loaded: Loaded


def open_city(
    path: Path, *, core: Mapping[str, object], environ: Mapping[str, str] | None = None, today: date | None = None
) -> Opened:
    """Load the plugins, read the file with their sections and judge it. Never raises for bad input."""
    registry = Registry()
    for name, plugin in core.items():
        registry.add(name, plugin)
    registry.load([*first_party(), *_listed(path)])
    loaded = _load(path, registry, environ, today)
    if loaded.city is not None:
        _rest(registry, loaded.city)
    return Opened(registry, loaded)


def _load(path: Path, registry: Registry, environ: Mapping[str, str] | None, today: date | None) -> Loaded:
    sections: list[Section] = registry.parts("register_config")
    field_types: list[FieldType] = registry.parts("register_field_types")
    permissions: list[Permission] = registry.parts("register_permissions")
    return load(
        path,
        sections,
        field_types=field_types,
        permissions=[one.id for one in permissions],
        lints=[
            lambda city: registry.parts("check_city", city=city),
            lambda city: unknown_drivers(city, [one.id for one in registry.parts("register_devices", city=city)]),
            lambda city: unknown_notices(city, lambda: registry.parts("register_notices", city=city)),
            lambda city: over_budget(
                city, lambda: registry.parts("register_notices", city=city), lambda: _homes(registry)
            ),
        ],
        environ=environ,
        today=today,
    )


def _homes(registry: Registry) -> dict[str, Path]:
    """Where the packages of the plugins lie; the core's own have none of their own."""
    entries = {name: entry for name, entry in installed().items() if name in registry.names}
    files = {name: import_module(entry.module).__file__ for name, entry in entries.items()}
    return {name: Path(file).parent for name, file in files.items() if file is not None}


def _rest(registry: Registry, city: City) -> None:
    """First-party plugins whose section is not in the file, or is turned off as a whole, give no parts (2.4)."""
    sections: dict[str, list[bool]] = {}
    for name, section in registry.gather("register_config"):
        sections.setdefault(name, []).append(_is_on(city, section))
    for name, present in sections.items():
        if name in first_party() and not any(present):
            registry.rest(name)


def _is_on(city: City, section: Section) -> bool:
    """A section that may also stand at offices or agendas can be turned on there, so its plugin stays."""
    said = city.section(section.key)
    return said is not None and (section.levels != ("city",) or getattr(said, "enabled", True))


def _listed(path: Path) -> list[str]:
    """Names under ``plugins:`` that are enabled; a file that cannot be read lists none, ``load`` says why."""
    try:
        root = gather(path, lambda source: None)
    except (OSError, Unreadable):
        return []
    block: Any = nodes.at(root, ("plugins",))
    if not isinstance(block, Block):
        return []
    return [name for name in block.entries if _enabled(nodes.at(root, ("plugins", name, "enabled")))]


def _enabled(written: object) -> bool:
    return not (isinstance(written, Scalar) and written.text == "false")
