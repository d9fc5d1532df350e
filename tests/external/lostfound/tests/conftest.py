"""Cities that the tests share: a clerk for found things, a bot's words, a question of the city's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from civicore.testing import Cities, Town
from civicore.testing.cities import TOWNS

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


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city with the demo's things, for tests that only look at it."""
    village = (TOWNS / "village.yaml").read_text(encoding="utf-8")
    bots = """
bots:
  helper:
    title: {en: Helper, cs: Pomocník, uk: Помічник, bg: Помощник}
    channels:
      telegram: {name: "@kit_test_bot", link: "https://t.me/kit_test_bot", token: {secret: telegram}}
    menu:
      lost: {label: {en: Lost things, cs: Ztráty, uk: Втрати, bg: Загубени}, opens: lostfound.search}
"""
    cities = Cities(tmp_path_factory.mktemp("filled"), plugins={"lostfound": SETTINGS})
    yield cities(village + bots, samples=True)
    cities.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city that tests share; everybody in them has lost something of their own."""
    village = (TOWNS / "village.yaml").read_text(encoding="utf-8")
    roles = """
roles:
  manager: {name: {en: Manager}, can: all}
  reader: {name: {en: Reader}, can: [lostfound.see]}
  other: {name: {en: Other}, can: []}
"""
    cities = Cities(tmp_path_factory.mktemp("office"), plugins={"lostfound": SETTINGS})
    yield cities(village + roles)
    cities.close()
