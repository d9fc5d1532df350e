"""One owner for every place, and the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from civicore.maps import Areas, Point, problems
from tests.tools.serving import ROOT

SOFIA = ROOT / "deployments/sofia/districts.geojson"
METRE = 1 / 111_320  # degrees of latitude
Ring = list[tuple[float, float]]


def square(west: float, south: float, east: float, north: float) -> Ring:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def file(folder: Path, **areas: list[Ring]) -> Path:
    """Areas as GeoJSON; the first ring is the border, the others are holes."""
    found = [
        {
            "type": "Feature",
            "id": name,
            "properties": {"name": {"bg": name, "en": name.title()}},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for name, rings in areas.items()
    ]
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found}))
    return path


@pytest.fixture
def areas(tmp_path: Path) -> Areas:
    """West and east meet; north lies beyond a gap of 30 m; ring has a hole with an island in it; over overlaps."""
    gap = 30 * METRE
    return Areas.read(
        file(
            tmp_path,
            west=[square(23.0, 42.0, 23.1, 42.1)],
            east=[square(23.1, 42.0, 23.2, 42.1)],
            north=[square(23.0, 42.1 + gap, 23.2, 42.2)],
            ring=[square(23.3, 42.0, 23.5, 42.2), square(23.35, 42.05, 23.45, 42.15)],
            island=[square(23.37, 42.07, 23.43, 42.13)],
            over=[square(23.19, 42.0, 23.25, 42.1)],
        )
    )


@pytest.mark.parametrize(
    ("lat", "lon", "area", "because", "others"),
    [
        (42.05, 23.05, "west", "inside", ()),
        (42.05, 23.1, "west", "border", ("east",)),
        (42.05, 23.1 + 0.3 * METRE, "west", "border", ("east",)),
        (42.0, 23.05, "west", "border", ()),
        (42.1 + 10 * METRE, 23.05, "west", "gap", ()),
        (42.1 + 25 * METRE, 23.05, "north", "gap", ()),
        (42.05, 23.195, "east", "overlap", ("over",)),
        (42.05, 23.22, "over", "inside", ()),
        (42.02, 23.4, "ring", "inside", ()),
        (42.1, 23.4, "island", "inside", ()),
        (42.06, 23.4, None, "outside", ()),
        (42.05 + 20 * METRE, 23.4, "ring", "gap", ()),
        (41.99, 23.05, None, "outside", ()),
        (-42.05, -23.05, None, "outside", ()),
        (90.0, 180.0, None, "outside", ()),
    ],
)
def test_signal_case_24_every_place_has_one_declared_owner(
    areas: Areas, lat: float, lon: float, area: str | None, because: str, others: tuple[str, ...]
) -> None:
    found = areas.at(Point(lat, lon))
    assert (found.area, found.because, found.others) == (area, because, others)
    assert (found.name is None) == (area is None)
    assert areas.at(Point(lat, lon)) == found


def test_signal_case_24_where_three_meet_the_first_of_the_file_has_it(areas: Areas) -> None:
    assert areas.at(Point(42.1, 23.1)).area == "west"


def test_signal_case_26_a_replaced_file_is_another_version_and_knows_other_owners(tmp_path: Path) -> None:
    before = Areas.read(file(tmp_path, west=[square(23.0, 42.0, 23.1, 42.1)], east=[square(23.1, 42.0, 23.2, 42.1)]))
    again = Areas.read(tmp_path / "areas.geojson")
    after = Areas.read(file(tmp_path, west=[square(23.0, 42.0, 23.05, 42.1)], east=[square(23.05, 42.0, 23.2, 42.1)]))
    place = Point(42.05, 23.07)
    assert before.version == again.version != after.version
    assert (before.at(place).area, after.at(place).area) == ("west", "east")


def test_a_new_name_is_no_new_border(tmp_path: Path) -> None:
    before = Areas.read(file(tmp_path, west=[square(23.0, 42.0, 23.1, 42.1)])).version
    path = tmp_path / "areas.geojson"
    path.write_text(path.read_text().replace('"West"', '"Westend"'))
    assert Areas.read(path).version == before


def test_the_same_ring_begun_elsewhere_is_the_same_border(tmp_path: Path) -> None:
    ring = square(23.0, 42.0, 23.1, 42.1)
    before = Areas.read(file(tmp_path, west=[ring])).version
    assert Areas.read(file(tmp_path, west=[[*ring[2:], *ring[1:3]]])).version == before


SHIPPED = Areas.read(SOFIA)
WHOLE = shapely.union_all([one.shape for one in SHIPPED.all])


@given(st.floats(42.44, 42.88), st.floats(23.05, 23.70))
def test_signal_case_24_each_place_in_the_city_belongs_to_exactly_one_district(lat: float, lon: float) -> None:
    found = SHIPPED.at(Point(lat, lon))
    inside = WHOLE.contains(shapely.Point(lon, lat))
    owners = [one.id for one in SHIPPED.all if one.shape.contains(shapely.Point(lon, lat))]
    if inside and found.because == "inside":
        assert owners == [found.area]
    elif inside:
        assert found.because == "border"
        assert set(owners) <= {found.area, *found.others}
    else:
        assert owners == []
        assert found.because in ("outside", "gap", "border")


def test_the_districts_of_sofia_tile_the_city_and_have_their_names() -> None:
    assert problems(SOFIA, ["bg", "en"]) == ()
    assert len(SHIPPED.all) == 24
    assert SOFIA.stat().st_size <= 150_000
    assert "assumed" in SOFIA.read_text(encoding="utf-8")[:200]


@pytest.mark.parametrize(
    ("place", "area"),
    [
        ((42.6958, 23.3329), "oborishte"),
        ((42.6245, 23.3746), "mladost"),
        ((42.7120, 23.3210), "serdika"),
        ((42.6434, 23.2660), "vitosha"),
        ((42.7065, 23.1450), "bankya"),
    ],
)
def test_well_known_places_lie_in_their_districts(place: tuple[float, float], area: str) -> None:
    """The cathedral, the business park, the central station, the church of Boyana, the baths of Bankya."""
    assert SHIPPED.at(Point(*place)).area == area


def test_neighbours_are_drawn_in_other_tints() -> None:
    for number, one in enumerate(SHIPPED.all):
        for other in range(number):
            if one.shape.intersection(SHIPPED.all[other].shape).length > 0:
                assert SHIPPED.tints[number] != SHIPPED.tints[other]
    assert max(SHIPPED.tints) <= 5


def said(path: Path, *languages: str) -> set[tuple[str, tuple[str, ...]]]:
    return {(one.code, one.areas) for one in problems(path, languages)}


def test_overlaps_and_gaps_are_found_with_metres_and_places(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        west=[square(23.0, 42.0, 23.1, 42.1)],
        east=[square(23.1 - 40 * METRE, 42.0, 23.2, 42.1)],
        north=[square(23.0, 42.1 + 12 * METRE, 23.2, 42.2)],
        ring=[square(23.3, 42.0, 23.5, 42.2), square(23.35, 42.05, 23.45, 42.15)],
    )
    found = {one.code: one for one in problems(path) if one.areas != ("ring",)}
    hole = next(one for one in problems(path) if one.areas == ("ring",))
    assert found.keys() == {"overlap", "gap"}
    assert found["overlap"].areas == ("west", "east")
    assert found["overlap"].metres == pytest.approx(40 * 0.742, abs=1)  # a degree of longitude is shorter there
    assert found["gap"].metres == pytest.approx(12, abs=0.5)
    assert found["gap"].at is not None
    assert 42.1 < found["gap"].at.lat < 42.1 + 12 * METRE
    assert hole.code == "gap"
    assert "west and east overlap at 42." in found["overlap"].message


def change(path: Path, number: int, **to: Any) -> Path:
    read = json.loads(path.read_text())
    read["features"][number].update(to)
    path.write_text(json.dumps(read))
    return path


def test_what_is_wrong_with_single_areas_is_named(tmp_path: Path) -> None:
    def fresh() -> Path:
        return file(tmp_path, a=[square(23.0, 42.0, 23.1, 42.1)], b=[square(23.1, 42.0, 23.2, 42.1)])

    assert said(fresh(), "bg", "en") == set()
    assert said(fresh(), "bg", "uk") == {("name", ("a",)), ("name", ("b",))}
    assert said(change(fresh(), 1, id="a")) == {("duplicate", ("a",))}
    assert said(change(fresh(), 0, id="")) == {("id", ())}
    assert said(change(fresh(), 0, properties={})) == {("name", ("a",))}
    assert said(change(fresh(), 0, geometry=None)) == {("ring", ("a",))}
    bow = {"type": "Polygon", "coordinates": [[(23.0, 42.0), (23.1, 42.1), (23.1, 42.0), (23.0, 42.1), (23.0, 42.0)]]}
    assert said(change(fresh(), 0, geometry=bow)) == {("ring", ("a",))}
    point = {"type": "Point", "coordinates": [23.0, 42.0]}
    assert said(change(fresh(), 0, geometry=point)) == {("ring", ("a",))}
    far = {"type": "Polygon", "coordinates": [square(142.0, 123.0, 142.1, 123.1)]}
    assert said(change(fresh(), 0, geometry=far)) == {("range", ("a",))}


def test_a_file_that_is_no_map_is_said_not_raised(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    assert {one.code for one in problems(path)} == {"unreadable"}
    for words, code in (("no", "unreadable"), ("[]", "unreadable"), ('{"type": "Point"}', "unreadable")):
        path.write_text(words)
        assert [one.code for one in problems(path)] == [code]
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert [one.code for one in problems(path)] == ["empty"]
    with pytest.raises(ValueError, match="no areas"):
        Areas.read(path)
