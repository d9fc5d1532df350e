"""A city's file whose plugin has a process of its own is judged without any of that plugin's code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from civicore.app import build
from civicore.boot import open_city
from civicore.cli.opening import with_plugins
from civicore.reading import Settings
from tests.extension.strangers import installed, town

_CODE = """
from pathlib import Path
(Path(__file__).parent / "was imported").touch()
from civicore import hookimpl


@hookimpl
def register_channels(city, runtime):
    return []
"""
_MANIFEST = """plugin: 1
name: acme-gate
api: ">=1.0,<2"
gives: [channel.pager]
hooks: [register_channels]
config_schema: config.schema.json
languages: [en]
contact: {security: a@acme.example, source: "https://acme.example", licence: MIT}
"""
_SCHEMA = {"type": "object", "properties": {"host": {"type": "string"}}, "additionalProperties": False}


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Path]:
    with installed(tmp_path, "acme-gate", _CODE, hooks=["register_channels"], manifest=_MANIFEST) as home:
        (home / "config.schema.json").write_text(json.dumps(_SCHEMA), encoding="utf-8")
        yield home


def told(file: Path) -> list[tuple[str, int, int]]:
    return [
        (one.code, one.place.line, one.place.column)
        for one in with_plugins(file).loaded.findings
        if "acme-gate" in one.finding.path
    ]


def test_judging_the_file_imports_nothing(tmp_path: Path, gate: Path) -> None:
    file = town(tmp_path, "  acme-gate: {isolation: process, config: {host: gate.example}}\n")
    assert told(file) == []
    assert not (gate / "was imported").exists()
    alone = open_city(file, core={}, environ={}, alone="acme-gate")
    assert "acme-gate" in alone.registry.names
    assert (gate / "was imported").exists()


def test_its_settings_are_judged_at_their_lines(tmp_path: Path, gate: Path) -> None:
    file = town(tmp_path, "  acme-gate:\n    isolation: process\n    config:\n      hots: gate.example\n")
    line = file.read_text(encoding="utf-8").count("\n")
    assert told(file) == [("E101", line, 7)]
    assert [one.name for one in build(Settings(file, demo=True)).quarantined] == ["acme-gate"]
    assert not (gate / "was imported").exists()


@pytest.mark.parametrize(
    "schema",
    [
        "{",
        '{"properties": {"host": {"pattern": "("}}}',
        '{"properties": {"host": {"minimum": "one"}}}',
    ],
)
def test_a_schema_that_cannot_be_used_keeps_it_out(tmp_path: Path, gate: Path, schema: str) -> None:
    (gate / "config.schema.json").write_text(schema, encoding="utf-8")
    file = town(tmp_path, "  acme-gate: {isolation: process, config: {host: '1'}}\n")
    assert [code for code, _, _ in told(file)] == ["L528"]
