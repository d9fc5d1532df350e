"""What people type is stored without tricks, whichever way it came."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from civicore.web.typed_text import cleaned, tamed


@given(st.text())
def test_what_was_tamed_is_clean_and_stays_as_it_is(written: str) -> None:
    plain = tamed(written)
    assert cleaned(plain, lines=True) == plain
    assert tamed(plain) == plain


def test_ordinary_words_stay() -> None:
    for words in ("Дупка на бул. „България“ 5\nдо спирката", "Žluťoučký kůň", "हिन्दी में", "❤️ ok"):
        assert tamed(words) == words.strip()


def test_piles_and_turns_are_taken_out() -> None:
    assert tamed("a\u202eb\u200bc\x00") == "abc"
    assert tamed("Z" + "\u0489" * 10_000) == "Z" + "\u0489" * 4
    assert cleaned("Z" + "\u0489" * 10) is None


def test_text_that_prints_needs_no_second_look() -> None:
    """No letter that prints is forbidden or left out, or becomes such a one; no mark is a part of a word."""
    for letter in map(chr, range(sys.maxunicode + 1)):
        if letter.isprintable():
            assert cleaned(f"a{letter}\u200bz") == cleaned(f"a{letter}z") == unicodedata.normalize("NFC", f"a{letter}z")
        assert not (unicodedata.category(letter)[0] == "M" and letter.isalnum())
