"""How a person says where something is, without script: clicks, buttons, typed words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from civicore.maps import Atlas, Picker, Point, read_place
from civicore.maps.picker import FARTHEST, NEAREST, SIZES
from tests.maps.town import town


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    return town(tmp_path, outside="refuse")


def codes(place: Picker) -> list[tuple[str, str]]:
    return [(one.field, one.refusal.code) for one in place.errors]


def test_signal_case_29_words_alone_are_enough(atlas: Atlas) -> None:
    place = read_place(atlas, {"address": "  ъгъла на ул. Роза ", "area": "", "lat": "", "lon": ""})
    assert (place.errors, place.moved) == ((), False)
    assert place.chosen.address == "ъгъла на ул. Роза"
    assert (place.chosen.point, place.chosen.area, place.chosen.because) == (None, None, "none")
    assert not place.chosen.empty


def test_signal_case_29_a_pin_goes_with_free_words_and_nobody_looks_them_up(atlas: Atlas) -> None:
    place = read_place(atlas, {"address": "при моста", "lat": "42.05", "lon": "23.12"})
    assert place.chosen.point == (42.05, 23.12)
    assert (place.chosen.address, place.chosen.area, place.chosen.because) == ("при моста", "east", "inside")
    assert place.chosen.areas_version == atlas.areas.version


def test_a_district_alone_is_a_place_and_nothing_is_none(atlas: Atlas) -> None:
    assert read_place(atlas, {"area": "west"}).chosen.area == "west"
    assert read_place(atlas, {}).chosen.empty
    assert codes(read_place(atlas, {"area": "atlantis"})) == [("area", "field.not_offered")]


def test_a_pin_says_the_district_better_than_a_person(atlas: Atlas) -> None:
    place = read_place(atlas, {"area": "west", "lat": "42.05", "lon": "23.12"})
    assert place.chosen.area == "east"
    assert place.shown.raw["area"] == ""


@pytest.mark.parametrize(
    ("lat", "lon", "field", "code"),
    [
        ("23.12", "42.05", "lat", "maps.swapped"),
        ("42,05", "23.12", "lat", "maps.comma"),
        ("42.05", "nan", "lon", "maps.number"),
        ("0", "0", "lat", "maps.zero"),
        ("42.05", "181", "lon", "maps.range"),
        ("42.05", "", "lon", "maps.missing"),
        ("42.05", "24.0", "lat", "maps.outside"),
    ],
)
def test_signal_case_27_a_wrong_coordinate_is_an_error_of_its_field(
    atlas: Atlas, lat: str, lon: str, field: str, code: str
) -> None:
    place = read_place(atlas, {"lat": lat, "lon": lon})
    assert codes(place) == [(field, code)]
    assert (place.shown.raw["lat"], place.shown.raw["lon"]) == (lat, lon)


def test_a_city_that_accepts_it_takes_a_place_outside(tmp_path: Path) -> None:
    place = read_place(town(tmp_path, outside="accept"), {"lat": "42.05", "lon": "24.0"})
    assert place.errors == ()
    assert (place.chosen.area, place.chosen.because) == (None, "outside")


@pytest.mark.parametrize("size", SIZES)
def test_a_click_puts_the_pin_where_it_was(atlas: Atlas, size: str) -> None:
    view = read_place(atlas, {}).view(size)
    place = read_place(atlas, {f"{size}.x": "200", f"{size}.y": "40", "address": "тук"})
    assert place.moved
    assert place.point == view.to_point(200, 40).rounded
    assert place.kept["address"] == "тук"
    again = read_place(atlas, place.kept)
    assert again.chosen.point == place.point


def test_both_pictures_show_the_same_pin_at_the_same_place(atlas: Atlas) -> None:
    place = read_place(atlas, {"_large.x": "330", "_large.y": "200"})
    small, large = place.view("_small"), place.view("_large")
    assert place.point is not None
    x, y = large.to_pixel(place.point)
    assert small.to_pixel(place.point) == pytest.approx((x - 176, y - 60))


def test_the_keyboard_presses_the_corner_and_means_the_middle(atlas: Atlas) -> None:
    for data in ({"_small.x": "0", "_small.y": "0"}, {"_map": "here"}):
        place = read_place(atlas, {**data, "_view": "42.06,23.11,14"})
        assert (place.point, place.moved) == (Point(42.06, 23.11), True)


def test_a_click_beyond_the_picture_stays_in_it(atlas: Atlas) -> None:
    place = read_place(atlas, {"_small.x": "99999999999", "_small.y": "12", "_view": "42.05,23.1,15"})
    assert place.point is not None
    assert place.point in place.view("_small").bbox.grown(0.01)


def press(atlas: Atlas, button: str, **data: str) -> Picker:
    return read_place(atlas, {"_map": button, "_view": "42.05,23.1,13", **data})


def test_buttons_move_the_map_and_say_nothing_is_wrong(atlas: Atlas) -> None:
    north, east = press(atlas, "north"), press(atlas, "east", lat="42,1", lon="x")
    assert north.centre.lat > 42.05
    assert east.centre.lon > 23.1
    assert (north.moved, east.moved, east.errors) == (True, True, ())
    assert press(atlas, "in").zoom == 14
    assert press(atlas, "out").zoom == 12
    assert press(atlas, "nonsense").centre == Point(42.05, 23.1)


def test_zooming_keeps_the_pin_in_the_middle_and_removing_it_leaves_the_map(atlas: Atlas) -> None:
    pinned: Mapping[str, str] = {"lat": "42.06", "lon": "23.12"}
    assert press(atlas, "in", **pinned).centre == Point(42.06, 23.12)
    gone = press(atlas, "clear", **pinned)
    assert (gone.point, gone.centre, gone.kept["lat"]) == (None, Point(42.05, 23.1), "")


def test_the_map_never_leaves_the_city_nor_its_zooms(atlas: Atlas) -> None:
    place = read_place(atlas, {})
    for _ in range(30):
        place = press(atlas, "west", _view=f"{place.centre.lat:.5f},{place.centre.lon:.5f},12")
    assert place.centre.lon == pytest.approx(atlas.reach.west)
    assert press(atlas, "in", _view="42.05,23.1,99").zoom == NEAREST
    assert press(atlas, "out", _view="42.05,23.1,1").zoom == FARTHEST
    for view in ("", "a,b,c", "42.05,23.1", "0,0,12", "10,10,12", "42.05,23.1,-3"):
        assert read_place(atlas, {"_view": view}).centre == atlas.centre


def test_a_district_can_be_shown_and_typed_coordinates_too(atlas: Atlas) -> None:
    shown = press(atlas, "area", area="west")
    assert (shown.moved, shown.point, shown.chosen.area) == (True, None, "west")
    assert shown.centre.lon == pytest.approx(23.07)
    typed = press(atlas, "show", lat="42.09", lon="23.04")
    assert (typed.moved, typed.point, typed.centre) == (True, Point(42.09, 23.04), Point(42.09, 23.04))


def test_the_picture_shows_the_pin_and_the_district_and_no_address_tells_the_place(atlas: Atlas) -> None:
    picture = read_place(atlas, {"lat": "42.05", "lon": "23.12"}).drawn("en")
    assert picture.count('class="map-pin"') == 2
    assert "map-chosen" in picture
    assert "42.05" not in picture
    assert 'class="map-pin"' not in read_place(atlas, {}).drawn("en")
