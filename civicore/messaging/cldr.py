"""CLDR's locales of the languages that are spoken, and no more of it than these need."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError, core

from civicore.messaging.catalogues import SOURCE


@lru_cache
def locale_of(language: str) -> Locale:
    """CLDR's locale of a BCP 47 code; a variant nobody knows (``xx-x-easy``) gets that of its base."""
    found = _found(language)
    found.get_display_name()  # reads the data of the locale, and for that babel reads what it knows of the whole world
    core._global_data = None  # 2 MB, of which nothing is asked any more; should it be, babel reads them again
    return found


def _found(language: str) -> Locale:
    parts = language.split("-")
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (UnknownLocaleError, ValueError):
            parts.pop()
    return Locale.parse(SOURCE)
