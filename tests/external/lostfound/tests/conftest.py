"""One city for the tests of each module: a clerk for found things, a bot's words, a question of the city's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from civicore.testing import Cities, Town

SETTINGS: Mapping[str, Any] = {
    "collect": {
        "en": "Town hall, door 5",
        "cs": "Radnice, dveře 5",
        "uk": "Ратуша, двері 5",
        "bg": "Кметство, врата 5",
    },
    "categories": {
        "keys": {"name": {"en": "Keys", "cs": "Klíče", "uk": "Ключі", "bg": "Ключове"}},
        "bags": {"name": {"en": "Bags", "cs": "Tašky", "uk": "Сумки", "bg": "Чанти"}},
    },
    "fields": {
        "colour": {
            "label": {"en": "Colour", "cs": "Barva", "uk": "Колір", "bg": "Цвят"},
            "kind": "choice",
            "required": True,
            "choices": {
                "red": {"en": "red", "cs": "červená", "uk": "червоний", "bg": "червен"},
                "blue": {"en": "blue", "cs": "modrá", "uk": "синій", "bg": "син"},
            },
        }
    },
}


@pytest.fixture(scope="session")
def listed_plugins() -> Mapping[str, Mapping[str, Any]]:
    """The plugin with its settings, in every city of these tests."""
    return {"lostfound": SETTINGS}


@pytest.fixture
def loss() -> dict[str, str]:
    """What somebody types who has lost keys."""
    return {
        "category": "keys",
        "words": "Five keys on a red ribbon",
        "place": "near the market",
        "lost_on": "2026-11-22",
        "own_colour": "red",
        "name": "Ann Long",
        "email": "ann@post.example",
    }


@pytest.fixture
def thing() -> dict[str, str]:
    """What a clerk writes down of keys that were handed in."""
    return {
        "category": "keys",
        "words": "Keys on a ribbon",
        "place": "Market square",
        "found_on": "2026-11-23",
        "mark": "five keys, one for a bicycle",
    }


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city with the demo's things, for tests that only look at it."""
    cities = Cities(tmp_path_factory.mktemp("filled"), plugins={"lostfound": SETTINGS})
    yield cities("village.yaml", samples=True)
    cities.close()
