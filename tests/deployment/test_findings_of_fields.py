"""E101 to E116, E201, E301: what a field refuses, under the caret, with the word that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deployment.files import alone, codes, over_base, pointed_at


def _office(said: str) -> str:
    return "offices: {town_hall: {" + said + "}}\n"


WRONG = [
    ("E101", "booking: {horizont: 60 days}\n", "horizont", '"horizon"'),
    ("E101", "boking: {horizon: 60 days}\n", "boking", '"booking"'),
    ("E101", "sginals: {}\n", "sginals", '"signals"'),
    ("E101", _office("hours: {mno: 08:00-09:00}"), "mno", '"mon"'),
    ("E101", "channels: {email: {smtp: {host: {env: HOST, dafault: x}}}}\n", "dafault", '"default"'),
    ("E101", "agendas: {id_cards: {booking: {code: {lenght: 5}}}}\n", "lenght", '"length"'),
    ("E102", "departments: {roads: {room: x}}\n", "roads", '"name"'),
    ("E102", "suspensions: {crisis: {banner: {cs: a, en: b}, instead: [phone]}}\n", "crisis", '"active"'),
    ("E103", "booking: [horizon]\n", "[horizon]", "block"),
    ("E103", "booking: {enabled: yes}\n", "yes", "true or false"),
    ("E103", "booking: {enabled: ture}\n", "ture", '"true"'),
    ("E103", "booking: {code: {length: six}}\n", "six", "whole number"),
    ("E103", "booking: {code: {send_by: email}}\n", "email", "[one, two]"),
    ("E103", "agendas: {id_cards: {offices: town_hall}}\n", "town_hall", "[one, two]"),
    ("E103", "channels: {email: {sender: [a]}}\n", "[a]", "a list"),
    ("E103", "security: {key: {secrte: x}}\n", "{secrte: x}", "{secret: some_name}"),
    ("E103", _office("geo: {lat: north, lon: 15}"), "north", "number"),
    ("E103", "offices: none\n", "none", "block"),
    ("E103", "agendas: {id_cards: {capacity: many}}\n", "many", "whole number"),
    ("E104", "booking: {horizon: 60 dasy}\n", "60 dasy", '"60 days"'),
    ("E104", "booking: {confirmation: {within: 15 m}}\n", "15 m", '"15 min"'),
    ("E104", "booking: {step: 0 min}\n", "0 min", "longer than 0"),
    ("E104", "booking:\n  step:\n", "", "no length of time"),
    ("E104", "booking: {horizon: 9999 years}\n", "9999 years", "100 years"),
    ("E104", "retention: {cancelled: erase_at_onec}\n", "erase_at_onec", '"erase_at_once"'),
    ("E105", _office('hours: {mon: "8,00 - 17,00"}'), '"8,00 - 17,00"', '"08:00-17:00"'),
    ("E105", _office("hours: {mon: 17:00-08:00}"), "17:00-08:00", "ends before"),
    ("E105", _office("hours: {mon: [08:00-12:00, 13:00-25:00]}"), "13:00-25:00", "time of day"),
    ("E105", _office("hours: {sat: colsed}"), "colsed", '"closed"'),
    ("E105", _office("doors: early"), "early", "07:45"),
    ("E106", "closures: {a: {when: 24.12.2026, reason: {cs: a, en: b}}}\n", "24.12.2026", "2026-12-24"),
    (
        "E106",
        "closures: {a: {when: 2026-12-31..2026-12-24, reason: {cs: a, en: b}}}\n",
        "2026-12-31..2026-12-24",
        "ends",
    ),
    ("E106", "holidays: {extra: {2026-02-30: {cs: a, en: b}}}\n", "2026-02-30", "no date"),
    ("E107", "departments: {Roads: {name: {cs: a, en: b}}}\n", "Roads", "lower-case"),
    ("E108", "brand: {colours: {primary: green}}\n", "green", "#00543c"),
    ("E109", "deployment: {url: http://lhotka.example}\n", "http://lhotka.example", "https://"),
    ("E109", "deployment: {url: 'https://a:99999999/'}\n", "'https://a:99999999/'", "https://"),
    ("E109", "channels: {web: {path: booking}}\n", "booking", "begins with /"),
    ("E110", "channels: {email: {sender: nobody}}\n", "nobody", "e-mail"),
    ("E110", "operations: {alert: [a@b.example, x]}\n", "x", "e-mail"),
    ("E111", 'deployment: {contact: {phone: "call us"}}\n', '"call us"', "telephone"),
    ("E112", "booking: {priority: after_curent}\n", "after_curent", '"after_current"'),
    ("E112", "booking: {fields: {phone: requierd}}\n", "requierd", '"required"'),
    ("E112", "booking: {check_in: {at: [ticket_printre]}}\n", "ticket_printre", '"ticket_printer"'),
    ("E112", "deployment: {timezone: Europe/Praha}\n", "Europe/Praha", '"Europe/Prague"'),
    ("E112", "deployment: {languages: [cs, english!]}\n", "english!", "language code"),
    ("E112", "departments: {registry: {quota: {mno: 5}}}\n", "mno", '"mon"'),
    ("E112", "civicore: 2\n", "2", "version 1"),
    ("E113", "booking: {code: {length: 3}}\n", "3", "at least 4"),
    ("E113", "booking: {limits: {active_per_person: 0}}\n", "0", "at least 1"),
    ("E113", 'agendas: {id_cards: {quota: "140%"}}\n', '"140%"', "everything"),
    ("E113", _office("geo: {lat: 95, lon: 15}"), "95", "at most 90"),
    ("E114", "deployment: {slogan: ''}\n", "''", "empty"),
    ("E114", "deployment: {slogan: {cs: '', en: x}}\n", "''", "empty"),
    ("E115", "deployment: {slogan: {cs: a, fr: b}}\n", "fr", "no language"),
    ("E115", "deployment: {slogan: {cs: a, en: b, right}}\n", "right", "quotes"),
    ("E103", "doctrack: {pickup: {cs: ano, hned}}\n", "", "quotes"),
    ("E116", "deployment: {slogan: {en: b}}\n", "{en: b}", '"cs"'),
    ("E201", "offices: {town_hall: {counters: {two: {serves: [pasports]}}}}\n", "pasports", '"passports"'),
    ("E201", "agendas: {id_cards: {department: regsitry}}\n", "regsitry", '"registry"'),
    ("E201", "departments: {registry: {office: town_hal}}\n", "town_hal", '"town_hall"'),
    (
        "E201",
        "closures: {a: {when: 2026-12-28, reason: {cs: a, en: b}, counters: [town_hall.thre]}}\n",
        "town_hall.thre",
        "",
    ),
    ("E201", "roles: {clerk: {name: {cs: a, en: b}, can: [booking.cancle]}}\n", "booking.cancle", '"booking.cancel"'),
    ("E301", "channels: {email: {smtp: {password: hunter2}}}\n", "hunter2", "{secret: some_name}"),
]


@pytest.mark.parametrize(("code", "text", "caret", "word"), WRONG, ids=[f"{one[0]} {one[2]}" for one in WRONG])
def test_a_wrong_value_is_found_at_its_place(tmp_path: Path, code: str, text: str, caret: str, word: str) -> None:
    text = text.replace("civicore: 2\n", "")
    loaded = over_base(tmp_path, text) if caret != "2" else alone(tmp_path, "civicore: 2\n")
    assert code in codes(loaded)
    assert caret in pointed_at(loaded, code)
    said = [" ".join((one.message, *one.finding.hints)) for one in loaded.findings if one.code == code]
    assert any(word in one for one in said)
    assert loaded.city is None
    if code not in ("E102", "E201") and caret != "2":
        assert [one for one in codes(loaded) if one != "L435"] == [code], "one mistake is one finding"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("offices: {town_hall: {capacity: 0}}\n", 3),
        ("agendas:\n  id_cards:\n    duration: 0 min\n", 5),
        ("booking:\n  horizon: -5 days\n", 4),
        ("offices:\n  town_hall:\n    hours:\n      mon: 17:00-08:00\n", 6),
        ("closures:\n  a:\n    when: 2026-12-31..2026-12-24\n    reason: {cs: a, en: b}\n", 5),
    ],
)
def test_case_54_impossible_numbers_are_refused_with_file_and_line(tmp_path: Path, text: str, line: int) -> None:
    loaded = over_base(tmp_path, text)
    assert loaded.city is None
    assert [(one.place.source.name, one.place.line) for one in loaded.errors] == [("city.yaml", line)]


def test_case_54_nobody_on_one_day_and_no_place_for_booking_are_meant(tmp_path: Path) -> None:
    loaded = over_base(tmp_path, "offices: {town_hall: {capacity: {mon: 20, wed: 0}, quota: 0}}\n")
    assert loaded.errors == ()


def test_errors_in_different_places_come_together(tmp_path: Path) -> None:
    text = "booking: {horizont: 60 days, step: 7 mni}\ndeployment: {url: ftp://x}\nretention: {logs: 3 dyas}\n"
    assert sorted(codes(over_base(tmp_path, text))) == ["E101", "E104", "E104", "E109"]


def test_a_broken_office_does_not_blame_the_agendas(tmp_path: Path) -> None:
    """The sense of what hangs together is not judged while a part of it has a wrong shape."""
    assert codes(over_base(tmp_path, "offices: {town_hall: {counters: {one: {knid: desk}}}}\n")) == ["E101"]


def test_references_are_checked_while_something_else_is_broken(tmp_path: Path) -> None:
    loaded = over_base(tmp_path, "booking: {horizont: 1 day}\nagendas: {id_cards: {department: regsitry}}\n")
    assert sorted(codes(loaded)) == ["E101", "E201"]
