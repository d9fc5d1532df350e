"""A sentence remembers its words, so that it can be said again in another language."""

from __future__ import annotations

import pytest

from civicore.base.saying import Said, in_words_of, say, say_many
from civicore.base.text import Text

CZECH = {
    "on %(day)s the quota is %(quota)s": "v %(day)s je kvóta %(quota)s",
    "nothing in %(what)s": "nic v %(what)s",
    "a list": "seznamu",
}
FORMS = ("%(num)s chyba", "%(num)s chyby", "%(num)s chyb")


class Czech:
    """Three sentences of a catalogue."""

    language = "cs"

    def words(self, msgid: str, many: str | None = None, number: int = 1) -> str:
        if many is not None:
            return FORMS[0 if number == 1 else 1 if 1 < number < 5 else 2]
        return CZECH.get(msgid, msgid)


def test_a_sentence_is_its_english_text() -> None:
    sentence = say("on %(day)s the quota is %(quota)s", day="mon", quota=90)
    assert sentence == "on mon the quota is 90"
    assert isinstance(sentence, Said)


def test_it_is_said_in_another_language_with_the_same_facts() -> None:
    sentence = say("on %(day)s the quota is %(quota)s", day="mon", quota=90)
    assert in_words_of(Czech(), sentence) == "v mon je kvóta 90"


def test_facts_that_are_sentences_or_texts_are_said_too() -> None:
    assert in_words_of(Czech(), say("nothing in %(what)s", what=say("a list"))) == "nic v seznamu"
    name = Text({"en": "Office", "cs": "Úřad"})
    assert in_words_of(Czech(), say("nothing in %(what)s", what=[name, "x"])) == "nic v Úřad, x"


def test_the_form_goes_with_the_number() -> None:
    some = [say_many("%(num)s error", "%(num)s errors", number) for number in (1, 3, 9)]
    assert some == ["1 error", "3 errors", "9 errors"]
    assert [in_words_of(Czech(), one) for one in some] == ["1 chyba", "3 chyby", "9 chyb"]


def test_a_fact_with_signs_of_a_fact_stays_as_it_is() -> None:
    assert say("nothing in %(what)s", what="%(what)s 100% {x}") == "nothing in %(what)s 100% {x}"


def test_braces_and_per_cent_need_no_escape() -> None:
    assert say("write {secret: some_name}, at most 100%") == "write {secret: some_name}, at most 100%"


def test_what_nobody_made_with_say_stays_as_it_is() -> None:
    assert in_words_of(Czech(), "a list") == "a list"


@pytest.mark.parametrize("facts", [{}, {"what": 1, "more": 2}, {"waht": 1}])
def test_facts_that_do_not_fit_are_a_bug(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="facts"):
        say("nothing in %(what)s", **facts)
