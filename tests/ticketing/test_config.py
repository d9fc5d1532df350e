"""What cannot work in a waiting room is found in the file, under the caret, before anybody waits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from civicore_ticketing.config import Ticketing

from civicore.deployment.codes import CODES
from tests.deployment.files import BASE, alone, codes, over_base, pointed_at

SMS = "channels: {sms: {gateway: folder, number: '+420 900 000 001'}}\n"
WORDS = "{cs: a, en: b}"


def _ticketing(said: str) -> str:
    return "ticketing: {" + said + "}\n"


def _agenda(said: str, name: str = "id_cards") -> str:
    return "ticketing: {}\nagendas: {" + name + ": {" + said + "}}\n"


def _display(said: str) -> str:
    return "offices: {town_hall: {devices: {wall: {kind: display, place: " + WORDS + ", " + said + "}}}}\n"


SENSE = [
    ("E112", _ticketing("keys: {next: Enterr}"), "Enterr"),
    ("E112", _ticketing("keys: {next: Alt+N}"), "Alt+N"),
    ("E201", _ticketing("then: [cash]"), "cash"),
    ("E201", _ticketing("remote: {agendas: [cash]}"), "cash"),
    ("L413", _ticketing("ask: {ways: [sms]}, remote: {enabled: true}"), "[sms]"),
    (
        "L413",
        "channels: {email: null}\nbooking: {enabled: false}\n"
        + _ticketing("alarm: {text: " + WORDS + ", to: [it@lhotka.example]}"),
        "[it@lhotka.example]",
    ),
    ("L455", _agenda("ticketing: {then: [id_cards]}"), "[id_cards]"),
    (
        "L455",
        "ticketing: {}\nagendas: {id_cards: {ticketing: {then: [passports]}}, "
        "passports: {ticketing: {then: [id_cards]}}}\n",
        "[passports]",
    ),
    ("L455", _ticketing("then: [passports]"), "[passports]"),  # the city's own rule leads passports to passports
    (
        "L455",
        "ticketing: {}\n"
        "offices: {branch: {name: " + WORDS + ", doors: '07:45', hours: {mon: 08:00-17:00},\n"
        "    counters: {one: {}}, devices: {p: {kind: kiosk, place: " + WORDS + "}}}}\n"
        "agendas: {id_cards: {ticketing: {then: [passports]}}, passports: {offices: [town_hall]}}\n",
        "[passports]",
    ),
    ("L456", _ticketing("keys: {next: F2, recall: F2}"), "F2"),
    ("L456", _ticketing("keys: {next: F5}"), "F5"),
    ("L456", _ticketing("keys: {next: KeyN}"), "KeyN"),
    ("L456", _ticketing("keys: {next: Shift+KeyN}"), "Shift+KeyN"),
    ("L456", _ticketing("keys: {next: Ctrl+KeyN}"), "Ctrl+KeyN"),
    ("L456", _ticketing("keys: {next: Shift+Alt+KeyP, park: Alt+Shift+KeyP}"), "Alt+Shift+KeyP"),
    ("L457", _ticketing("numbers: {first: 500, last: 100}"), "100"),
    ("L457", _ticketing("numbers: {last: 1500}"), "1500"),
    ("L457", _ticketing("numbers: {digits: 2}"), "2"),
    ("L457", _ticketing("numbers: {last: 20}, offline: {numbers: 20}"), "20"),
    ("L457", _agenda("capacity: 60, ticketing: {numbers: {last: 59}}"), "59"),
    (
        "L457",
        _ticketing("numbers: {last: 50}") + "agendas: {id_cards: {prefix: null}, passports: {prefix: null}}\n"
        "departments: {registry: {capacity: 60}}\n",
        "50",
    ),
    (
        "L457",
        "ticketing: {}\n"
        "agendas: {id_cards: {prefix: null}, passports: {prefix: null, ticketing: {numbers: {last: 99}}}}\n",
        "{last: 99}",
    ),
    ("L458", SMS + _ticketing("ask: {ways: [sms]}"), "[sms]"),
    ("L458", _ticketing("remote: {enabled: true, agendas: []}"), "[]"),
    ("L458", "booking: {walk_in: false}\n" + _ticketing("remote: {enabled: true}"), "{enabled: true}"),
    ("L459", _ticketing("announce: {languages: [cs, uk]}"), "uk"),
    ("L459", _ticketing("announce: {quiet: [07:00-12:00, 12:00-18:00]}"), "[07:00-12:00, 12:00-18:00]"),
    ("L459", _display("languages: [cs, uk]"), "uk"),
    ("L460", _ticketing("alarm: {}"), "alarm"),
    ("L461", _ticketing("last_ticket: 10 hours"), "10 hours"),
    ("L462", _agenda("duration: 30 min, ticketing: {longest_wait: 29 min}"), "29 min"),
]
IDS = [f"{one[0]} {one[2][:30]}" for one in SENSE]

SOUND = [
    _ticketing("then: [], keys: {next: NumpadAdd, alarm: off, pause: off}"),
    _ticketing("numbers: {first: 0, last: 99, digits: 2}"),
    _ticketing("announce: {languages: [en], quiet: [07:00-12:00, 12:30-18:00]}"),
    _ticketing("announce: {chime: false, speak: false, quiet: [00:00-24:00]}"),
    _ticketing("last_ticket: 3 hours, at_close: end, alarm: {text: " + WORDS + "}"),
    _agenda("ticketing: {then: [passports], longest_wait: 15 min}"),
    _agenda("capacity: {mon: 25, wed: 25}, ticketing: {numbers: {last: 25}, offline: {numbers: 5}}"),
    SMS + _ticketing("remote: {enabled: true}, ask: {ways: [sms]}"),
    SMS + _ticketing("ask: {ways: [sms]}") + "offices: {town_hall: {devices: {printer: {ticket: [number, qr]}}}}\n",
    _display("languages: [en], rows: 20, size: huge, sound: false, speak: false"),
    "ticketing: {enabled: false, last_ticket: 23 hours}\n",
]


@pytest.mark.parametrize(("code", "text", "caret"), SENSE, ids=IDS)
def test_what_makes_no_sense_is_found_at_its_place(tmp_path: Path, code: str, text: str, caret: str) -> None:
    loaded = over_base(tmp_path, text)
    assert code in codes(loaded)
    assert caret in pointed_at(loaded, code)


@pytest.mark.parametrize(("code", "text", "caret"), SENSE, ids=IDS)
def test_warnings_never_stop_a_city_and_errors_do(tmp_path: Path, code: str, text: str, caret: str) -> None:
    loaded = over_base(tmp_path, text)
    assert {one.severity for one in loaded.findings if one.code == code} == {
        "warning" if CODES[code].warning else "error"
    }
    assert (loaded.city is None) == bool(loaded.errors)


@pytest.mark.parametrize("text", SOUND)
def test_nothing_is_said_about_a_sound_waiting_room(tmp_path: Path, text: str) -> None:
    assert [one for one in codes(over_base(tmp_path, text)) if not one.startswith("E30")] == []


def test_without_the_section_there_is_nothing_to_judge(tmp_path: Path) -> None:
    assert codes(alone(tmp_path, BASE)) == []


def test_a_rule_of_the_city_is_told_once(tmp_path: Path) -> None:
    text = "ticketing: {keys: {next: F5}}\nagendas: {id_cards: {ticketing: {longest_wait: 30 min}}}\n"
    assert codes(over_base(tmp_path, text)).count("L456") == 1


@pytest.mark.parametrize(
    ("said", "caret"),
    [
        ("numbers: {digits: 6}", "6"),
        ("calls: {most: 0}", "0"),
        ("offline: {numbers: -1}", "-1"),
        ("announce: {repeat: 4}", "4"),
        ("delays: {most: 21}", "21"),
    ],
)
def test_numbers_out_of_range_are_refused(tmp_path: Path, said: str, caret: str) -> None:
    assert caret in pointed_at(over_base(tmp_path, _ticketing(said)), "E113")


def test_an_agenda_says_only_what_differs(tmp_path: Path) -> None:
    loaded = over_base(
        tmp_path,
        "ticketing: {calls: {most: 5}, longest_wait: 40 min}\n"
        "departments: {registry: {ticketing: {calls: {pause: 1 min}}}}\n"
        "agendas: {passports: {ticketing: {longest_wait: 20 min}}}\n",
    )
    assert loaded.city is not None
    here: Ticketing = loaded.city.policy("ticketing", office="town_hall", agenda="passports")
    assert (here.calls.most, here.calls.pause.exact) == (5, timedelta(minutes=1))
    assert here.longest_wait.exact == timedelta(minutes=20)
    assert loaded.city.policy("ticketing", agenda="id_cards").longest_wait.exact == timedelta(minutes=40)


def test_what_a_file_leaves_out() -> None:
    rules = Ticketing()
    assert (rules.longest_wait.exact, rules.undo.exact) == (timedelta(minutes=60), timedelta(seconds=10))
    assert (rules.calls.most, rules.calls.pause.exact) == (3, timedelta(minutes=2))
    assert not rules.remote.enabled
    assert rules.alarm is None
    assert len(set(rules.chords().values())) == len(rules.chords()) == 12


def test_a_key_that_is_off_does_nothing() -> None:
    rules = Ticketing.model_validate({"keys": {"alarm": "off"}})
    assert "alarm" not in rules.chords()
