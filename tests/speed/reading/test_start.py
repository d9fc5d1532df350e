"""What a start must not load: nobody waits, and no process pays, for what the city does not use."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.tools.serving import ROOT

# Each with what it costs a process, MB, and who needs it.
NOT_AT_START = {
    "PIL": "4, pictures that people send",
    "black": "7, Piccolo's own migrations",
    "cryptography": "7, letters that are sealed",
    "escpos": "3.5, printing",
    "httpx": "1, whoever asks another server",
    "icalendar": "2.5, calendar entries",
    "numpy": "10, maps",
    "rich": "2, httpx brings it",
    "shapely": "5, maps",
    "telegram": "12, and httpx and cryptography with it; a bot that has its token",
}
STARTED = """
import asyncio, json, sys
from pathlib import Path
from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
city = Settings(
    Path(sys.argv[1]), database=sys.argv[2], demo=True, served_at="http://127.0.0.1:1", clock=DemoClock()
)
built = build(city)
asyncio.run(built.prepare())
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Modules of a process that is about to serve a city, whose database was made before."""
    return _started("trutnov", tmp_path_factory)


def _started(city: str, tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    words = [str(ROOT / "deployments" / f"{city}.yaml"), f"sqlite:///{tmp_path_factory.mktemp('city')}/city.db"]
    return [_modules(words) for _ in range(2)][-1]


def _modules(words: list[str]) -> frozenset[str]:
    done = subprocess.run([sys.executable, "-c", STARTED, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return frozenset(json.loads(done.stdout.splitlines()[-1]))


def test_a_start_does_not_load_what_the_city_does_not_use(loaded: frozenset[str]) -> None:
    assert not NOT_AT_START.keys() & loaded


def test_of_all_countries_the_citys_own_is_loaded(loaded: frozenset[str]) -> None:
    assert "holidays" in loaded
    assert not [one for one in loaded if one.startswith("holidays.countries")]


def test_a_start_loads_few_modules(loaded: frozenset[str]) -> None:
    assert len(loaded) <= 1950


def test_a_city_with_maps_and_messengers_loads_no_more(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its map is drawn when somebody looks, its bots have no tokens yet, and its sample cases are there already."""
    loaded = _started("sofia", tmp_path_factory)
    assert not NOT_AT_START.keys() & loaded
    assert "civicore_bots.telegram" not in loaded
    assert len(loaded) <= 2020
