"""K05, K06: settings that are described, checked with a line number, and may be left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from civicore.boot import Opened, open_city
from civicore.deployment.schema import settings_schema
from civicore.testing.cities import TOWNS, block, with_plugins
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Subject

WRONG = "surely_no_setting"


def describes_its_settings(subject: Subject) -> Iterator[Complaint]:
    """K05: the schema in the package is the model's, each setting is described, a wrong one is found at its line."""
    sections = subject.parts("register_config")
    schema = subject.manifest.settings()
    if sections and schema is None:
        yield Complaint("it has settings and no config_schema", "civicore plugin schema writes it from the model")
    if schema is not None:
        if not sections:
            yield Complaint("it has a config_schema and no settings")
        yield from _differs(subject, schema)
        yield from _undescribed(schema)
    if sections:
        yield from _unplaced(subject)


def starts_without_settings(subject: Subject) -> Iterator[Complaint]:
    """K06: with no settings at all it works, or the file's check says what is missing, and where."""
    opened = _opened(subject, {}, "empty")
    if any(one.name == subject.name for one in opened.registry.quarantined):
        reasons = [one.reason for one in opened.registry.quarantined if one.name == subject.name]
        yield Complaint(f"without settings it is put aside: {reasons[0]}", "return a Finding from check_city")
    for one in opened.loaded.errors:
        if subject.name not in [*map(str, one.finding.path)] and not one.message.strip():
            yield Complaint(f"without settings the file is refused with {one.code}, which does not say why")


def _differs(subject: Subject, schema: Mapping[str, Any]) -> Iterator[Complaint]:
    sections = {one.key: one.model for one in subject.parts("register_config")}
    if subject.is_first_party:
        if set(schema.get("properties", {})) != set(sections):
            yield Complaint("config.schema.json describes other sections than the plugin has")
    elif any(settings_schema(model) != schema for model in sections.values()):
        yield Complaint("config.schema.json is not what the model says now", "civicore plugin schema writes it anew")


def _undescribed(schema: Mapping[str, Any]) -> Iterator[Complaint]:
    blocks = [("", schema), *((f"{name}.", one) for name, one in schema.get("$defs", {}).items())]
    for name, one in blocks:
        for key, said in one.get("properties", {}).items():
            if not said.get("description"):
                yield Complaint(f"the setting {name}{key} is not described", "says('what it means', default)")


def _unplaced(subject: Subject) -> Iterator[Complaint]:
    wrong = {WRONG: 1} if subject.is_first_party else {**subject.quality.config, WRONG: 1}
    opened = _opened(subject, wrong, "wrong")
    found = [one for one in opened.loaded.findings if WRONG in str(one.message) or WRONG in map(str, one.finding.path)]
    text = opened.loaded.path.read_text(encoding="utf-8").splitlines()
    if not found:
        yield Complaint(
            f"an unknown setting {WRONG} is not refused", 'forbid what is unknown: model_config extra="forbid"'
        )
    for one in found:
        if WRONG not in text[one.place.line - 1]:
            yield Complaint(f"a wrong setting is told at line {one.place.line}, where it does not stand")


def _opened(subject: Subject, config: Mapping[str, Any], name: str) -> Opened:
    file = _file(subject, config, subject.towns.folder / f"{name}_{subject.name}")
    core: dict[str, object] = {}
    return open_city(file, core=core, environ={})


def _file(subject: Subject, config: Mapping[str, Any], home: Path) -> Path:
    shutil.copytree(TOWNS, home, dirs_exist_ok=True)
    file = home / "village.yaml"
    text = file.read_text(encoding="utf-8")
    if not subject.is_first_party:
        file.write_text(with_plugins(text, {subject.name: block(subject.name, config)}), encoding="utf-8")
        return file
    section = subject.manifest.sections[0]
    said = {**yaml.safe_load(text), section: dict(config)}
    file.write_text(yaml.safe_dump(said, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file
