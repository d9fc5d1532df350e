"""What is spoken is what is written: one sentence, in which only the number is said as people say it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from civicore_ticketing.board_words import BoardWords

from civicore.boot import open_city
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages

FILE = Path(__file__).with_name("town.yaml")
LOCALES = Path(__file__).parents[3] / "plugins/ticketing/civicore_ticketing/locales"


@cache
def words() -> BoardWords:
    city = open_city(FILE, core={}, environ={}).loaded.city
    assert city is not None
    return BoardWords(city, Languages(city, read_catalogues([CORE_LOCALES, LOCALES], city.languages)))


@pytest.mark.parametrize("language", ["cs", "uk", "bg", "en"])
@pytest.mark.parametrize("counter", [f"hall.k{number}" for number in range(1, 13)])
@pytest.mark.parametrize("label", ["A012", "7", "ZB100", "Ж003"])
def test_the_spoken_sentence_is_the_written_one(language: str, counter: str, label: str) -> None:
    written, spoken = (say(language, label, counter) for say in (words().written, words().spoken))
    assert label in written
    assert spoken == written.replace(label, words().said(language, label), 1)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("cs", "Číslo á 12, Přepážka 1."),
        ("uk", "Номер а 12, Вікно 1."),
        ("bg", "Номер а 12, Гише 1."),
        ("en", "Number A 12, Counter 1."),
    ],
)
def test_a_number_is_spoken_letter_by_letter_and_without_its_zeros(language: str, sentence: str) -> None:
    assert words().spoken(language, "A012", "hall.k1") == sentence


@pytest.mark.parametrize(
    ("label", "said"),
    [("A012", "á 12"), ("A100", "á 100"), ("007", "7"), ("AB010", "á bé 10"), ("000", "0")],
)
def test_labels_in_czech(label: str, said: str) -> None:
    assert words().said("cs", label) == said


@pytest.mark.parametrize(
    ("language", "counter", "place"),
    [
        ("cs", "k1", "Přepážka 1"),
        ("uk", "k1", "Вікно 1"),
        ("cs", "k2", "kabinka 2"),
        ("uk", "k2", "кабінка 2"),
        ("bg", "k2", "кабина 2"),
        ("en", "k2", "cabin 2"),
        ("cs", "k3", "přepážka k3"),
        ("cs", "k5", "Podatelna"),
        ("cs", "k6", "přepážka 6"),
        ("cs", "gone", "gone"),
    ],
)
def test_a_place_has_its_name_or_the_word_for_its_kind(language: str, counter: str, place: str) -> None:
    assert words().place(language, f"hall.{counter}") == place
