"""A country's preset says what its laws are; signals are on only where the city turns them on."""

from __future__ import annotations

from pathlib import Path

from civicore.boot import open_city
from tests.signals.rules.cities import SQUARES

CITY = 'civicore: 1\nextends: [preset:bg]\ndeployment: {id: probe, name: {bg: Проба}, url: "https://probe.example"}\n'


def gives_parts(file: Path) -> bool:
    registry = open_city(file, core={}).registry
    return "signals" in {name for name, _ in registry.gather("register_permissions")}


def test_a_section_that_is_turned_off_as_a_whole_gives_no_parts(tmp_path: Path) -> None:
    file = tmp_path / "probe.yaml"
    file.write_text(CITY, "utf-8")
    assert not gives_parts(file)


def test_a_section_that_is_on_gives_its_parts() -> None:
    assert gives_parts(SQUARES)
