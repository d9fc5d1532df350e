"""Words and how they are folded for search."""

import pytest

from civicore.base.text import Text, fold


def test_a_missing_language_falls_back_and_says_which_one_is_read() -> None:
    text = Text({"cs": "Občanské průkazy", "en": "Identity cards"})
    assert text.in_("uk") == "Občanské průkazy"
    assert text.language_for("uk") == "cs"


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("Občanské průkazy", "obcanske PRUKAZY"),
        ("Ґанок", "ганок"),
        ("мʼята", "м’ята"),
        ("Дніпро", "дніпро"),
        ("  a   b ", "A B"),
    ],
)
def test_search_folds_what_people_write_in_several_ways(written: str, sought: str) -> None:
    assert fold(written) == fold(sought)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("ї", "і")])
def test_letters_of_their_own_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)
