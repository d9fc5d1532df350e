"""A language for those who write a city's file: what findings are said in, before any city is running."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.support import Translations

from civicore.base.saying import English, Tongue
from civicore.extension.registry import first_party
from civicore.messaging.catalogues import CORE_LOCALES, SOURCE, merged


class Catalogue:
    """The sentences of one language; what it lacks is said in English."""

    def __init__(self, language: str, catalogue: Translations) -> None:
        self.language, self._catalogue = language, catalogue

    def words(self, msgid: str, many: str | None = None, number: int = 1) -> str:
        """The translation, in the form that goes with the number."""
        if many is None:
            return str(self._catalogue.ugettext(msgid)) or msgid
        return str(self._catalogue.ungettext(msgid, many, number)) or English().words(msgid, many, number)


def spoken() -> tuple[str, ...]:
    """Languages in which findings can be said."""
    return (SOURCE, *sorted(file.name.partition(".")[0] for file in CORE_LOCALES.glob("*.findings.po")))


def tongue(language: str, homes: Mapping[str, Path] | None = None) -> Tongue:
    """The core's words in a language, and those of plugins: ``homes`` are their packages by name.

    Third-party plugins word what is theirs only.
    """
    if language == SOURCE:
        return English()
    locales = {name: home / "locales" for name, home in (homes or {}).items()}
    ours = [home for name, home in locales.items() if name in first_party()]
    theirs = [home for name, home in locales.items() if name not in first_party()]
    return Catalogue(language, merged([CORE_LOCALES, *ours], language, theirs))


def asked_for(environ: Mapping[str, str]) -> str:
    """The language of the computer (LC_ALL, LC_MESSAGES, LANG), or English when findings are not said in it."""
    said = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    language = said.partition(".")[0].partition("_")[0].lower()
    return language if language in spoken() else SOURCE
