"""Which question comes next, what Back takes away, and what keys type; without a server."""

from __future__ import annotations

import pytest
from civicore_booking.kiosk_keys import board_of, boards, cased, pressed
from civicore_booking.kiosk_stand import typing_of
from civicore_booking.kiosk_state import Choices, Visit, asked_now, back, screen, settled

from civicore import Field
from civicore.deployment.city import City
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from tests.booking.conftest import FILE
from tests.booking.town import PLUGIN, read_city

MANY = Choices(("cards", "wedding"), ("apply", "collect"), ("hall", "branch"), ("first_name", "email"))
ONE = Choices(("cards",), ("apply",), ("hall",), ("first_name",))
WHOLE = Visit(agenda="cards", activity="apply", office="hall", day="2026-11-24", time="2026-11-24T07:00:00Z")


def test_questions_come_in_order_and_one_answer_is_not_asked() -> None:
    visit, seen = settled(Visit(), ONE), []
    for name, answer in (("day", "2026-11-24"), ("time", "2026-11-24T07:00:00Z")):
        seen.append(screen(visit, ONE))
        visit = visit.on(**{name: answer})
    assert seen == ["day", "time"] and screen(visit, ONE) == "ask"
    assert screen(visit.on(answers={"first_name": "Jan"}), ONE) == "check"


def test_every_question_with_a_choice_is_asked() -> None:
    seen = []
    visit = Visit()
    for name, answer in (("agenda", "cards"), ("activity", "apply"), ("office", "hall"), ("day", "x"), ("time", "x")):
        seen.append(screen(visit, MANY))
        visit = visit.on(**{name: answer})
    assert seen == ["agenda", "activity", "office", "day", "time"]


def test_back_takes_away_the_last_answer_that_was_asked_for() -> None:
    done = WHOLE.on(answers={"first_name": "Jan", "email": ""})
    seen = []
    here: Visit | None = done
    while here is not None:
        seen.append((screen(here, MANY), dict(here.answers)))
        here = back(here, MANY)
    assert [name for name, _ in seen] == ["check", "ask", "ask", "time", "day", "office", "activity", "agenda"]
    assert back(done.on(answers={"first_name": "Jan"}), MANY).typed == "Jan"  # type: ignore[union-attr]
    assert back(settled(Visit(), ONE), ONE) is None


def test_what_is_not_offered_is_not_kept() -> None:
    assert settled(Visit(agenda="fishing", office="moon"), MANY) == Visit()
    assert asked_now(Visit(answers={"first_name": ""}), ("first_name", "email")) == "email"


@pytest.mark.parametrize("facts", [{}, {"mode": "cancel", "answers": {"code": "1"}}, {"mode": "book", "hack": 1}])
def test_what_another_page_or_program_kept_is_forgotten(facts: dict[str, object]) -> None:
    assert Visit.of(facts, "book") == Visit()


def test_what_is_kept_is_read_again_and_nothing_else_is() -> None:
    kept = WHOLE.on(answers={"first_name": "Jan"})
    assert Visit.of(kept.facts(), "book") == kept
    assert set(Visit().facts()) == {"mode"}


@pytest.mark.parametrize(
    ("typed", "key", "expected"),
    [
        ("", "О", "О"),
        ("О", "Л", "Ол"),
        ("Анна-", "М", "Анна-М"),
        ("Іван ", "Ф", "Іван Ф"),
        ("Д", "’", "Д’"),
        ("Олена", "back", "Олен"),
        ("Олена", "clear", ""),
        ("", "back", ""),
        ("Олена", "@", "Олена"),
        ("Олена", "DROP", "Олена"),
    ],
)
def test_names_are_typed_as_they_are_written(typed: str, key: str, expected: str) -> None:
    assert pressed(typed, key, "name", "ОЛЕНАФМД’-") == expected


def test_other_answers_are_typed_as_the_keys_say() -> None:
    assert cased("a", "B", "text") == "B" and cased("", "b", "address") == "b"
    assert len(pressed("x" * 200, "a", "text", "a")) == 200


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Languages:
    city: City = read_city(FILE, tmp_path_factory.mktemp("city"), {})
    return Languages(city, read_catalogues([CORE_LOCALES, PLUGIN / "locales"], ("en", "cs", "uk", "bg")))


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("uk", "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"),
        ("bg", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯ"),
        ("cs", "ABCDEFGHIJKLMNOPQRSTUVWXYZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ"),
        ("en", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ],
)
def test_every_letter_of_a_language_has_a_key(languages: Languages, language: str, letters: str) -> None:
    found = boards(languages, language, "name")
    keys = "".join(found[0].rows)
    assert found[0].language == language and set(letters) <= set(keys) and len(set(keys)) == len(keys)
    assert max(len(row) for row in found[0].rows) <= 12


def test_an_address_is_typed_in_latin_letters_in_every_language(languages: Languages) -> None:
    (board,) = boards(languages, "uk", "address")
    assert {"@", ".", "q", "7"} <= set("".join(board.rows))
    assert board_of(boards(languages, "uk", "name"), "en").rows[0].startswith("QWERTY")
    assert board_of(boards(languages, "uk", "name"), "xx").language == "uk"


@pytest.mark.parametrize(
    ("kind", "typing"),
    [
        ("name", "name"),
        ("text", "text"),
        ("email", "address"),
        ("tel", "digits"),
        ("number", "digits"),
        ("radio", None),
    ],
)
def test_a_question_is_typed_or_touched(kind: str, typing: str | None) -> None:
    assert typing_of(Field("x", "X", kind)) == typing
