"""What a start must not load: nobody waits, and no process pays, for what the city does not use."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.tools.serving import ROOT

# Each with what it costs a process, MB, and who needs it.
NOT_AT_START = {
    "PIL": "4, pictures that people send",
    "attr": "1, Litestar's plugin for it, which nobody asked for",
    "black": "7, Piccolo's own migrations",
    "cryptography": "7, letters that are sealed",
    "dateutil": "0.5, the package of the holidays",
    "escpos": "3.5, printing",
    "holidays": "3, a dozen days of a few years: a process of its own tells them",
    "httpx": "1, whoever asks another server",
    "icalendar": "2.5, calendar entries",
    "numpy": "10, maps",
    "pydantic.v1": "2, Litestar's plugin for pydantic, which nobody asked for",
    "rich": "2, httpx brings it",
    "shapely": "5, maps",
    "telegram": "12, and httpx and cryptography with it; a bot that has its token",
}
STARTED = """
import asyncio, json, sys
from pathlib import Path
from babel import core
from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.deployment import holidays
from civicore.reading import Settings
city = Settings(
    Path(sys.argv[1]), database=sys.argv[2], demo=True, served_at="http://127.0.0.1:1", clock=DemoClock()
)
built = build(city)
asyncio.run(built.prepare())
print(json.dumps({
    "modules": sorted(sys.modules),
    "questions": holidays._told.cache_info().misses,
    "world": core._global_data is not None,
}))
"""


class Loaded(NamedTuple):
    """A process that is about to serve a city, whose database was made before.

    ``questions`` is how often it asked for national days, ``world`` whether it has babel's data of the whole world.
    """

    modules: frozenset[str]
    questions: int
    world: bool


@pytest.fixture(scope="module")
def trutnov(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return _started("trutnov", tmp_path_factory)


@pytest.fixture(scope="module")
def sofia(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return _started("sofia", tmp_path_factory)


def _started(city: str, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    words = [str(ROOT / "deployments" / f"{city}.yaml"), f"sqlite:///{tmp_path_factory.mktemp('city')}/city.db"]
    return [_told(words) for _ in range(2)][-1]


def _told(words: list[str]) -> Loaded:
    done = subprocess.run([sys.executable, "-c", STARTED, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return Loaded(frozenset(said.pop("modules")), **said)


def test_a_start_does_not_load_what_the_city_does_not_use(trutnov: Loaded) -> None:
    assert not NOT_AT_START.keys() & trutnov.modules


def test_a_start_loads_few_modules(trutnov: Loaded) -> None:
    assert len(trutnov.modules) <= 1880


def test_a_city_with_maps_and_messengers_loads_no_more(sofia: Loaded) -> None:
    """Its map is drawn when somebody looks, its bots have no tokens yet, and its sample cases are there already."""
    assert not NOT_AT_START.keys() & sofia.modules
    assert "civicore_bots.telegram" not in sofia.modules
    assert len(sofia.modules) <= 1920


def test_national_days_are_asked_for_once(trutnov: Loaded, sofia: Loaded) -> None:
    assert trutnov.questions == sofia.questions == 1


def test_what_was_only_needed_to_start_is_let_go(trutnov: Loaded, sofia: Loaded) -> None:
    assert not trutnov.world and not sofia.world
