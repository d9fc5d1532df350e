"""From a city's file to its plugins and its model: the part of starting that ``check`` shares with ``run``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from civicore.admitting import Admissions, let_in, sections_of
from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.deployment.loading import Loaded, load
from civicore.deployment.settings import is_of_a_plugin
from civicore.devices.places import unknown_drivers
from civicore.extension.manifest import home_of
from civicore.extension.parts import FieldType, Finding, Permission, Section
from civicore.extension.registry import Registry, first_party, installed
from civicore.text_budget import over_budget
from civicore.ways.lints import unknown_notices


@dataclass(frozen=True)
class Opened:
    """A file with the plugins it asks for."""

    registry: Registry
    loaded: Loaded
    admissions: Admissions


def open_city(
    path: Path,
    *,
    core: Mapping[str, object],
    environ: Mapping[str, str] | None = None,
    today: date | None = None,
    alone: str | None = None,
) -> Opened:
    """Load the plugins, read the file with their sections and judge it. Never raises for bad input.

    Of the plugins with ``isolation: process`` only ``alone`` is imported: this process is its own.
    """
    registry = Registry()
    for name, plugin in core.items():
        registry.add(name, plugin)
    admissions = let_in(registry, path, alone=alone)
    loaded = _load(path, registry, admissions, environ, today)
    _keep_out(registry, loaded)
    if loaded.city is not None:
        _rest(registry, loaded.city)
    return Opened(registry, loaded, admissions)


def _load(
    path: Path,
    registry: Registry,
    admissions: Admissions,
    environ: Mapping[str, str] | None,
    today: date | None,
) -> Loaded:
    sections, owners = sections_of(registry, admissions)
    field_types: list[FieldType] = registry.parts("register_field_types")
    permissions: list[Permission] = registry.parts("register_permissions")
    return load(
        path,
        sections,
        field_types=field_types,
        permissions=[one.id for one in permissions],
        owners=owners,
        lints=[
            lambda city: admissions.findings,
            lambda city: registry.parts("check_city", city=city),
            lambda city: unknown_drivers(city, [one.id for one in registry.parts("register_devices", city=city)]),
            lambda city: unknown_notices(city, lambda: registry.parts("register_notices", city=city)),
            lambda city: over_budget(
                city, lambda: registry.parts("register_notices", city=city), lambda: homes(registry)
            ),
            lambda city: _unusable(registry, admissions),  # after the others, which ask plugins for their parts
        ],
        environ=environ,
        today=today,
    )


def _unusable(registry: Registry, admissions: Admissions) -> Iterator[Finding]:
    """Plugins that failed when they were imported or asked for a part; of others the file says what is wrong."""
    said = {one.path[1] for one in admissions.findings if one.severity == "error"}
    for one in registry.quarantined:
        if one.name in installed() and one.name not in said:
            message = say("%(name)s cannot be used: %(why)s", name=one.name, why=one.reason)
            yield Finding("L528", message, ("plugins", one.name), at_key=True)


def homes(registry: Registry) -> dict[str, Path]:
    """Where the packages of the plugins lie; the core's own have none of their own."""
    entries = {name: entry for name, entry in installed().items() if name in registry.names}
    return {name: home for name, entry in entries.items() if (home := home_of(entry)) is not None}


def _keep_out(registry: Registry, loaded: Loaded) -> None:
    """A third-party plugin about which the file is wrong is put aside."""
    for one in loaded.errors:
        name = str(one.finding.path[1]) if is_of_a_plugin(one.finding) else None
        if name in registry.names:
            registry.put_aside(name, f"{one.place.source.name}:{one.place.line}: {one.message}")


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
