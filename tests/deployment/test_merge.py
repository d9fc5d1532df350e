"""RFC 7396 and extends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from civicore.deployment import nodes
from civicore.deployment.merge import merge
from civicore.deployment.nodes import Source
from civicore.deployment.reader import read_bytes
from tests.deployment.files import alone, city_file, codes, over_base, pointed_at


def node(text: str) -> nodes.Node:
    return read_bytes(f"v: {text}".encode(), Source("x", Path("x"), ()))[1].entries["v"][1]


@pytest.mark.parametrize(
    ("below", "over", "result"),
    [  # the examples of RFC 7396, appendix A, without those that end in a bare null
        ("{a: b}", "{a: c}", {"a": "c"}),
        ("{a: b}", "{b: c}", {"a": "b", "b": "c"}),
        ("{a: b}", "{a: null}", {}),
        ("{a: b, b: c}", "{a: null}", {"b": "c"}),
        ("{a: [b]}", "{a: c}", {"a": "c"}),
        ("{a: c}", "{a: [b]}", {"a": ["b"]}),
        ("{a: {b: c}}", "{a: {b: d, c: null}}", {"a": {"b": "d"}}),
        ("{a: [{b: c}]}", "{a: [1]}", {"a": ["1"]}),
        ("[a, b]", "[c, d]", ["c", "d"]),
        ("{a: b}", "[c]", ["c"]),
        ("[1, 2]", "{a: b, c: null}", {"a": "b"}),
        ("{}", "{a: {bb: {ccc: null}}}", {"a": {"bb": {}}}),
    ],
)
def test_merging_is_rfc_7396(below: str, over: str, result: Any) -> None:
    assert nodes.plain(merge(node(below), node(over))) == result


def test_null_takes_away_what_was_inherited(tmp_path: Path) -> None:
    loaded = over_base(tmp_path, "offices: {town_hall: {hours: {wed: null}}}\n")
    assert loaded.city is not None
    assert [bool(day) for day in loaded.city.offices["town_hall"].hours.days] == [True] + [False] * 6


def test_every_value_keeps_the_file_that_wrote_it(tmp_path: Path) -> None:
    loaded = over_base(tmp_path, "booking: {horizon: 60 days}\n")
    assert loaded.root is not None
    horizon = nodes.place_of(loaded.root, ("booking", "horizon"))
    prefix = nodes.place_of(loaded.root, ("agendas", "id_cards", "prefix"))
    assert (horizon.source.name, horizon.line) == ("city.yaml", 3)
    assert prefix.source.name == "base.yaml"


@pytest.mark.parametrize(
    ("extends", "caret", "said"),
    [
        ("[preset:zc]", "preset:zc", 'did you mean "preset:cz"?'),
        ("[perset:cz]", "perset:cz", 'did you mean "preset:cz"?'),
        ("[./nobody.yaml]", "./nobody.yaml", "nobody.yaml"),
        ("[./../../etc/passwd]", "./../../etc/passwd", "outside"),
        ("[https://example.org/a.yaml]", "https://example.org/a.yaml", "preset:cz"),
        ("[./city.yaml]", "./city.yaml", "circle"),
        ("{a: b}", "{a: b}", "extends is a list"),
    ],
)
def test_E006_what_cannot_be_extended_is_named(tmp_path: Path, extends: str, caret: str, said: str) -> None:
    loaded = alone(tmp_path, f"civicore: 1\nextends: {extends}\n")
    assert codes(loaded) == ["E006"]
    assert pointed_at(loaded, "E006") == [caret]
    assert said in " ".join((loaded.findings[0].message, *loaded.findings[0].finding.hints))


def test_E006_a_circle_through_two_files(tmp_path: Path) -> None:
    city_file(tmp_path, "extends: [./city.yaml]\n", "other.yaml")
    assert codes(alone(tmp_path, "extends: [./other.yaml]\n")) == ["E006"]


def test_the_same_file_may_be_reached_twice(tmp_path: Path) -> None:
    city_file(tmp_path, "booking: {horizon: 10 days}\n", "a.yaml")
    city_file(tmp_path, "extends: [./a.yaml]\n", "b.yaml")
    assert over_base(tmp_path, "").city is not None
    both = (tmp_path / "city.yaml").read_text().replace("[./base.yaml]", "[./base.yaml, ./a.yaml, ./b.yaml]")
    loaded = alone(tmp_path, both)
    assert loaded.city is not None
    assert str(loaded.city.policy("booking").horizon) == "10 days"


def test_a_presets_languages_need_not_be_the_citys(tmp_path: Path) -> None:
    text = "civicore: 1\nextends: [preset:cz]\ndeployment: {id: a, name: A}\nbooking: {enabled: false}\n"
    loaded = alone(tmp_path, text)
    assert [one.code for one in loaded.errors] == []
    assert loaded.city is not None
    assert loaded.city.languages == ("cs",)
