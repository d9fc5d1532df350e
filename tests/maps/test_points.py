"""What was typed becomes a point, or is refused with the field that is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicore.base.refusal import Refusal
from civicore.maps import Box, MapView, Point, around, point_from

CITY = Box(42.4, 23.0, 42.9, 23.7)


@pytest.mark.parametrize(
    ("lat", "lon", "code", "field"),
    [
        ("23.3219", "42.6977", "maps.swapped", "lat"),
        ("142.5", "23.3", "maps.swapped", "lat"),
        ("42,6977", "23.3219", "maps.comma", "lat"),
        ("42.6977", "23,3219", "maps.comma", "lon"),
        ("NaN", "23.3", "maps.number", "lat"),
        ("42.7", "inf", "maps.number", "lon"),
        ("4e1", "23.3", "maps.number", "lat"),
        ("42.7; DROP", "23.3", "maps.number", "lat"),
        ("٤٢.٧", "23.3", "maps.number", "lat"),
        ("0", "0.000", "maps.zero", "lat"),
        ("-0.0", "0", "maps.zero", "lat"),
        ("42.7", "181", "maps.range", "lon"),
        ("-90.001", "181", "maps.range", "lat"),
        ("181", "181", "maps.range", "lat"),
        ("42.7", "", "maps.missing", "lon"),
        ("  ", "23.3", "maps.missing", "lat"),
    ],
)
def test_signal_case_27_what_is_no_coordinate_is_refused_at_its_field(
    lat: str, lon: str, code: str, field: str
) -> None:
    found = point_from(lat, lon, CITY)
    assert isinstance(found, Refusal)
    assert (found.code, found.facts["field"]) == (code, field)


def test_a_point_is_read_and_rounded() -> None:
    assert point_from(" 42.69771249 ", "+23.3219", CITY) == Point(42.697712, 23.3219)
    assert point_from("−33.9", "18.4") == Point(-33.9, 18.4)
    assert point_from("1", "0") == Point(1, 0)
    assert point_from("10", "20", CITY) == Point(10, 20)  # far away, but a place: whose it is, is another question


lats, lons = st.floats(-84, 84), st.floats(-179, 179)
views = st.builds(
    MapView,
    st.builds(Point, lats, lons),
    st.integers(3, 19),
    st.integers(100, 2000),
    st.integers(100, 2000),
)


@given(views, st.builds(Point, lats, lons))
def test_a_pixel_leads_back_to_its_point(view: MapView, point: Point) -> None:
    back = view.to_point(*view.to_pixel(point))
    assert abs(back.lat - point.lat) < 1e-6
    assert abs(back.lon - point.lon) < 1e-6


@given(views)
def test_the_middle_of_the_window_is_its_centre_and_the_box_holds_it(view: MapView) -> None:
    x, y = view.to_pixel(view.centre)
    assert (round(x, 3), round(y, 3)) == (view.width / 2, view.height / 2)
    assert view.centre in view.bbox


@given(st.lists(st.builds(Point, st.floats(42.5, 42.9), st.floats(23.1, 23.6)), min_size=1, max_size=9))
def test_a_fitted_view_shows_everything(points: list[Point]) -> None:
    view = MapView(Point(0, 0), 12, 300, 300).fitted(points)
    assert all(point in view.bbox for point in points)
    box = around(points)
    assert box is not None
    nearer = view.zoomed(1)
    upper, lower = nearer.to_pixel(Point(box.north, box.west)), nearer.to_pixel(Point(box.south, box.east))
    assert view.zoom == 17 or min(*upper) < 24 or max(*lower) > 276


def test_web_mercator_is_that_of_other_maps() -> None:
    """The worked example of OpenStreetMap's page on the names of tiles."""
    view = MapView(Point(35.6590699, 139.7006793), 18, 512, 512)
    east, south = view.world(view.centre)
    assert (int(east // 256), int(south // 256)) == (232798, 103246)
    assert round(MapView(Point(0, 0), 0, 1, 1).metres_a_pixel) == 156_544


def test_metres_are_those_of_the_ground() -> None:
    assert round(Point(42.0, 23.0).metres_to(Point(42.001, 23.0))) == 111
    assert round(Point(42.0, 23.0).metres_to(Point(42.0, 23.001))) == 83
