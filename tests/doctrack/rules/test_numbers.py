"""Numbers and names as people type them."""

from __future__ import annotations

import pytest
from civicore_doctrack import moments, numbers

from tests.doctrack.archive import at

FORMATS = ("%d.%m.%Y %H:%M", "%d.%m.%Y")


@pytest.mark.parametrize(
    "typed",
    ["AB-1О23", "ав 1023", "АВ І023", "AB І О 2 3", "aB-l0-23", "AB|1023", "ＡＢ１０２３", "№ AB 1023", "ABI023"],
)
def test_signal_case_42_one_number_however_it_is_typed(typed: str) -> None:
    assert numbers.fold(typed) == numbers.fold("AB1023")


def test_other_numbers_stay_apart() -> None:
    assert len({numbers.fold(one) for one in ("AB1023", "AB1024", "БВ1023", "1023", "AB10230", "AD1023")}) == 6
    assert numbers.fold(" - №") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("коваленко", "КОВАЛЕНКО"),
        ("Нечуй Левицький", "Нечуй-Левицький"),
        ("Мар'яненко", "Марʼяненко"),
        ("NOVAK", "Novák"),
        ("Iваненко", "Іваненко"),  # with a Latin I
    ],
)
def test_family_names_as_people_write_them(typed: str, kept: str) -> None:
    assert numbers.fold_name(typed) == numbers.fold_name(kept)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("birth_year", "1987", "07.05.1987"),
        ("birth_date", "7.5.1987", "1987-05-07"),
        ("birth_date", "07/05/1987", "1987-05-07"),
        ("document_code", "x-О1", "X01"),
    ],
)
def test_other_secrets_as_people_write_them(kind: str, typed: str, kept: str) -> None:
    assert numbers.fold_secret(kind, typed) == numbers.fold_secret(kind, kept) != ""


def test_a_day_that_is_none_is_no_other_day() -> None:
    assert numbers.fold_day("31.02.1987") != numbers.fold_day("28.02.1987")


def test_staff_see_the_end_of_a_number() -> None:
    assert numbers.ending("AB-1234567") == "…4567"
    assert numbers.ending("12") == "12"


@pytest.mark.parametrize(
    ("written", "hour", "unclear"),
    [
        ("24.11.2026 11:30", "09:30", False),
        ("2026-11-24T11:30:00+02:00", "09:30", False),
        ("2026-11-24 11:30", "09:30", False),
        ("25.10.2026 03:30", "00:30", True),  # an hour that comes twice
        ("29.03.2026 03:30", "01:30", True),  # an hour that is left out
    ],
)
def test_signal_case_39_instants_as_other_systems_write_them(written: str, hour: str, unclear: bool) -> None:
    from zoneinfo import ZoneInfo

    found, odd = moments.read(written, FORMATS, ZoneInfo("Europe/Kyiv"))
    assert found is not None and (found.strftime("%H:%M"), odd) == (hour, unclear)


@pytest.mark.parametrize("written", ["yesterday", "31.02.2026", "0001-01-01T00:00:00+14:00"])
def test_signal_case_39_what_nobody_can_read_is_unclear(written: str) -> None:
    assert moments.read(written, FORMATS, at(1).tzinfo) == (None, True)  # type: ignore[arg-type]
    assert moments.read(" ", FORMATS, at(1).tzinfo) == (None, False)  # type: ignore[arg-type]
