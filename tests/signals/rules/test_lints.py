"""What cannot work in signals is found in the file, under the caret, before anybody writes."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path

import pytest
import yaml

from civicore.deployment.codes import CODES
from civicore.deployment.loading import Loaded
from tests.deployment.files import city_file, codes, judged, pointed_at
from tests.signals.rules.cities import HOME, SOFIA, SQUARES
from tests.tools.counts import times

QUIET = ["W502", "W501"]  # the squares have no mail server and no alarm
WORDS = "{en: a, cs: b}"


def _signals(said: str) -> str:
    return "signals: {" + said.replace("TEXT", WORDS) + "}\n"


def _kind(said: str, name: str = "signal") -> str:
    return _signals("kinds: {" + name + ": {" + said + "}}")


def _type(said: str) -> str:
    return _signals("categories: {services: {" + said + "}}")


def _status(said: str, name: str = "solved") -> str:
    return _signals("statuses: {" + name + ": {" + said + "}}")


def _law(said: str, name: str = "access") -> str:
    return _signals("deadlines: {" + name + ": {" + said + "}}")


def _rule(said: str) -> str:
    return _signals("routing: [{when: {" + said + "}, to: roads, because: TEXT}]")


_NEW = "name: TEXT, by: [unit]"
SENSE = [
    ("E201", _kind("statuses: [received, solvd]"), "solvd"),
    ("E201", _kind("outcomes: [solvd]"), "solvd"),
    ("E201", _kind("deadline: promis"), "promis"),
    ("E201", _type("kinds: [qestion]"), "qestion"),
    ("E201", _type("information: [permit]"), "permit"),
    ("E201", _status("after: [in_wrok]"), "in_wrok"),
    ("E201", _status("reopen: {to: in_wrok}"), "in_wrok"),
    ("E201", _law("ask: {then: left}"), "left"),
    ("E201", _signals("default_unit: center"), "center"),
    ("E201", _signals("terms: conditions"), "conditions"),
    ("E201", _rule("categories: [roads, roads.potholes]"), "roads.potholes"),
    ("E201", _rule("kinds: [signals]"), "signals"),
    ("E201", _rule("areas: [ne, north]"), "north"),
    ("E201", _signals("templates: {thanks: {categories: [road]}}"), "road"),
    ("E201", _signals("registry: {streams: {leter: '02'}}"), "leter"),
    ("L420", _signals("map: {areas: circles.geojson}"), "circles.geojson"),
    ("L420", _signals("map: {base: ground.geojson}"), "ground.geojson"),
    ("L425", _signals("default_unit: null"), "signals"),
    ("L425", _signals("default_unit: parks"), "parks"),
    ("L425", "departments: {roads: {inbox: null}}\n", "roads"),
    ("L425", "departments: {centre: {parent: roads}}\n", "roads"),
    ("L425", _signals("kinds: {petition: {name: TEXT}}, categories: {services: {kinds: [question]}, roads: null}"), ""),
    ("L425", _type("kinds: []"), "services"),
    ("L426", _kind("asks: [category, text, address]"), "address"),
    ("L426", _signals("categories: {roads: {subcategories: {pothole: {questions: {plate: {public: true}}}}}}"), "true"),
    ("L427", "accounts: {enabled: false}\n", ""),
    ("L428", _signals("statuses: {limbo: {" + _NEW + ", after: [limbo]}}"), "signal"),
    ("L428", _signals("statuses: {limbo: {" + _NEW + ", after: [received]}}"), "signal"),
    ("L428", _kind("statuses: [received, registered, in_work]"), "signal"),
    ("L428", _kind("outcomes: [answered, refused, passed_on, left_aside]"), "signal"),
    ("L428", _kind("outcomes: [solved, answered, passed_on], statuses: [received, registered, in_work, solved]"), ""),
    ("L428", _status("after: [registered, left_aside]"), "left_aside"),
    ("L428", _status("reopen: {to: answered}"), "answered"),
    ("L428", _status("by: []"), "[]"),
    ("L428", _status("reopen: {to: registered}", "in_work"), "{to: registered}"),
    ("L428", _status("outcomes: [solved]", "in_work"), "[solved]"),
    ("L428", _kind("statuses: [received, registered, solved, answered]"), ""),
    ("L429", "holidays: {calendar: none}\n", "working_days"),
    ("L430", _signals("keep: {contacts: 50 years}"), "50 years"),
    ("L437", _signals("attachments: {max_files: 11}"), "11"),
    ("L437", _signals("attachments: {max_size: 21 MB}"), "21 MB"),
    ("L440", _signals("map: {tiles: 'https://tiles.example/'}"), "'https://tiles.example/'"),
    ("L445", _kind("track: [link, number]", "letter"), "number"),
    ("L445", _kind("track: [map]", "foi"), "map"),
    ("L445", _signals("number_search: {per_minute: 61}"), "61"),
    ("L446", _signals("urgent: null"), "signals"),
    ("L447", _signals("publish: at_once"), "at_once"),
    ("L463", _law("length: 2 months, counted_in: working_days"), "working_days"),
    ("L463", _law("cap: 5 days"), "5 days"),
    ("L463", _law("extend: {most: 20 hours}"), "20 hours"),
    ("L463", _law("ask: {then: null}"), "{then: null}"),
    ("L463", _law("ask: {then: answered}"), "answered"),
    ("L463", _status("by: [unit]", "left_aside"), "left_aside"),
    ("L464", _type("questions: {which: {ask: TEXT}}"), "which"),
    ("L464", _type("questions: {which: {ask: TEXT, options: {one: TEXT}}}"), "which"),
    ("L464", _type("questions: {which: {ask: TEXT, kind: text, options: {one: TEXT}}}"), ""),
    ("L464", _type("questions: {which: {ask: TEXT, kind: text, when: {other: [one]}}}"), "other"),
    ("L464", _type("questions: {which: {ask: TEXT, kind: text, when: {which: [one]}}}"), "which"),
    (
        "L464",
        _signals(
            "categories: {roads: {subcategories: {pothole: {questions: {depth: {when: {surface: [mud]}}}}}}}",
        ),
        "mud",
    ),
    ("L464", _type("advice: {first: {text: TEXT, when: {other: [one]}}}"), "other"),
    (
        "L464",
        _signals("categories: {roads: {questions: {depth: {ask: TEXT, kind: text}}}}"),
        "depth",
    ),
    ("L464", _rule("answers: {depth: [shallow]}"), "shallow"),
    ("L464", _rule("categories: [lighting], answers: {depth: [deep]}"), "depth"),
    ("L466", _signals("registry: {format: '{year}-{stream}'}"), "'{year}-{stream}'"),
    ("L466", _signals("registry: {format: '{seq}-{stream}'}"), "'{seq}-{stream}'"),
    ("L466", _signals("registry: {format: '{year}-{seq}'}"), "'{year}-{seq}'"),
    ("L466", _signals("registry: {format: '{day}-{year}-{stream}-{seq}'}"), "'{day}-{year}-{stream}-{seq}'"),
    ("L466", _signals("registry: {streams: {letter: '2'}}"), ""),
    ("L466", _signals("registry: {streams: {letter: '01'}}"), ""),
    ("L467", _signals("open311: {kind: letter}"), "letter"),
    ("L469", _rule("kinds: [foi], categories: [roads]"), ""),
    ("L469", _rule("kinds: [letter], origins: [open311], areas: []"), ""),
    ("L470", _signals("templates: {thanks: {categories: [information], kinds: [signal]}}"), "thanks"),
    ("L471", _signals("feeds: {roadworks: {secret: {secret: k}, statuses: {WO-9: mended}}}"), "mended"),
    (
        "L471",
        _signals("feeds: {roadworks: {secret: {secret: k}, statuses: {WO-9: answered/mended}}}"),
        "answered/mended",
    ),
]
IDS = [f"{one[0]} {index}" for index, one in enumerate(SENSE)]


def over_squares(folder: Path, text: str) -> Loaded:
    """What a file that extends the four squares comes to."""
    city_file(folder, SQUARES.read_text("utf-8"), "base.yaml")
    (folder / "squares.geojson").write_bytes((HOME / "squares.geojson").read_bytes())
    return judged(city_file(folder, f"civicore: 1\nextends: [./base.yaml]\n{text}"))


def test_the_squares_have_nothing_to_complain_about(tmp_path: Path) -> None:
    assert sorted(codes(over_squares(tmp_path, ""))) == sorted(QUIET)


@pytest.mark.parametrize(("code", "text", "caret"), SENSE, ids=IDS)
def test_what_cannot_work_is_found_at_its_place(tmp_path: Path, code: str, text: str, caret: str) -> None:
    loaded = over_squares(tmp_path, text)
    assert code in codes(loaded)
    assert not caret or caret in pointed_at(loaded, code)
    assert {one.severity for one in loaded.findings if one.code == code} == {
        "warning" if CODES[code].warning else "error"
    }
    assert (loaded.city is None) == bool(loaded.errors)


@pytest.mark.parametrize("shift", [-0.0005, 0.0005], ids=["gap", "overlap"])
def test_signal_case_24_districts_that_overlap_or_leave_gaps_are_found(tmp_path: Path, shift: float) -> None:
    loaded = over_squares(tmp_path, _signals("map: {areas: moved.geojson}"))
    drawn = json.loads((HOME / "squares.geojson").read_text("utf-8"))
    ring = drawn["features"][0]["geometry"]["coordinates"][0]
    for corner in ring:
        corner[0] += shift if corner[0] == 14.0 else 0
    (tmp_path / "moved.geojson").write_text(json.dumps(drawn), "utf-8")
    loaded = over_squares(tmp_path, _signals("map: {areas: moved.geojson}"))
    assert "L465" in codes(loaded)
    assert loaded.city is None


def test_what_is_turned_off_is_not_judged(tmp_path: Path) -> None:
    assert sorted(codes(over_squares(tmp_path, _signals("enabled: false, default_unit: null")))) == sorted(QUIET)


def test_signal_case_28_a_broken_rule_stops_the_start(tmp_path: Path) -> None:
    assert over_squares(tmp_path, _rule("categories: [road]")).city is None


def test_signal_case_62_sofia_is_whole_in_both_languages() -> None:
    """No text is missing in Bulgarian or English, and nobody finds anything else to say but that secrets are absent."""
    loaded = judged(SOFIA)
    assert loaded.city is not None
    # L435: the bot is another plugin's, which is not asked here.
    assert set(codes(loaded)) <= {"E302", "E303", "L435"}
    written = yaml.safe_load(SOFIA.read_text("utf-8"))
    assert list(texts_with_one_language(written)) == []


def texts_with_one_language(node: object, path: str = "") -> list[str]:
    """Places where only one of the two languages is written."""
    if isinstance(node, dict):
        if {"bg", "en"} & set(node) and all(isinstance(one, str) for one in node.values()):
            return [] if {"bg", "en"} <= set(node) else [path]
        return [found for key, one in node.items() for found in texts_with_one_language(one, f"{path}.{key}")]
    if isinstance(node, list):
        return [found for one in node for found in texts_with_one_language(one, path)]
    return []


def test_sofia_has_the_tree_that_it_needs() -> None:
    city = judged(SOFIA).city
    assert city is not None
    said = city.section("signals")
    types = [one for category in said.categories.values() for one in category.subcategories or (category,)]
    assert len(said.categories) >= 18
    assert len(types) >= 40
    assert list(said.kinds) == ["signal", "question", "letter", "complaint", "proposal", "foi"]


def test_any_leaf_taken_out_of_a_city_gives_findings_and_no_traceback(tmp_path: Path) -> None:
    """Again and again something of the section is missing or is another word of it."""
    tree, chance = yaml.safe_load(SQUARES.read_text("utf-8")), random.Random(62)
    words = sorted({str(key) for key, _ in leaves(tree["signals"])})
    (tmp_path / "squares.geojson").write_bytes((HOME / "squares.geojson").read_bytes())
    file, outcomes = tmp_path / "city.yaml", set()
    for _ in range(times(40, 1000)):
        broken = copy.deepcopy(tree)
        place, key = chance.choice(list(leaves_of(broken["signals"])))
        if chance.random() < 0.5:
            del place[key]
        else:
            place[key] = chance.choice(words)
        file.write_text(json.dumps(broken, ensure_ascii=False), "utf-8")  # JSON is YAML too
        loaded = judged(file)
        assert loaded.city is not None or loaded.errors
        outcomes.add(loaded.city is None)
    assert outcomes == {True, False}


def leaves(node: object) -> list[tuple[str, object]]:
    if not isinstance(node, dict):
        return []
    return [pair for key, one in node.items() for pair in ((key, one), *leaves(one))]


def leaves_of(node: object) -> list[tuple[dict[str, object], str]]:
    """Every key of every map below, with its map."""
    if not isinstance(node, dict):
        return []
    return [pair for key, one in node.items() for pair in ((node, key), *leaves_of(one))]
