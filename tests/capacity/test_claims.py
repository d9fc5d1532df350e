"""Limits of a day, and what a transaction changes in all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from civicore.capacity import Limit, day_limit, day_limits, net
from civicore.deployment.loading import load

TOWN = """
civicore: 1
deployment: {id: town, name: Town, timezone: Europe/Prague, languages: [en]}
departments: {clerks: {name: Clerks, capacity: {mon: 60}}}
offices: {hall: {name: Hall, hours: {mon: 08:00-17:00, tue: 08:00-17:00}, capacity: 90, quota: 10, counters: {k1: {}}}}
agendas: {cards: {name: Cards, department: clerks}}
"""


def test_net_changes_come_in_the_order_of_keys_and_leave_out_what_cancels() -> None:
    monday, tuesday = (day_limit("o|hall|c", date(2026, 1, day), 5) for day in (5, 6))
    assert net([tuesday], [tuesday]) == ()
    assert [(delta.limit, delta.by) for delta in net([tuesday, tuesday], [monday])] == [(monday, -1), (tuesday, 2)]


def test_a_day_has_the_capacities_of_agenda_department_and_office_and_no_quota(tmp_path: Path) -> None:
    file = tmp_path / "town.yaml"
    file.write_text(TOWN, "utf-8")
    city = load(file, [], environ={}).city
    assert city is not None
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert day_limits(city, "cards", "hall", monday) == (
        Limit("d|clerks|c|2026-11-23", "d|clerks|c", monday, 60),
        Limit("o|hall|c|2026-11-23", "o|hall|c", monday, 90),
    )
    assert [limit.key for limit in day_limits(city, "cards", "hall", tuesday)] == ["o|hall|c|2026-11-24"]
