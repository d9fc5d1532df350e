"""Catalogues of translations: .po files compiled in memory at start, later folders over earlier ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "en"  # the language of the msgids; its own catalogue only words what is a code
CORE_LOCALES = Path(__file__).resolve().parent.parent / "locales"


def read_catalogues(
    folders: Iterable[Path], languages: Iterable[str], strangers: Iterable[Path] = ()
) -> dict[str, Translations]:
    """One catalogue per language: core first, then plugins, then the city, each over the one before.

    A folder holds ``<language>.po`` or, where that would be long, ``<language>.<noun>.po`` for each noun.
    ``strangers`` are the folders of third-party plugins: they word what is theirs, and no sentence of ``folders``.

    A language without any file gets an empty catalogue; the source language is always there.
    babel's ``PoFileError`` names a broken line.
    """
    own, others = list(folders), list(strangers)
    return {language: merged(own, language, others) for language in dict.fromkeys([SOURCE, *languages])}


def compiled(file: Path, language: str) -> Translations:
    """One .po file as a catalogue, the caller's own; entries that are empty or fuzzy count as missing."""
    state = file.stat()
    own = copy(_read(file, language, state.st_mtime_ns, state.st_size))
    own._catalog = dict(own._catalog)
    return own


@lru_cache(512)
def _read(file: Path, language: str, changed_at: int, size: int) -> Translations:
    """The catalogue as gettext reads it; a file that stays as it is is read once."""
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    target = BytesIO()
    write_mo(target, catalogue, use_fuzzy=False)
    return Translations(fp=BytesIO(target.getvalue()))


def merged(folders: Iterable[Path], language: str, strangers: Iterable[Path] = ()) -> Translations:
    """All files of a language as one catalogue, which answers for what it lacks with no words."""
    own = list(folders)
    whole = _joined(own, language)
    theirs = _joined(strangers, language)
    if theirs._catalog:
        whole = _beside(whole, theirs, _sentences(own) if language == SOURCE else _plain(whole))
    whole.add_fallback(_Nothing())
    return whole


def _joined(folders: Iterable[Path], language: str) -> Translations:
    whole = Translations()
    for file in (file for folder in folders for file in files_of(folder, language)):
        one = compiled(file, language)
        # The first file brings the plural rule, so that it is not the one of an empty catalogue.
        whole = whole.merge(one) if whole._catalog else one
    return whole


def _beside(whole: Translations, theirs: Translations, taken: Collection[str]) -> Translations:
    if not whole._catalog:
        return theirs
    whole._catalog |= {key: words for key, words in theirs._catalog.items() if _sentence(key) not in taken}
    return whole


def _sentences(folders: Iterable[Path]) -> set[str]:
    """What the folders word in any language: sentences of the source language stand in no catalogue of its own."""
    files = sorted({file for folder in folders for file in folder.glob("*.po")})
    return {one for file in files for one in _plain(compiled(file, file.name.partition(".")[0]))}


def _plain(catalogue: Translations) -> set[str]:
    return {_sentence(key) for key in catalogue._catalog}


def _sentence(key: str | tuple[str, int]) -> str:
    """gettext keeps every plural form under its own key, and finds a sentence by any of them."""
    return key if isinstance(key, str) else key[0]


class _Nothing(NullTranslations):
    """Answers for what no catalogue has with no words, so that words equal to their msgid do not look missing."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""

    def upgettext(self, context: str, message: str) -> str:
        return ""

    def unpgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return ""


def files_of(folder: Path, language: str) -> list[Path]:
    """The catalogue files of a language in one folder, in the order in which they are merged."""
    return sorted([*folder.glob(f"{language}.po"), *folder.glob(f"{language}.*.po")])
