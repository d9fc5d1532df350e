"""Numbers of the register: written by the day, counted by the year and the stream, found however they are typed."""

from __future__ import annotations

from datetime import date

import pytest
from civicore_signals.numbering import key, period, stream, written
from civicore_signals.plan import Registry

from tests.signals.rules.cities import SOFIA, plan

OLD = date(2026, 12, 31)
NEW = date(2027, 1, 1)


def test_a_number_is_written_by_the_pattern() -> None:
    assert written(plan(SOFIA).registry, "01", OLD, 85321) == "СОА26-КЦ01-85321"
    assert written(Registry("{year}/{seq}", digits=5), "", NEW, 7) == "2027/00007"


@pytest.mark.parametrize(("reset", "day", "year"), [("yearly", OLD, 2026), ("yearly", NEW, 2027), ("never", NEW, 0)])
def test_signal_case_54_the_count_follows_the_day_of_registration(reset: str, day: date, year: int) -> None:
    assert period(Registry(reset=reset), day) == year  # type: ignore[arg-type]


def test_signal_case_02_private_kinds_share_no_series_with_public_ones() -> None:
    for of in (plan(), plan(SOFIA)):
        public = {stream(of, one.id) for one in of.kinds.values() if one.public}
        private = {stream(of, one.id) for one in of.kinds.values() if not one.public}
        assert public
        assert private
        assert public.isdisjoint(private)


@pytest.mark.parametrize(
    "typed",
    [
        "СОА24-КЦ01-85321",  # as it is printed, in Cyrillic
        "соа24-кц01-85321",
        "COA24-KЦ01-85321",  # Latin C, O, A, K
        "coa24-kц01-85321",
        "СOА24 КЦ01 85321",
        "СОА24–КЦ01—85321",
        "  соа24кц0185321 ",
        "СОА24‑КЦ01‑85321",
        "ＳＯＡ24-КЦ01-85321".replace("Ｓ", "С"),
    ],
)
def test_signal_case_55_a_number_is_found_in_look_alikes_of_any_case(typed: str) -> None:
    assert key(typed) == key("СОА24-КЦ01-85321")


def test_signal_case_55_every_letter_that_looks_alike_is_one() -> None:
    assert key("АВЕІЈКМНОРЅТУХС") == key("ABEIJKMHOPSTYXC")
    assert key("авеіјкмнорѕтухс") == key("abeijkmhopstyxc")


@pytest.mark.parametrize(
    "other", ["СОА24-КЦ01-85322", "СОА25-КЦ01-85321", "СОА24-КЦ02-85321", "", "85321", "ЦОА24КЦ0185321"]
)
def test_signal_case_55_another_number_stays_another(other: str) -> None:
    assert key(other) != key("СОА24-КЦ01-85321")


def test_no_two_numbers_of_a_city_have_one_key() -> None:
    """Streams of one length, years of one length: without the dashes nothing can slip."""
    registry = plan(SOFIA).registry
    streams = {one.stream for one in plan(SOFIA).kinds.values()}
    keys = [
        key(written(registry, each, date(year, 5, 1), seq))
        for each in streams
        for year in (2025, 2026)
        for seq in (1, 10, 101, 1011, 11, 110)
    ]
    assert len(set(keys)) == len(keys)
