"""The fixtures that a plugin's own tests are written with."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml

from civicore import Job, hookimpl
from civicore.testing import Boards, Browser, Canary, Cities, Faults, HookCall, Outbox, Printers, Town, TownClock
from civicore.testing.cities import with_plugins
from civicore.testing.network import NetworkForbidden, no_network

PRAGUE = ZoneInfo("Europe/Prague")


class Sham:
    """A plugin of one test."""

    def __init__(self) -> None:
        self.ran = 0

    @hookimpl
    def register_jobs(self) -> list[Job]:
        async def run() -> None:
            self.ran += 1

        return [Job("sham.count", timedelta(hours=1), run)]


def test_a_citizen_books_and_the_letter_is_in_the_outbox(client: Browser, outbox: Outbox, canary: Canary) -> None:
    fields = {"first_name": "Ann", "last_name": canary.values["last_name"], "email": canary.email}
    asked = {"agenda": "cards", "start": "2026-12-01T10:00:00+01:00", "fields": fields}
    page = client.open("/")
    assert page.status == 200
    assert page.forms or page.links
    answer = client.post("/api/v1/bookings", json=asked)
    assert answer.status_code == 201, answer.text
    assert canary.email in [one.to for one in outbox.all]


def test_time_moves_and_jobs_are_done(city: Cities, register_temporarily: Callable[[str, object], None]) -> None:
    sham = Sham()
    register_temporarily("sham", sham)
    town = city("village.yaml")
    before, ran = town.clock.now, sham.ran
    town.clock.advance("1h")
    assert town.clock.now - before == timedelta(hours=1)
    assert sham.ran > ran


def test_staff_and_devices_have_their_screens(town: Town, as_staff: Callable[..., Browser], board: Boards) -> None:
    assert as_staff(town.leading, "en").open("/en/desk/").status == 200
    assert town.browser("en").get("/en/desk/", follow_redirects=False).status_code in (302, 303)
    assert town.kiosk("hall.printer").open("/en/device/hall.printer/kiosk").status == 200
    assert board.page("hall.display").status == 200


def test_each_citizen_has_a_browser_and_a_language(as_citizen: Callable[..., Browser], town: Town) -> None:
    one, other = as_citizen("uk"), as_citizen("bg")
    assert one.open("/").url.endswith("/uk/")
    assert other.open("/").url.endswith("/bg/")
    one.cookies.set("civicore_test", "mine")
    assert "civicore_test" not in other.cookies
    assert as_citizen().open("/").url.endswith(f"/{town.default}/")


def test_a_ticket_is_printed_at_the_hour_of_the_clock(
    clock: TownClock, printer: Printers, as_kiosk: Callable[..., Browser]
) -> None:
    clock.set("2026-11-24T09:30:00+01:00")
    kiosk = as_kiosk("hall.printer")
    kiosk.submit("/en/device/hall.printer/kiosk", button="Identity cards Nobody is waiting")
    assert len(printer.slips("hall.printer")) == 1
    assert "A001" in printer.text() and "09:30" in printer.text()
    clock.advance("15min")
    assert clock.now.astimezone(PRAGUE).strftime("%H:%M") == "09:45"
    clock.jump("2026-11-24T09:00:00+01:00")
    assert clock.now == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_letters_wait_while_the_mail_server_is_away(
    client: Browser, town: Town, faults: Faults, canary: Canary
) -> None:
    fields = {"first_name": "Ann", "last_name": "Malá", "email": canary.email}
    asked = {"agenda": "cards", "start": "2026-12-01T10:00:00+01:00", "fields": fields}
    with faults.smtp_down():
        assert client.post("/api/v1/bookings", json=asked).status_code == 201
        assert town.outbox.to(canary.email) == []
    town.clock.advance("1h")
    assert town.outbox.to(canary.email)
    assert canary.in_tables(town)


def test_a_test_speaks_with_nobody_outside() -> None:
    with no_network() as tried, pytest.raises(NetworkForbidden):
        socket.create_connection(("courier.example", 80))
    assert tried == ["courier.example"]


def test_hooks_are_told_with_their_parts(hook_calls: tuple[HookCall, ...]) -> None:
    told = {(one.plugin, one.hook) for one in hook_calls if one.parts}
    assert ("booking", "register_routes") in told
    assert "lostfound" not in {plugin for plugin, _ in told}


@pytest.mark.parametrize(
    ("text", "names"),
    [("a: 1\n", ["new"]), ("a: 1\nplugins: {}\n", ["new"]), ("plugins: {old: {}}\na: 1\n", ["new", "old"])],
)
def test_a_plugin_is_listed_once_in_a_file_with_or_without_others(text: str, names: list[str]) -> None:
    said = with_plugins(text, {"new": {}})
    assert said.count("plugins:") == 1
    assert list(yaml.safe_load(said)["plugins"]) == names


def test_a_city_runs_on_each_database(city: Cities, database: str) -> None:
    town = city("hamlet.yaml", plugins={})
    assert town.database == database
    assert town.browser("en").open("/en/").status == 200
