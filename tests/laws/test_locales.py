"""Nobody is shown a sentence in a language that is not theirs."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from babel.messages.plurals import get_plural

from civicore.messaging.catalogues import files_of
from tests.laws.phrases import entries, files, msgid_of, own_words, phrases, refusals, translation
from tests.laws.sources import TRANSLATED, modules, name_of, packages, templates

FACT = re.compile(r"%\((\w+)\)s")


def facts(words: str) -> set[str]:
    return set(FACT.findall(words))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_has_its_translation(language: str) -> None:
    missing = {
        f"{phrase.msgid!r} ({phrase.place})"
        for phrase in phrases()
        if not translation(language, phrase.msgid, phrase.context)
    }
    assert sorted(missing) == []


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_a_plugin_needs_no_other_plugins_words(language: str) -> None:
    """A city has the catalogues of its own plugins only: what two of them say is said by the core."""
    missing = []
    for package in packages():
        known, home = own_words(package, language), f"{name_of(package)}/"
        asked = [(one.context, one.msgid, one.place) for one in phrases()] if language != "en" else []
        asked += [("refusal", code, place) for code, place in refusals().items()]
        missing += [one for one in asked if one[2].startswith(home) and one[:2] not in known]
    assert missing == []


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_every_refusal_is_said_in_a_sentence(language: str) -> None:
    missing = [f"{code} ({place})" for code, place in refusals().items() if not translation(language, code, "refusal")]
    assert sorted(missing) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_tells_the_same_facts(language: str) -> None:
    wrong = []
    for phrase in phrases():
        told = facts(phrase.msgid) | facts(phrase.many or "")
        wrong += [
            f"{phrase.msgid!r}: {form!r}"
            for form in translation(language, phrase.msgid, phrase.context)
            if facts(form) - told or (not phrase.many and facts(form) != told)
        ]
    for code in refusals():
        told = set().union(*map(facts, translation("en", code, "refusal")))
        wrong += [f"{code}: {form!r}" for form in translation(language, code, "refusal") if facts(form) - told]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_as_many_forms_as_the_language(language: str) -> None:
    wanted = get_plural(language).num_plurals
    wrong = [
        phrase.msgid
        for phrase in phrases()
        if phrase.many and len(translation(language, phrase.msgid, phrase.context)) != wanted
    ]
    assert wrong == []
    assert all(f"nplurals={wanted}" in file.read_text(encoding="utf-8") for file in files(language))


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_a_catalogue_holds_nothing_that_nobody_says(language: str) -> None:
    said = {(phrase.context, phrase.msgid) for phrase in phrases()}
    source = "\n".join(path.read_text(encoding="utf-8") for path in [*modules(), *templates()] if path.suffix != ".svg")
    unused = [
        (entry.context, entry.id)
        for entry in entries(language)
        if (entry.context, msgid_of(entry)) not in said
        and entry.context != "format"
        and f'"{msgid_of(entry)}"' not in source  # a code, or a label that a value bears
    ]
    assert unused == []


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_no_entry_stands_twice(language: str) -> None:
    seen = Counter((entry.context, str(entry.id)) for entry in entries(language))
    assert [entry for entry, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_package_speaks_every_language(language: str) -> None:
    assert [name_of(package) for package in packages() if not files_of(package / "locales", language)] == []
