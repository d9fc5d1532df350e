"""Lets the plugins of a city in: their manifests are judged against its file before any of their code runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from civicore.base.saying import say
from civicore.deployment import nodes
from civicore.deployment.merge import gather
from civicore.deployment.nodes import Block, Node
from civicore.deployment.reader import Unreadable
from civicore.deployment.settings_by_schema import by_schema
from civicore.extension.admission import Admitted, Wanted, judged
from civicore.extension.manifest import Manifest, NoManifest, read
from civicore.extension.parts import Finding, Section, TableSet
from civicore.extension.registry import Registry, first_party, installed


@dataclass(frozen=True)
class Admissions:
    """Who was let in, by name, and what is to be said about the others."""

    admitted: Mapping[str, Admitted] = field(default_factory=dict)
    findings: Sequence[Finding] = ()

    def packages(self) -> Mapping[str, str]:
        """The top-level package of each plugin."""
        return {name: installed()[name].module.partition(".")[0] for name in self.admitted}

    def keep_tables_apart(self, sets: Iterable[TableSet]) -> None:
        """Statements of third-party plugins may name their own tables only."""
        from civicore.storage import owners  # ``check`` works without a database
        from civicore.storage.tables import CORE

        packages = self.packages()
        prefixes = {packages[name]: one.manifest.prefix for name, one in self.strangers().items()}
        if prefixes:
            tables = [table._meta.tablename for one in (CORE, *sets) for table in one.tables]
            owners.tell_apart(prefixes, tables)

    def strangers(self) -> Mapping[str, Admitted]:
        """Those that did not come with CivicCore."""
        return {name: one for name, one in self.admitted.items() if one.stranger}


def let_in(registry: Registry, path: Path, *, alone: str | None = None) -> Admissions:
    """Load the plugins that came with CivicCore and those that the file lists and may be used; others are put aside.

    A plugin with ``isolation: process`` is not imported: something stands in for it. Only the process that is its own
    names it as ``alone``.
    """
    registry.load(first_party())
    admitted = {name: Admitted.of_ours(read(name)) for name in first_party()}
    findings: list[Finding] = []
    for wanted in listed(path):
        if wanted.name not in installed():
            registry.load([wanted.name])  # puts it aside
            continue
        found, manifest = _judged(wanted)
        findings += found
        wrong = [one for one in found if one.severity == "error"]
        if wrong:
            registry.put_aside(wanted.name, "; ".join(f"{one.message} ({', '.join(one.hints)})" for one in wrong))
        elif manifest is not None:
            admitted[wanted.name] = manifest
            _load(registry, manifest, path, alone=alone)
    return Admissions(admitted, findings)


def _judged(wanted: Wanted) -> tuple[list[Finding], Admitted | None]:
    try:
        manifest = read(wanted.name)
    except NoManifest as error:
        message = say("%(name)s does not say what it is: %(why)s", name=wanted.name, why=str(error))
        return [Finding("L528", message, ("plugins", wanted.name), at_key=True)], None
    dist = installed()[wanted.name].dist
    found = list(judged(wanted, manifest, dist.version if dist is not None else "0"))
    if wanted.isolated:
        found += _settings(wanted, manifest)
    return found, Admitted.of(wanted, manifest)


def _settings(wanted: Wanted, manifest: Manifest) -> list[Finding]:
    """What is wrong with the settings of a plugin whose code, and so whose section, is not here."""
    path = ("plugins", wanted.name, "config")
    try:
        schema = manifest.settings()
        return list(by_schema(wanted.config, schema or {"additionalProperties": False}, path))
    except NoManifest as error:
        why = str(error)
    except Exception as error:  # a pattern that is none, a limit that is a word: the city stands all the same
        why = f"{manifest.config_schema}: {type(error).__name__}: {error}"
    message = say("%(name)s does not say what it is: %(why)s", name=wanted.name, why=why)
    return [Finding("L528", message, path[:2], at_key=True)]


def _load(registry: Registry, admitted: Admitted, path: Path, *, alone: str | None) -> None:
    if admitted.isolated and admitted.manifest.name != alone:
        from civicore.isolation.stand_in import StandIn  # few cities need it: ``check`` stays quick

        registry.add(admitted.manifest.name, StandIn(admitted, path))
        return
    registry.load([admitted.manifest.name])
    _compare_hooks(registry, admitted)


def _compare_hooks(registry: Registry, admitted: Admitted) -> None:
    name, said = admitted.manifest.name, set(admitted.manifest.hooks)
    if name in registry.names and (odd := sorted(said ^ registry.hooks_of(name))):
        registry.put_aside(name, f"its manifest names other hooks than it has: {', '.join(odd)}")


def sections_of(registry: Registry, admissions: Admissions) -> tuple[list[Section], dict[str, str]]:
    """What plugins read of the file, and of strangers' settings under which plugin they stand.

    A stranger has one section, called as its tables begin; whoever wants another word of the language is put aside.
    """
    strangers = admissions.strangers()
    for name, section in registry.gather("register_config"):
        if name in strangers and (section.key != strangers[name].manifest.prefix or section.levels != ("city",)):
            registry.put_aside(name, f"its only section is {strangers[name].manifest.prefix}, not {section.key}")
    owners = {section.key: name for name, section in registry.gather("register_config") if name in strangers}
    return registry.parts("register_config"), owners


def listed(path: Path) -> list[Wanted]:
    """What stands under ``plugins:`` and is enabled; a file that cannot be read lists none, ``load`` says why."""
    try:
        root = gather(path, lambda source: None)
    except (OSError, Unreadable):
        return []
    block = nodes.at(root, ("plugins",))
    if not isinstance(block, Block):
        return []
    found = [_wanted(name, block.entries[name][1]) for name in block.entries]
    return [one for one in found if one is not None]


def _wanted(name: str, node: Node) -> Wanted | None:
    said: Any = nodes.plain(node)
    said = said if isinstance(said, dict) else {}
    if said.get("enabled") == "false":
        return None
    grants, config = said.get("grants"), said.get("config")
    return Wanted(
        name,
        version=str(said.get("version") or "*"),
        grants=tuple(one for one in grants if isinstance(one, str)) if isinstance(grants, list) else (),
        isolated=said.get("isolation") == "process",
        config=config if isinstance(config, dict) else {},
    )
