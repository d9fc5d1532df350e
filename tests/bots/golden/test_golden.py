"""One golden transcript a tree and language; the site, Telegram, Viber and text messages all show exactly this.

``CIVICORE_GOLDEN=write`` writes what Telegram shows; whoever changes a tree reads the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest
from civicore_bots.dialog import Via

from tests.bots.golden.screens import ByText, Chatting, InTelegram, InViber, OnSite, explored
from tests.bots.people import DMS, Talking, city_of
from tests.databases import ENGINES
from tests.tools.fixtures import Cities

pytestmark = pytest.mark.anyio
HERE = Path(__file__).parent
LANGUAGES = city_of(DMS).languages


def golden(language: str) -> str:
    return (HERE / f"documents.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", [InTelegram, InViber, ByText])
async def test_messengers_and_text_messages_say_the_golden_words(way: type[Chatting], language: str) -> None:
    via: Via = "sms" if way is ByText else "telegram"
    told = await explored(way(Talking(city_of(DMS)).person(language, via)))
    if os.environ.get("CIVICORE_GOLDEN") == "write" and way is InTelegram:
        (HERE / f"documents.{language}.txt").write_text(told, "utf-8")
    assert told == golden(language)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_site_says_the_golden_words(cities: Cities, language: str) -> None:
    server, talking = cities.get("dms_ua", ENGINES[0]), Talking(city_of(DMS))
    words = {msgid: talking.runtime.languages.translate(language, msgid) for msgid in ("Where", "To pay")}
    async with httpx.AsyncClient(base_url=server.base) as http:
        assert await explored(OnSite(http, language, words)) == golden(language)
