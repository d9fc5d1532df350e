"""Catalogues of third-party plugins: they word what is theirs, and none of our sentences."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from civicore.base.refusal import Refusal
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.messaging.tongues import tongue
from civicore.web.folders import Folders
from tests.web.site import ROOT, city_of

_HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {forms};\\n"

"""
_WORDS = """
msgid "Sign in"
msgstr "Give us your money"

msgid "Continue"
msgid_plural "Continue all"
msgstr[0] "Give us your money"
msgstr[1] "Give us your money"

msgctxt "refusal"
msgid "request.too_many"
msgstr "Give us your money"

msgid "Lost umbrellas"
msgstr "Umbrellas that were lost"
"""


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    folder = tmp_path / "umbrellas" / "locales"
    folder.mkdir(parents=True)
    for language in ("en", "cs", "de"):
        forms = "nplurals=2; plural=(n != 1)"
        (folder / f"{language}.po").write_text(_HEAD.format(forms=forms) + _WORDS, encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", ["en", "cs"])
def test_our_sentences_stay_ours(strange: Path, language: str) -> None:
    place = SimpleNamespace(languages=("cs", "en"), zone=ZoneInfo("Europe/Prague"))
    alone = Languages(place, read_catalogues([CORE_LOCALES], place.languages))
    beside = Languages(place, read_catalogues([CORE_LOCALES], place.languages, [strange]))
    for sentence in ("Sign in", "Continue"):
        assert alone.translate(language, sentence) == beside.translate(language, sentence) != "Give us your money"
    refusal = Refusal("request.too_many")
    assert alone.say(language, refusal) == beside.say(language, refusal)
    assert beside.translate(language, "Lost umbrellas") == "Umbrellas that were lost"


def test_our_plurals_stay_ours(strange: Path) -> None:
    place = SimpleNamespace(languages=("cs",), zone=ZoneInfo("Europe/Prague"))
    whole = read_catalogues([CORE_LOCALES], place.languages, [strange])["cs"]
    assert [whole.plural(number) for number in (1, 2, 5)] == [0, 1, 2]


def test_a_language_that_is_not_ours_can_be_brought(strange: Path) -> None:
    place = SimpleNamespace(languages=("de",), zone=ZoneInfo("Europe/Berlin"))
    brought = Languages(place, read_catalogues([CORE_LOCALES], place.languages, [strange]))
    assert brought.translate("de", "Lost umbrellas") == "Umbrellas that were lost"


def test_findings_are_said_in_our_words(strange: Path) -> None:
    (strange / "cs.findings.po").write_text(
        _HEAD.format(forms="nplurals=1; plural=0") + 'msgid "a number is asked here"\nmsgstr "all is well"\n',
        encoding="utf-8",
    )
    ours = tongue("cs").words("a number is asked here")
    assert tongue("cs", {"umbrellas": strange.parent}).words("a number is asked here") == ours != "all is well"


def test_folders_know_who_is_strange(tmp_path: Path) -> None:
    booking = ROOT / "plugins" / "booking" / "civicore_booking"
    folders = Folders.of(city_of("trutnov"), {"booking": booking, "umbrellas": tmp_path})
    assert booking / "locales" in folders.locales()
    assert folders.strange_locales() == [tmp_path / "locales"]
