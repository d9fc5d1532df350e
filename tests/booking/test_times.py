"""Free times: clock changes, horizon, lead time, closing time, counters. Pure rules, both edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from civicore_booking.availability import DayAvailability, Rules, Slot, Supply, nearest, refuse_start, window
from civicore_booking.claims import tick_key
from civicore_booking.layout import OfficeDay
from civicore_booking.lifecycle import hold_until
from civicore_booking.ticks import tick_at, ticks_touched, visit_length

from civicore import Duration, Text
from civicore.capacity import Limit
from tests.booking.making import PRAGUE, THREE, at, day_limit_of, free_slots, office_day, rules, taken

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def offered(
    a_rules: Rules,
    day: OfficeDay,
    now: datetime = LONG_AGO,
    usage: Mapping[str, int] | None = None,
    limits: Sequence[Limit] = (),
) -> tuple[Slot, ...]:
    return free_slots(a_rules, Supply(day, tuple(limits)), usage or {}, now).slots


def wall(slots: Sequence[Slot], zone: ZoneInfo = PRAGUE) -> list[str]:
    return [slot.start.astimezone(zone).strftime("%H:%M") for slot in slots]


def test_case_1_the_skipped_hour_is_never_offered() -> None:
    slots = offered(rules(length=30, step=30, horizon="1 year"), office_day("2026-03-29", "01:00-05:00"))
    assert wall(slots) == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]
    assert all(slot.end - slot.start == timedelta(minutes=30) for slot in slots)


def test_case_2_the_doubled_hour_gives_two_different_times() -> None:
    a_rules, day = rules(length=30, step=30, horizon="1 year"), office_day("2026-10-25", "01:00-04:00")
    slots = offered(a_rules, day)
    assert wall(slots) == ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]
    first, second = slots[2], slots[4]
    assert second.start - first.start == timedelta(hours=1)
    usage = taken(a_rules, Supply(day), first.start)
    assert second in offered(a_rules, day, usage=usage)
    assert first.start not in {slot.start for slot in offered(a_rules, day, usage=usage)}


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Europe/Sofia"])
def test_case_1_and_2_in_the_other_zones(zone: str) -> None:
    there = ZoneInfo(zone)
    spring = office_day("2026-03-29", "02:00-05:00", zone=there)
    autumn = office_day("2026-10-25", "02:00-05:00", zone=there)
    assert len(offered(rules(length=30, step=30, horizon="1 year", zone=there), spring)) == 4
    assert len(offered(rules(length=30, step=30, horizon="1 year", zone=there), autumn)) == 8


def test_case_4_a_visit_is_an_instant_and_its_wall_time_follows_the_zone_in_use() -> None:
    slot = offered(rules(horizon="1 year"), office_day("2026-07-09", "09:00-10:00"))[0]
    assert slot.start == datetime(2026, 7, 9, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("today", ["2026-03-10", "2026-04-10", "2026-10-10", "2026-10-26"])
def test_case_5_the_horizon_counts_civil_days(today: str) -> None:
    last = date.fromisoformat(today) + timedelta(days=60)
    a_rules = rules(horizon="60 days")
    before_midnight = window(a_rules, at(f"{today}T00:00:00") - timedelta(seconds=1))
    assert before_midnight.last_day == last - timedelta(days=1)
    assert window(a_rules, at(f"{today}T00:00:00")).last_day == last
    assert window(a_rules, at(f"{today}T23:59:59")).last_day == last


def test_case_5_a_set_release_time_opens_the_newest_day() -> None:
    a_rules = rules(horizon="60 days", opens_at=7 * 60)
    assert window(a_rules, at("2026-03-10T06:59:59")).last_day == date(2026, 5, 8)
    assert window(a_rules, at("2026-03-10T07:00:00")).last_day == date(2026, 5, 9)
    assert window(a_rules, at("2026-04-10T06:59:59.999")).last_day == date(2026, 6, 8)


def test_language_4_3_sixty_days_from_a_monday() -> None:
    assert window(rules(horizon="60 days"), at("2026-10-12T12:00:00")).last_day == date(2026, 12, 11)


@pytest.mark.parametrize(("lead", "first"), [("24 hours", "13:00"), ("1 day", "12:00")])
def test_case_6_a_day_and_24_hours_differ_across_the_clock_change(lead: str, first: str) -> None:
    day = office_day("2026-03-29", "10:00-18:00")
    slots = offered(rules(lead=lead, step=60, length=60), day, now=at("2026-03-28T12:00:00"))
    assert wall(slots)[0] == first


def test_case_7_a_hold_over_the_clock_change_lasts_fifteen_real_minutes() -> None:
    ends = hold_until(at("2026-03-29T01:50:00"), Duration.parse("15 min"), at("2026-03-29T10:00:00"), PRAGUE)
    assert ends.astimezone(PRAGUE).strftime("%H:%M") == "03:05"


def test_case_8_a_reminder_a_day_before_keeps_the_wall_time() -> None:
    start = at("2026-03-29T09:00:00")
    assert Duration.parse("1 day").before(start, PRAGUE).astimezone(PRAGUE).strftime("%d %H:%M") == "28 09:00"
    assert Duration.parse("24 hours").before(start, PRAGUE).astimezone(PRAGUE).strftime("%d %H:%M") == "28 08:00"


def test_case_9_today_is_the_office_s_own_day() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    just_after_midnight = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert window(rules(horizon="0", zone=kyiv), just_after_midnight).last_day == date(2026, 11, 24)


def test_case_11_the_visit_that_ends_at_closing_is_offered_and_no_longer_one() -> None:
    assert wall(offered(rules(length=20, step=5), office_day("2026-01-05", "08:00-09:00")))[-1] == "08:40"
    assert wall(offered(rules(length=60, step=5), office_day("2026-01-05", "08:00-09:00"))) == ["08:00"]
    assert offered(rules(length=65, step=5), office_day("2026-01-05", "08:00-09:00")) == ()


def test_case_11_midnight_may_end_a_day() -> None:
    slots = offered(rules(length=30, step=30), office_day("2026-01-05", "23:00-24:00"))
    assert [slot.end.astimezone(PRAGUE).strftime("%d %H:%M") for slot in slots] == ["05 23:30", "06 00:00"]
    assert all(slot.start.astimezone(PRAGUE).date() == date(2026, 1, 5) for slot in slots)


def test_case_12_a_window_over_midnight_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        office_day("2026-01-05", "22:00-02:00")


def test_each_opening_starts_the_grid_anew() -> None:
    slots = offered(rules(length=20, step=20), office_day("2026-01-05", "08:00-08:50,09:10-10:00"))
    assert wall(slots) == ["08:00", "08:20", "09:10", "09:30"]


def test_odd_opening_minutes_are_rounded_inwards() -> None:
    assert wall(offered(rules(length=5, step=5), office_day("2026-01-05", "08:02-08:14"))) == ["08:05"]


def test_case_33_free_counts_what_is_left_and_never_less_than_nothing() -> None:
    a_rules, day = rules(desks=THREE), office_day("2026-01-05", "08:00-09:00", ("k1", "k2", "k3"))
    eight = at("2026-01-05T08:00:00")
    for number, free in ((0, 3), (1, 2), (2, 1), (3, None), (5, None)):
        found = {
            slot.start: slot.free
            for slot in offered(a_rules, day, usage=taken(a_rules, Supply(day), *[eight] * number))
        }
        assert found.get(eight) == free


def test_case_39_less_capacity_than_bookings_shows_nothing_free_and_one_cancellation_does_not_reopen() -> None:
    wide, narrow = rules(desks=THREE), rules(desks={"k1": {"a"}})
    day = office_day("2026-01-05", "08:00-09:00", ("k1", "k2", "k3"))
    now_day = office_day("2026-01-05", "08:00-09:00", ("k1",))
    eight = at("2026-01-05T08:00:00")
    for booked in (3, 2, 1):
        usage = taken(wide, Supply(day), *[eight] * booked)
        assert eight not in {slot.start for slot in offered(narrow, now_day, usage=usage)}
    assert eight in {slot.start for slot in offered(narrow, now_day)}


def test_case_40_the_quota_stops_citizens_and_not_the_desk() -> None:
    a_rules, day = rules(desks=THREE), office_day("2026-01-05", "08:00-09:00", ("k1", "k2", "k3"))
    capacity, quota = day_limit_of(Supply(day), 5), day_limit_of(Supply(day), 1, "o|hall|q")
    used = {capacity.key: 1, quota.key: 1}
    assert free_slots(a_rules, Supply(day, (capacity, quota)), used, LONG_AGO).full
    assert len(offered(a_rules, day, usage=used, limits=(capacity,))) == 4
    assert {slot.free for slot in offered(a_rules, day, usage={capacity.key: 3}, limits=(capacity,))} == {2}
    assert offered(a_rules, day, usage={capacity.key: 5}, limits=(capacity,)) == ()


def test_case_48_errands_are_summed_first_and_then_rounded() -> None:
    ten, twenty, fifteen = (timedelta(minutes=n) for n in (10, 20, 15))
    assert visit_length([ten, twenty, fifteen]) == timedelta(minutes=45)
    assert visit_length([timedelta(minutes=4)] * 3) == timedelta(minutes=15)
    assert visit_length([timedelta(minutes=12), timedelta(minutes=12)]) == timedelta(minutes=25)


def test_case_49_two_people_take_twice_as_long() -> None:
    length = visit_length([timedelta(minutes=10)], people=2)
    slots = offered(rules(length=int(length.total_seconds() // 60), step=5), office_day("2026-01-05", "08:00-16:00"))
    assert wall(slots)[-1] == "15:40"


def test_case_50_counters_that_stand_in_for_each_other_are_counted_not_seated() -> None:
    desks = {"k1": {"a"}, "k2": {"a"}}
    day = office_day("2026-01-05", {"k1": "08:00-09:00", "k2": "09:00-10:00"})
    assert "08:50" in wall(offered(rules(desks=desks, length=20, step=10), day))


def test_case_51_overlapping_hours_never_add_up() -> None:
    a_rules = rules()
    once = offered(a_rules, office_day("2026-01-05", "08:00-10:00"))
    doubled = offered(a_rules, office_day("2026-01-05", "08:00-09:30,08:30-10:00"))
    assert [(s.start, s.free) for s in doubled] == [(s.start, s.free) for s in once]


def test_overlapping_skills_cannot_oversell() -> None:
    desks = {"c1": {"a", "b"}, "c2": {"b", "c"}}
    day = office_day("2026-01-05", "08:00-08:15", ("c1", "c2"))
    eight = at("2026-01-05T08:00:00")
    one_of_each = [rules(desks=desks, agenda=agenda) for agenda in ("a", "c")]
    usage: dict[str, int] = {}
    for a_rules in one_of_each:
        for key, count in taken(a_rules, Supply(day), eight).items():
            usage[key] = usage.get(key, 0) + count
    assert offered(rules(desks=desks, agenda="b"), day, usage=usage) == ()


def test_s14_the_past_and_this_very_instant_are_not_offered() -> None:
    day = office_day("2026-01-05", "08:00-09:00")
    assert wall(offered(rules(), day, now=at("2026-01-05T08:15:00"))) == ["08:30", "08:45"]


def test_why_a_time_cannot_be_booked() -> None:
    day = office_day("2026-01-05", "08:00-09:00")
    a_rules, now = rules(horizon="30 days", lead="1 hour"), at("2026-01-05T07:30:00")

    def why(start: datetime, the_day: OfficeDay = day, when: datetime = now) -> str | None:
        refused = refuse_start(a_rules, Supply(the_day), start, when)
        return refused.code if refused else None

    assert why(at("2026-01-05T08:30:00")) is None
    assert why(at("2026-01-05T08:15:00")) == "booking.too_soon"
    assert why(at("2026-01-05T08:40:00")) == "booking.no_such_time"
    assert why(at("2026-01-05T08:45:00"), when=at("2025-12-01T00:00:00")) == "booking.too_far_ahead"
    shut = OfficeDay("hall", day.day, reason=Text({"cs": "Štědrý den"}))
    assert why(at("2026-01-05T08:30:00"), shut) == "booking.closed"


def test_nearest_prefers_the_closest_and_of_two_the_earlier() -> None:
    day = office_day("2026-01-05", "08:00-09:00")
    a_rules = rules()
    usage = taken(a_rules, Supply(day), at("2026-01-05T08:15:00"))
    days = [free_slots(a_rules, Supply(day), usage, LONG_AGO)]
    found = nearest(days, at("2026-01-05T08:15:00"))
    assert found is not None and found.start == at("2026-01-05T08:00:00")
    assert nearest([], at("2026-01-05T08:15:00")) is None


@pytest.mark.parametrize("seed", range(12))
def test_nearest_is_what_looking_at_every_time_finds(seed: int) -> None:
    """Among days of which some are full, for times before, between and after all of them."""
    random, start = Random(seed), datetime(2026, 1, 5, tzinfo=UTC)
    days = []
    for number in range(4):
        begins = sorted(random.sample(range(24), random.choice((0, 0, 1, 3, 8))))
        slots = tuple(Slot(start + timedelta(days=number, hours=hour), timedelta(hours=1), 1) for hour in begins)
        days.append(DayAvailability(start.date() + timedelta(days=number), True, None, slots))
    every = [slot for day in days for slot in day.slots]
    for half_hours in range(-10, 2 * 24 * 4 + 10):
        wanted = start + timedelta(minutes=30 * half_hours)
        looked = min(every, key=lambda slot: (abs(slot.start - wanted), slot.start), default=None)
        assert nearest(days, wanted) == looked, wanted


@pytest.mark.parametrize("seed", range(12))
def test_how_the_use_is_handed_over_makes_no_difference(seed: int) -> None:
    """Nothing used, something in every tick, a tick missing and another used in the break, two digits."""
    a_rules = rules(desks=THREE, length=20, step=15)
    supply = Supply(
        office_day("2026-01-05", {"k1": "08:00-10:00,11:00-12:00", "k2": "08:00-12:00", "k3": "09:00-09:30"})
    )
    chosen, scope = Random(seed), next(iter(a_rules.scopes))
    first = tick_at(at("2026-01-05T08:00:00"))
    use = {tick: chosen.randint(1, 2 if seed % 3 else 12) for tick in range(first, first + 48)}
    for tick in chosen.sample(sorted(use), seed % 4):
        del use[tick]
    usage = {tick_key(scope, tick): number for tick, number in use.items()}
    staffed = supply.day.shape.staffed(a_rules.able)
    for slot in offered(a_rules, supply.day, usage={}):
        ticks = ticks_touched(slot.start, slot.end)
        left = min(staffed[tick] - use.get(tick, 0) for tick in ticks)
        found = [one.free for one in offered(a_rules, supply.day, usage=usage) if one.start == slot.start]
        assert found == ([left] if left > 0 else [])


def test_a_use_outside_the_hours_does_not_stand_for_one_within() -> None:
    """As many ticks are used as there are, but one of them lies in the break."""
    a_rules, supply = rules(), Supply(office_day("2026-01-05", "08:00-09:00,10:00-11:00"))
    scope, eight = next(iter(a_rules.scopes)), tick_at(at("2026-01-05T08:00:00"))
    ticks = {*range(eight, eight + 12), *range(eight + 24, eight + 36)} - {eight + 3, eight + 4, eight + 5} | {
        eight + 12, eight + 13, eight + 14,
    }  # fmt: skip
    assert len(ticks) == 24
    usage = {tick_key(scope, tick): 1 for tick in ticks}
    assert wall(offered(a_rules, supply.day, usage=usage)) == ["08:15"]
