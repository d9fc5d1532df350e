"""What everybody asks of a city: days, closures, counters, limits, rules by level."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from civicore.base.calendar import Closure
from civicore.base.spans import DateSpan, TimeRange
from civicore.base.text import Text
from civicore.deployment.city import City
from tests.deployment.files import over_base

MON, TUE, WED = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
REASON = Text({"cs": "Revize", "en": "Inspection"})


def city(folder: Path, text: str = "") -> City:
    found = over_base(folder, text)
    assert found.city is not None, [one.message for one in found.errors]
    return found.city


def ranges(found: City, day: date, **more: tuple[Closure, ...]) -> str:
    return " ".join(map(str, found.office_day("town_hall", day, more.get("extra", ())).ranges))


def test_weekly_hours_and_days_left_out(tmp_path: Path) -> None:
    found = city(tmp_path)
    assert [ranges(found, day) for day in (MON, TUE, WED)] == ["08:00-17:00", "", "08:00-11:30 12:30-17:00"]


def test_breaks_are_cut_out(tmp_path: Path) -> None:
    found = city(tmp_path, "offices: {town_hall: {breaks: [12:00-12:30]}}\n")
    assert ranges(found, MON) == "08:00-12:00 12:30-17:00"


def test_a_holiday_closes_and_has_its_name_in_the_citys_languages(tmp_path: Path) -> None:
    day = city(tmp_path).office_day("town_hall", date(2027, 7, 5))  # Monday
    assert (day.ranges, day.closed_because and day.closed_because.in_("en")) == ((), "Saints Cyril and Methodius Day")


def test_a_local_holiday_and_a_working_holiday(tmp_path: Path) -> None:
    found = city(tmp_path, "holidays: {extra: {2026-11-23: {cs: Pouť, en: Fair}}, working_days: [2027-07-05]}\n")
    assert str(found.office_day("town_hall", MON).closed_because) == "Pouť"
    assert ranges(found, date(2027, 7, 5)) == "08:00-17:00"


def test_reduced_and_open_holidays(tmp_path: Path) -> None:
    reduced = city(tmp_path, "holidays: {policy: reduced, reduced_hours: 09:00-11:00}\n")
    assert ranges(reduced, date(2027, 7, 5)) == "09:00-11:00"
    assert ranges(city(tmp_path, "holidays: {policy: open}\n"), date(2027, 7, 5)) == "08:00-17:00"


def test_dated_hours_beat_the_week_and_a_holiday_but_no_closure(tmp_path: Path) -> None:
    text = """
offices: {town_hall: {extra_hours: {2026-11-24: 10:00-12:00, 2027-07-05: 08:00-09:00, 2026-11-25: closed}}}
closures: {a: {when: 2026-12-01, reason: {cs: a, en: b}}}
"""
    found = city(tmp_path, text)
    days = (TUE, date(2027, 7, 5), WED, date(2026, 12, 1))
    assert [ranges(found, day) for day in days] == ["10:00-12:00", "08:00-09:00", "", ""]


def test_a_closure_of_the_file_and_one_made_at_the_desk(tmp_path: Path) -> None:
    found = city(tmp_path, "closures: {a: {when: 2026-11-25, time: 08:00-12:00, reason: {cs: a, en: b}}}\n")
    assert ranges(found, WED) == "12:30-17:00"
    made = Closure(DateSpan(MON, MON), REASON, TimeRange(8 * 60, 10 * 60), frozenset({"town_hall"}))
    elsewhere = Closure(DateSpan(MON, MON), REASON, None, frozenset({"branch"}))
    assert ranges(found, MON, extra=(made, elsewhere)) == "10:00-17:00"


def test_a_closed_counter_leaves_the_office_open(tmp_path: Path) -> None:
    """With one office the short form of a counter's name is accepted."""
    text = "closures: {a: {when: 2026-11-23, counters: [two], reason: {cs: Revize, en: Inspection}}}\n"
    found = city(tmp_path, text)
    assert ranges(found, MON) == "08:00-17:00"
    assert found.counter_day("town_hall", "one", MON).ranges
    two = found.counter_day("town_hall", "two", MON)
    assert (two.ranges, two.closed_because) == ((), REASON)
    assert found.closures_of("town_hall") == ()


def test_a_counters_hours_count_within_those_of_the_office(tmp_path: Path) -> None:
    text = "offices: {town_hall: {counters: {one: {hours: {mon: 07:00-12:00}, breaks: [10:00-10:15]}}}}\n"
    found = city(tmp_path, text)
    assert " ".join(map(str, found.counter_day("town_hall", "one", MON).ranges)) == "08:00-10:00 10:15-12:00"
    assert found.counter_day("town_hall", "one", WED).ranges == ()


def test_agendas_of_counters_and_offices_of_agendas(tmp_path: Path) -> None:
    text = "offices: {branch: {name: {cs: a, en: b}, hours: {mon: 08:00-09:00}, counters: {one: {}}, doors: '07:45'}}\n"
    found = city(tmp_path, text + "agendas: {id_cards: {offices: [town_hall]}, passports: {offices: [town_hall]}}\n")
    assert found.agendas_of_counter("town_hall", "one") == {"id_cards", "passports"}
    assert found.agendas_of_counter("town_hall", "two") == {"passports"}
    assert found.agendas_of_counter("branch", "one") == frozenset()
    assert found.offices_of("id_cards") == ("town_hall",)


@pytest.mark.parametrize(
    ("written", "monday", "tuesday"),
    [("30", 30, 30), ("{mon: 30}", 30, None), ("{tue: 0}", None, 0), ('"40%"', 11, 11)],
)
def test_a_number_a_day(tmp_path: Path, written: str, monday: int | None, tuesday: int | None) -> None:
    found = city(tmp_path, f"departments: {{registry: {{quota: {written}}}}}\n")
    quota = found.departments["registry"].quota
    assert [found.limit_on(quota, day, whole=29) for day in (MON, TUE)] == [monday, tuesday]
    assert found.limit_on(None, MON) is None


def test_rules_by_level_the_nearest_wins_field_by_field(tmp_path: Path) -> None:
    text = """
booking: {horizon: 60 days, limits: {active_per_person: 5}, cancellation: {ways: {web_form: {asks: [code, email]}}}}
offices: {town_hall: {booking: {horizon: 50 days, lead_time: 1 hour}}}
departments: {registry: {booking: {horizon: 40 days, confirmation: {within: 10 min}}}}
agendas: {id_cards: {booking: {horizon: 30 days, limits: {per_agenda_and_day: 2}, cancellation: {until: 1 day}}}}
"""
    found = city(tmp_path, text)
    agenda, department = found.policy("booking", agenda="id_cards"), found.policy("booking", department="registry")
    assert [str(one.horizon) for one in (agenda, department, found.policy("booking"))] == [
        "30 days",
        "40 days",
        "50 days",
    ]
    assert str(agenda.lead_time) == "1 hour"
    assert str(agenda.confirmation.within) == "10 min"
    assert (agenda.limits.active_per_person, agenda.limits.per_agenda_and_day) == (5, 2)
    assert agenda.cancellation.ways.web_form.asks == ("code", "email")
    assert str(found.policy("booking", agenda="passports").horizon) == "40 days"


def test_a_channel_asks_what_it_says_over_what_the_city_asks(tmp_path: Path) -> None:
    found = city(tmp_path, "booking: {fields: {phone: required}, channels: {desk: {fields: {last_name: optional}}}}\n")
    rules = found.policy("booking")
    web, desk, kiosk = (rules.fields_by(name) for name in ("web", "desk", "kiosk"))
    assert (web.email, web.last_name, web.phone) == ("required", "required", "required")
    assert (kiosk.email, kiosk.last_name, kiosk.phone) == ("optional", "required", "required")
    assert (desk.last_name, desk.phone) == ("optional", "required")
    assert [rules.confirmed_by(name) for name in ("web", "kiosk", "desk", "sms", "bot")] == ["email_link"] + [
        "none"
    ] * 4


def test_a_section_that_is_not_there(tmp_path: Path) -> None:
    found = city(tmp_path, "booking: null\n")
    assert found.section("booking") is None
    with pytest.raises(LookupError):
        found.policy("booking")


def test_the_city_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        city(tmp_path).brand = None  # type: ignore[assignment]


def test_a_plugins_name_is_no_section(tmp_path: Path) -> None:
    assert city(tmp_path).section("deployment") is None


def test_case_53_a_broken_file_leaves_the_city_that_was_read_untouched(tmp_path: Path) -> None:
    """A reload is a new city or none: the one that runs shares nothing with the file."""
    running = city(tmp_path, "booking: {horizon: 60 days}\n")
    broken = over_base(tmp_path, "booking: {horizon: 60 dasy}\n")
    assert broken.city is None
    assert [one.code for one in broken.errors] == ["E104"]
    assert str(running.policy("booking", agenda="id_cards").horizon) == "60 days"
    mended = city(tmp_path, "booking: {horizon: 50 days}\n")
    assert str(mended.policy("booking").horizon) == "50 days"
    assert str(running.policy("booking").horizon) == "60 days"
