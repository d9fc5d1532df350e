"""What a text message asks: every spelling that people use, and nothing else."""

from __future__ import annotations

from datetime import date, time

import pytest
from civicore_booking.sms_grammar import Asked, Dialect, day_meant, understood
from hypothesis import given
from hypothesis import strategies as st

CZECH = Dialect("cs", "obj", frozenset({"volne", "volno"}), frozenset({"zrus"}), frozenset({"help", "pomoc"}))
ENGLISH = Dialect("en", "book", frozenset({"free"}), frozenset({"cancel"}), frozenset({"help"}))
DIALECTS = {"cs": CZECH, "en": ENGLISH}
CODES = frozenset({"zop", "pop", "1"})
TODAY = date(2026, 7, 1)


def asked(text: str) -> Asked | None:
    return understood(text, DIALECTS, CODES)


@pytest.mark.parametrize(
    "text",
    [
        "OBJ ZOP 10.8. 14:00 NOVAK",
        "obj zop 10. 8. 14.00 novak",
        "OBJ  ZOP   10.8.  14:00   NOVAK",
        "Obj ZÓP 10.8 14:00 NOVAK",
        "OBJ ZOP 1008 1400 NOVAK",
        "OBJ ZOP 10/8 14:00 NOVAK",
        "OBJ, ZOP 10.08. 14:00, NOVAK.",
        "OBJ ZOP 10.8.14:00 NOVAK",
        "obj\nzop 10.8. 14.00\tNOVAK",
        "OBJ ZOP 10.8. 1400 NOVAK",
    ],
)
def test_channel_case_30_every_spelling_is_the_same_wish(text: str) -> None:
    found = asked(text)
    assert found is not None
    assert (found.act, found.language, found.code) == ("book", "cs", "zop")
    assert (found.day, found.time, found.rest.upper(), found.wrong) == ((10, 8, None), time(14), "NOVAK", "")


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("OBJ ZOP NOVAK", None, None),
        ("OBJ ZOP 10.8. NOVAK", (10, 8, None), None),
        ("OBJ ZOP 10.8.2027 14:00 NOVAK", (10, 8, 2027), time(14)),
        ("OBJ ZOP 10. 8. 2027 14:00 NOVAK", (10, 8, 2027), time(14)),
        ("OBJ ZOP 10.8.27 14:00 NOVAK", (10, 8, 2027), time(14)),
        ("OBJ ZOP 10. 8. 2026 NOVAK", (10, 8, 2026), None),
        ("OBJ ZOP 10.8. 2015 NOVAK", (10, 8, None), time(20, 15)),
        ("OBJ ZOP 31.2. 14:00 NOVAK", (31, 2, None), time(14)),
        ("OBJ ZOP 10.8. 8:05 NOVAK", (10, 8, None), time(8, 5)),
    ],
)
def test_case_74_what_may_be_left_out(text: str, day: object, at: object) -> None:
    found = asked(text)
    assert found is not None and (found.day, found.time, found.rest, found.wrong) == (day, at, "NOVAK", "")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("OBJ ZOP", "name"),
        ("OBJ ZOP 10.8. 14:00", "name"),
        ("OBJ XXX 10.8. 14:00 NOVAK", "code"),
        ("OBJ ZOP 10.8. 25:00 NOVAK", "time"),
        ("OBJ ZOP 10.8. 14:00 15:00 NOVAK", "time"),
        ("OBJ ZOP 14:00 NOVAK", "time"),
        ("OBJ ZOP 123456", "time"),
    ],
)
def test_what_cannot_be_meant_books_nothing(text: str, wrong: str) -> None:
    found = asked(text)
    assert found is not None and (found.act, found.wrong) == ("book", wrong)


@pytest.mark.parametrize(
    ("text", "act", "language"),
    [
        ("OBJ", "help", "cs"),
        ("OBJ HELP", "help", "cs"),
        ("obj pomoc", "help", "cs"),
        ("POMOC", "help", "cs"),
        ("BOOK help", "help", "en"),
        ("OBJ VOLNE ZOP", "free", "cs"),
        ("OBJ ZOP VOLNO", "free", "cs"),
        ("BOOK ZOP free 10.8.", "free", "en"),
        ("OBJ ZRUŠ 048 291", "cancel", "cs"),
        ("book cancel K7XW2M9P", "cancel", "en"),
    ],
)
def test_the_answer_is_in_the_language_of_the_command(text: str, act: str, language: str) -> None:
    found = asked(text)
    assert found is not None and (found.act, found.language) == (act, language)


def test_where_languages_share_a_keyword_the_next_word_tells() -> None:
    shared = {"cs": CZECH, "en": Dialect("en", "obj", ENGLISH.free, ENGLISH.cancel, frozenset({"aid"}))}
    found = understood("OBJ FREE ZOP", shared, CODES)
    assert found is not None and found.language == "en"


@pytest.mark.parametrize("text", ["", "Dobrý den", "OBJEDNAT ZOP NOVAK", "12345", "STOP", "OBJ.ZOP"])
def test_other_words_are_not_meant_for_booking(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    ("written", "today", "day"),
    [
        ((10, 8, None), "2026-07-01", date(2026, 8, 10)),
        ((1, 7, None), "2026-07-01", date(2026, 7, 1)),
        ((10, 1, None), "2026-12-20", date(2027, 1, 10)),
        ((31, 2, None), "2026-01-10", "none"),
        ((10, 13, None), "2026-01-10", "none"),
        ((29, 2, None), "2027-01-10", "none"),
        ((29, 2, None), "2028-01-10", date(2028, 2, 29)),
        ((10, 8, 2025), "2026-07-01", "past"),
        ((10, 8, 2027), "2026-07-01", date(2027, 8, 10)),
    ],
)
def test_case_74_a_day_without_year_is_the_next_one(
    written: tuple[int, int, int | None], today: str, day: object
) -> None:
    assert day_meant(written, date.fromisoformat(today)) == day


def test_channel_case_31_a_day_already_over_is_never_next_years() -> None:
    assert day_meant((10, 8, None), date(2026, 8, 11)) == "past"
    assert day_meant((10, 8, None), date(2026, 11, 24)) == "past"


@given(st.text(max_size=200) | st.from_regex(r"OBJ ZOP [0-9./: ]{0,20}[A-Z ]{0,20}", fullmatch=True))
def test_whatever_is_written_is_understood_or_not_but_never_breaks(text: str) -> None:
    found = asked(text)
    if found is not None and found.act == "book" and not found.wrong:
        assert found.rest and not any(sign.isdigit() for sign in found.rest)
        if found.day is not None:
            day_meant(found.day, TODAY)
