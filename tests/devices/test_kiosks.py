"""Kiosks of all plugins: their first screen, their buttons, how they forget, and those in town as devices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civicore.base.codes import Keyring
from civicore.base.text import Text
from civicore.deployment.city import City
from civicore.deployment.loading import load
from civicore.devices.kiosk_leaf import leaf
from civicore.devices.kiosk_memory import Memory, Visit, toggled
from civicore.devices.places import device_named, devices
from civicore.devices.screens import Screens
from civicore.extension.machines import DeviceScreen, KioskButton

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
MEMORY = Memory(Keyring("town", (b"k" * 32,)), "town.market")
FILE = """\
civicore: 1
deployment: {id: town, name: {en: Town}, languages: [en], contact: {email: a@town.example}, timezone: Europe/Prague}
offices:
  %s:
    name: {en: Hall}
    hours: {mon: 08:00-17:00}
    devices:
      kiosk: {kind: kiosk, place: {en: door}}
      board: {kind: display, place: {en: hall}}
channels:
  kiosks:
    market: {place: {en: market}, can: [book], idle_reset: %s}
"""


def city_of(folder: Path, office: str = "hall", idle: str = "40 s") -> tuple[City | None, list[str]]:
    file = folder / "city.yaml"
    file.write_text(FILE % (office, idle), "utf-8")
    loaded = load(file, [], environ={})
    return loaded.city, [one.code for one in loaded.findings]


@pytest.fixture
def city(tmp_path: Path) -> City:
    found, _ = city_of(tmp_path)
    assert found is not None
    return found


@pytest.mark.rule("KRY-04")
def test_a_kiosk_in_town_is_a_device_of_its_own(city: City) -> None:
    assert [one.id for one in devices(city)] == ["hall.kiosk", "hall.board", "town.market"] == list(city.device_names)
    found = device_named(city, "town.market")
    assert found is not None and found.town and found.can == ("book",)
    assert found.entry.kind == "kiosk" and found.entry.idle_reset.exact == timedelta(seconds=40)


def test_no_office_is_called_like_the_kiosks_in_town_and_none_remembers_too_long(tmp_path: Path) -> None:
    assert "L496" in city_of(tmp_path, "town")[1]
    assert "L443" in city_of(tmp_path, "hall", "5 min")[1]
    assert not {"L496", "L443"} & set(city_of(tmp_path)[1])


def test_buttons_stand_in_order_where_their_plugin_says(city: City) -> None:
    late = KioskButton("b.late", "Late", "/device/{device}/late", order=200)
    town = KioskButton("a.town", Text({"en": "Book"}), "/device/{device}/book", when=lambda at: at.town)
    screens = Screens(city, (), (late, town))
    assert [one.path for one in screens.buttons("town.market")] == [
        "/device/town.market/book",
        "/device/town.market/late",
    ]
    assert [one.id for one in screens.buttons("hall.kiosk")] == ["b.late"]
    assert screens.buttons("hall.board") == () == screens.buttons("hall.nowhere")


def test_a_kiosk_begins_with_tickets_where_there_are_some_else_with_its_buttons(city: City) -> None:
    button = KioskButton("a.b", "Book", "/device/{device}/book")
    tickets = DeviceScreen("t.kiosk", "kiosk", "/device/{device}/kiosk")
    begins = {
        one.id: (Screens(city, (tickets,), (button,)).path(one), Screens(city, (), (button,)).path(one))
        for one in devices(city)
    }
    assert begins["hall.kiosk"] == ("/device/hall.kiosk/kiosk", "/device/hall.kiosk/start")
    assert begins["town.market"] == ("/device/town.market/start", "/device/town.market/start")
    assert begins["hall.board"] == ("/device/hall.board/ready", "/device/hall.board/ready")


def test_what_a_kiosk_keeps_is_read_by_that_kiosk_alone_and_not_for_long() -> None:
    visit = Visit(NOW, frozenset({"large"}), "booking", {"agenda": "cards"})
    written = MEMORY.written(visit)
    assert written is not None and MEMORY.read(written, NOW) == visit
    assert Memory(MEMORY.keys, "hall.kiosk").read(written, NOW) == Visit(NOW)
    assert MEMORY.read(f"A{written}", NOW) == Visit(NOW) == MEMORY.read("", NOW)
    assert not visit.over(NOW + timedelta(seconds=29), timedelta(seconds=30))
    assert visit.over(NOW + timedelta(seconds=30), timedelta(seconds=30))
    assert visit.over(NOW - timedelta(minutes=2), timedelta(seconds=30)), "a clock that was set back"


def test_what_is_too_much_for_a_cookie_is_said() -> None:
    assert MEMORY.written(Visit(NOW, room="x", facts={"a": [str(hash((one, one * 7))) for one in range(900)]})) is None


def test_only_known_comforts_are_switched() -> None:
    assert toggled(frozenset(), "large") == {"large"} and toggled(frozenset({"large"}), "large") == frozenset()
    assert toggled(frozenset(), "<script>") == frozenset()


def test_six_choices_a_page_and_never_a_page_that_there_is_not() -> None:
    found = leaf(list(range(14)), 9)
    assert (found.choices, found.page, found.earlier, found.later) == ((12, 13), 2, True, False)
    assert leaf([], 3).pages == 1 and leaf(list(range(6)), 0).later is False
