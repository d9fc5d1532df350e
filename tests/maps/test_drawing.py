"""What is drawn: escaped, named, reachable, and never by colour alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicore.maps import Atlas, Cluster, MapView, Mark, Point, clusters, headers, svg
from civicore.maps.atlas import read_atlas
from civicore.maps.browser import as_json
from civicore.maps.marks import TOUCHING
from tests.maps.town import town
from tests.tools.serving import ROOT

VIEW = MapView(Point(42.05, 23.1), 12, 640, 480)
EVIL = '"><script>alert(1)</script>&'


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    return town(tmp_path)


def drawn(picture: str) -> ElementTree.Element:
    """The drawing as XML: it must be well-formed."""
    return ElementTree.fromstring(picture)


def test_every_mark_is_a_link_with_a_name_a_shape_and_a_letter(atlas: Atlas) -> None:
    marks = [
        Mark(Point(42.05, 23.09), f"Lamp {EVIL}", "/en/x?a=1&b=2", "diamond", "B"),
        Mark(Point(42.07, 23.12), "Hole", "/en/y", "square", "<"),
    ]
    root = drawn(svg(VIEW, atlas, marks, language="en", label=f"Map {EVIL}"))
    links = [(one.get("aria-label"), one.get("href"), one.find("title").text) for one in root.iter("a")]  # type: ignore[union-attr]
    assert links == [(f"Lamp {EVIL}", "/en/x?a=1&b=2", f"Lamp {EVIL}"), ("Hole", "/en/y", "Hole")]
    assert [one.find("text").text for one in root.iter("a")] == ["B", "<"]  # type: ignore[union-attr]
    assert len({one.find("path").get("d") for one in root.iter("a")}) == 2  # type: ignore[union-attr]
    assert [one.get("aria-label") for one in root.iter("svg")] == [f"Map {EVIL}"]


def test_nothing_is_styled_inline_and_names_are_those_of_the_language(atlas: Atlas) -> None:
    for language, name in (("bg", "Изток"), ("en", "East"), ("cs", "Изток")):
        picture = svg(VIEW, atlas, language=language)
        assert name in "".join(drawn(picture).itertext())
        assert not re.search(r"style|<script|onclick", picture)
        assert "<b>" not in picture


def test_a_narrow_window_uses_the_same_ground_and_shows_what_lies_in_it(atlas: Atlas) -> None:
    middle, edge = Mark(Point(42.05, 23.1), "m", "/m"), Mark(Point(42.05, 23.03), "e", "/e")
    root = drawn(svg(VIEW, atlas, [middle, edge], language="en", label="Map", small=(200, 200)))
    kept, narrow, wide = root.findall("svg")
    assert [one.get("href") for one in narrow.iter("a")] == ["/m"]
    assert [one.get("href") for one in wide.iter("a")] == ["/m", "/e"]
    name = f"#{kept.find('g').get('id')}"  # type: ignore[union-attr]
    assert [one.get("href") for one in root.iter("use")] == [name, name]
    assert narrow.get("viewBox") == "220 140 200 200"


def test_a_map_without_marks_is_a_picture_and_a_map_without_a_name_is_decoration(atlas: Atlas) -> None:
    assert drawn(svg(VIEW, atlas, language="en", label="Map")).find("svg").get("role") == "img"  # type: ignore[union-attr]
    bare = drawn(svg(VIEW, atlas, language="en")).find("svg")
    assert bare is not None
    assert (bare.get("role"), bare.get("aria-hidden")) == (None, "true")


def test_far_away_nothing_breaks(atlas: Atlas) -> None:
    for centre in (Point(-80, -170), Point(42.05, 23.1)):
        for zoom in (3, 19):
            drawn(svg(MapView(centre, zoom, 300, 200), atlas, language="en", chosen="west"))


def test_clusters_have_words_and_lead_somewhere(atlas: Atlas) -> None:
    marks = [Mark(Point(42.05, 23.1 + number / 1e5), "x", "/x") for number in range(12)]
    found = clusters(marks, VIEW)
    assert [len(one.marks) for one in found if isinstance(one, Cluster)] == [12]
    picture = svg(VIEW, atlas, found, language="en", cluster=lambda one: (f"{len(one.marks)} signals", "/nearer"))
    link = next(drawn(picture).iter("a"))
    assert (link.get("aria-label"), link.get("href")) == ("12 signals", "/nearer")
    with pytest.raises(ValueError, match="words"):
        svg(VIEW, atlas, found, language="en")


places = st.builds(Point, st.floats(41.9, 42.2), st.floats(22.9, 23.3))


@given(st.lists(places, max_size=60))
def test_clustering_loses_nothing_and_leaves_room(points: list[Point]) -> None:
    marks = [Mark(point, str(number), "/") for number, point in enumerate(points)]
    found = clusters(marks, VIEW)
    told = [mark for one in found for mark in (one.marks if isinstance(one, Cluster) else [one])]
    assert sorted(one.title for one in told) == sorted(one.title for one in marks if one.point in VIEW.bbox)
    assert found == clusters(marks, VIEW)
    spots = [VIEW.to_pixel(one.point) for one in found]
    for number, (x, y) in enumerate(spots):
        assert all((x - u) ** 2 + (y - v) ** 2 >= TOUCHING**2 for u, v in spots[:number])


def test_clusters_stay_together_when_marks_cannot_be_parted() -> None:
    here = [Mark(Point(42.05, 23.1), str(number), "/") for number in range(3)]
    (found,) = clusters(here, VIEW)
    assert isinstance(found, Cluster)
    assert not found.apart


def test_shapes_for_the_browser_are_small_and_in_its_language(atlas: Atlas) -> None:
    read = json.loads(as_json(atlas, "en"))
    east = next(one for one in read["features"] if one["properties"].get("id") == "east")
    assert east["properties"]["name"] == "East"
    assert east["properties"]["at"] == [pytest.approx(42.05, abs=0.03), pytest.approx(23.13, abs=0.01)]
    assert east["properties"]["tint"] != read["features"][-2]["properties"]["tint"]
    sofia = ROOT / "deployments/sofia"
    whole = as_json(read_atlas(sofia / "districts.geojson", sofia / "base.geojson"), "bg")
    assert "Младост" in whole
    assert len(whole) < 120_000


def test_only_the_page_with_tiles_may_load_them(tmp_path: Path) -> None:
    assert headers(town(tmp_path)) == {}
    tiled = town(tmp_path, tiles="https://{s}.tiles.example/{z}/{x}/{y}.png")
    policy = headers(tiled)["Content-Security-Policy"]
    assert "img-src 'self' data: https://*.tiles.example;" in policy
    assert policy.count("tiles.example") == 1


def test_an_unknown_kind_of_ground_is_said(tmp_path: Path) -> None:
    town(tmp_path)
    base = tmp_path / "base.geojson"
    base.write_text(base.read_text().replace('"kind": "road"', '"kind": "motor"'))
    with pytest.raises(ValueError, match="motor"):
        read_atlas(tmp_path / "areas.geojson", base)


def test_the_scale_is_in_the_words_of_the_page(atlas: Atlas) -> None:
    named = replace(atlas, units={"bg": ("км", "м")})
    for language, words in (("bg", "км"), ("en", "km")):
        assert f"\u00a0{words}</text>" in svg(MapView(VIEW.centre, 11, 300, 200), named, language=language)
    assert "\u00a0м</text>" in svg(MapView(VIEW.centre, 16, 300, 200), named, language="bg")
