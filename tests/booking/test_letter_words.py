"""What a letter says about a visit, and which visit it means: golden letters, nothing looked up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from civicore_booking.booking import Booking
from civicore_booking.letter_matching import Coming, Hit, Sender, hits
from civicore_booking.letter_words import Code, Said, Shape, codes_in, days_in, said, same_name
from civicore_booking.terms import Terms

from civicore import Duration, Text

NAMES = frozenset({"pin", "pin-код", "пін", "пін-код", "пин", "пин-код", "код", "kod", "коду"})
SHAPE = Shape(frozenset({6}), frozenset({8}), NAMES)
MONTHS = {"листопада": 11, "грудня": 12, "ledna": 1}
TODAY = date(2026, 11, 24)
KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    "written",
    [
        "ПІН-КОД: 123 456",
        "пин 123-456",
        "ПІН код 123456.",
        "Мій пін: 12 34 56",
        "PIN 123–456, дякую",
        "pin-код № 123456",
        "код запису 123456",
        "пін\u00a0123\u00a0456",
        "ПІН - 1 2 3 4 5 6",
        "мій ПІН‑КОД 123456".replace("‑", "-"),
        "ПІН 123456 25 листопада",
        "тел. +38 067 555 44 33, пін-код 123456",
    ],
)
def test_a_code_is_found_however_it_is_written(written: str) -> None:
    assert codes_in(written, SHAPE)[0] == Code("123456", True)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("123456", (Code("123456", False),)),
        ("Мій телефон 067 123 45 67", ()),
        ("+380671234567", ()),
        ("25.11.2026 о 10:20", ()),
        ("індекс 50101, кв. 12", ()),
        ("рахунок 1234567890", ()),
        ("квартира 12, ПІН не знаю. Телефон 555123", (Code("555123", False),)),
    ],
)
def test_other_numbers_are_no_codes_or_prove_nothing(written: str, found: tuple[Code, ...]) -> None:
    assert codes_in(written, SHAPE) == found


@pytest.mark.parametrize("written", ["AB2C-9XYZ", "ab2c9xyz", "код АВ2С9ХYZ"])
def test_an_identification_code_is_found_in_letters_of_either_alphabet(written: str) -> None:
    assert codes_in(written, SHAPE) == (Code("AB2C9XYZ", True),)


def test_who_writes_many_codes_is_not_followed() -> None:
    assert len(codes_in(" ".join(f"{number:06};" for number in range(40)), SHAPE)) == 8


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("25.11", date(2026, 11, 25)),
        ("25. 11. 2026", date(2026, 11, 25)),
        ("25/11/26", date(2026, 11, 25)),
        ("2026-11-25", date(2026, 11, 25)),
        ("25 листопада", date(2026, 11, 25)),
        ("3. ledna", date(2027, 1, 3)),
        ("10.1.", date(2027, 1, 10)),
        ("31.2.", None),
        ("о 10.60", None),
    ],
)
def test_days_are_read(written: str, day: date | None) -> None:
    assert list(days_in(written, MONTHS, TODAY)) == ([day] if day else [])


@pytest.mark.parametrize("written", ["о 9:00", "в 9.00", "09:00", "на 09.00 ранку"])
def test_times_are_read(written: str) -> None:
    assert time(9, 0) in said(written, SHAPE, MONTHS, TODAY).times


@pytest.mark.parametrize("word", ["шевчук", "шевчука", "шевчуку", "шевчуком"])
def test_a_name_is_known_in_every_case_of_the_grammar(word: str) -> None:
    assert same_name("шевчук", {word, "інше"})
    assert not same_name("шевченко", {word})


def test_short_names_and_double_names_are_exact() -> None:
    assert same_name("лі", {"лі"}) and not same_name("лі", {"літо"})
    assert same_name("коваль-петренко", {"коваль-петренко"})
    assert not same_name("", {"коваль"})


# Which visit is meant


def visit(number: int, name: str = "Коваль", hour: int = 9, day: int = 25, email: str = "") -> Booking:
    start = datetime(2026, 11, day, hour, tzinfo=KYIV).astimezone(UTC)
    zero = Duration()
    terms = Terms(timedelta(minutes=20), zero, zero, "lapse", zero, (), "erase", Text({"uk": "ПІН"}), "digits", 6)
    fields = {"last_name": name, **({"email": email} if email else {})}
    made = start - timedelta(days=1)
    id = UUID(int=number)
    end = start + timedelta(minutes=20)
    return Booking(
        id,
        "confirmed",
        "visits",
        (),
        "hall",
        date(2026, 11, day),
        start,
        end,
        1,
        "web",
        "uk",
        terms,
        made,
        fields=fields,
    )


NOBODY = Sender("family@mail.example", "")


def meant(
    text: str,
    every: list[Booking],
    *,
    sender: Sender = NOBODY,
    opened: dict[str, list[Booking]] | None = None,
    answers: str = "",
) -> tuple[Hit, ...]:
    return hits(said(text, SHAPE, MONTHS, TODAY), sender, Coming(opened or {}, {}, every), answers, KYIV)


def test_the_code_decides_whatever_else_the_letter_says() -> None:
    one, other = visit(1), visit(2, "Шевчук", 11)
    (hit,) = meant("Шевчук, ПІН 123456", [one, other], opened={"123456": [one]})
    assert hit.booking == one and hit.sure


def test_a_number_that_is_not_called_a_code_needs_the_name_too() -> None:
    one = visit(1)
    (alone,) = meant("замовлення 123456", [one], opened={"123456": [one]})
    (named,) = meant("Коваль, 123456", [one], opened={"123456": [one]})
    assert (alone.sure, named.sure) == (False, True)


def test_a_code_of_two_visits_is_certain_by_the_name_alone() -> None:
    one, other = visit(1), visit(2, "Шевчук", 11)
    unclear = meant("ПІН 123456", [], opened={"123456": [one, other]})
    clear = meant("ПІН 123456, Шевчук", [], opened={"123456": [one, other]})
    assert [hit.sure for hit in unclear] == [False, False]
    assert (clear[0].booking, clear[0].sure) == (other, True)
    assert not any(hit.sure for hit in clear[1:])


def test_name_day_and_time_find_it_and_are_never_certain() -> None:
    every = [visit(1), visit(2, "Коваленко"), visit(3, "Коваль", 11, 26), visit(4, "Мельник")]
    (hit,) = meant("Скасуйте Коваль 25.11 о 9:00", every)
    assert (hit.booking.id.int, hit.sure, set(hit.by)) == (1, False, {"name", "day", "time"})


def test_the_address_of_the_sender_finds_it_where_the_letter_says_nothing() -> None:
    (hit,) = meant(
        "не прийду", [visit(1, email="O@mail.example"), visit(2, "Інший")], sender=Sender("o@MAIL.example", "")
    )
    assert (hit.booking.id.int, hit.sure, set(hit.by)) == (1, False, {"address"})


def test_time_alone_names_nobody() -> None:
    assert meant("скасуйте на 25.11 о 9:00", [visit(1)]) == ()


def test_an_answer_to_our_message_is_certain_from_the_address_it_went_to() -> None:
    one = visit(1, email="o@mail.example")
    (theirs,) = meant("скасуйте", [one], sender=Sender("o@mail.example", ""), answers=one.about)
    (forwarded,) = meant("скасуйте", [one], answers=one.about)
    assert (theirs.sure, forwarded.sure) == (True, False)


def test_of_namesakes_all_are_shown_and_none_is_certain() -> None:
    found = meant("Коваль", [visit(1), replace(visit(2), office="branch")])
    assert len(found) == 2 and not any(hit.sure for hit in found)


def test_an_empty_letter_means_nothing() -> None:
    assert meant("", [visit(1)]) == () and said("", SHAPE, MONTHS, TODAY) == Said()
