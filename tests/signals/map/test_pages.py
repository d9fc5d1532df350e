"""The public map without script: marks, the list beside them, filters, ways; and what the browser's map asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from civicore_signals.case import Place

from tests.signals.backoffice.office import BOSS
from tests.signals.desk.house import NE, SW, House

SVG = "{http://www.w3.org/2000/svg}"
PRIVATE = "nobody may read this"


@pytest.fixture(scope="module")
async def numbers(house: House) -> dict[str, str]:
    """Three potholes, two of them at one place, a question, and what is private."""
    found = {
        "south": await house.filed("Hole in the south"),
        "north": await house.filed("Hole in the north", place=Place(NE)),
        "beside": await house.filed("Hole beside", place=Place(NE)),
        "letter": await house.filed(
            PRIVATE,
            kind="letter",
            category="correspondence",
            topic=PRIVATE,
            place=Place(SW),
            sender=house.sender(account=UUID(int=7)),
        ),
        "social": await house.filed(PRIVATE, category="social", place=Place(SW)),
    }
    for case in found.values():
        await house.desk.publish(case.id, ("place",), BOSS)
    return {name: str(case.number) for name, case in found.items()}


async def asked(house: House, **query: Any) -> Any:
    answer = await house.stranger().http.get("/en/signals/map/marks.json", params=query)
    assert answer.status_code == 200
    return answer.json()


async def test_every_mark_stands_in_the_list_beside_the_map(house: House, numbers: dict[str, str]) -> None:
    page = await house.stranger().open("/en/signals/map")
    listed = [link.text or "" for link in page.root.findall(".//ul[@id='found-list']/li/a")]
    assert len(listed) == 3
    assert all(any(numbers[name] in words for words in listed) for name in ("south", "north", "beside"))
    drawn = [one for one in page.all(f"{SVG}a") if "map-mark" in one.get("class", "")]
    assert drawn and all(one.get("aria-label") for one in drawn)
    assert "3 signals in this part of the map" in page.text


async def test_a_private_case_is_on_no_map(house: House, numbers: dict[str, str]) -> None:
    """Case 3: neither as a mark, nor counted, nor in the list, nor for the browser's map."""
    page = await house.stranger().open("/en/signals/map")
    found = await asked(house)
    for said in (page.source, str(found)):
        assert PRIVATE not in said
        assert numbers["letter"] not in said
        assert numbers["social"] not in said
    assert len(found["items"]) == 3


async def test_signal_case_61_marks_are_links_and_their_state_is_said_in_words(
    house: House, numbers: dict[str, str]
) -> None:
    found = await asked(house, lat="49.99", lon="13.99", zoom="17")
    (mark,) = found["marks"]
    assert (mark["shape"], mark["letter"]) == ("diamond", "B") or (mark["shape"], mark["letter"]) == ("circle", "N")
    assert mark["title"].endswith(("being worked on", "new"))
    assert numbers["south"] in mark["title"]
    assert (await house.stranger().open(mark["href"])).status == 200
    page = await house.stranger().open("/en/signals/map")
    legend = page.root.findall(".//ul[@class='map-legend']/li")
    letters = ["".join(one.find(f".//{SVG}text").itertext()) for one in legend]  # type: ignore[union-attr]
    assert len(set(letters)) == len(letters) == 5


async def test_filters_narrow_map_and_list(house: House, numbers: dict[str, str]) -> None:
    visitor = house.stranger()
    await visitor.open("/en/signals/map")
    page = await visitor.press("Show", {"area": "ne"})
    assert "2 signals in this part of the map" in page.text
    assert numbers["south"] not in page.text
    assert "map-chosen" in page.source
    assert (await asked(house, area="ne"))["said"] == "2 signals in this part of the map"
    assert len((await asked(house, area="atlantis", phase="never", category="x"))["items"]) == 3


async def test_links_move_the_map_and_keep_the_filters(house: House, numbers: dict[str, str]) -> None:
    visitor = house.stranger()
    page = await visitor.open("/en/signals/map?area=ne&lat=50.01&lon=14.01&zoom=15")
    nearer = page.link("Zoom in")
    assert "zoom=16" in nearer and "area=ne" in nearer
    ways = {one.get("aria-label"): one.get("href", "") for one in page.all("a") if "arrow" in one.get("class", "")}
    assert len(ways) == 4
    moved = await visitor.open(ways["To the south"])
    for _ in range(8):
        moved = await visitor.open(next(a.get("href", "") for a in moved.all("a") if a.get("title") == "To the south"))
    assert "0 signals in this part of the map" in moved.text


async def test_two_at_one_place_become_a_cluster_that_leads_to_the_list(house: House, numbers: dict[str, str]) -> None:
    found = await asked(house, lat="50.01", lon="14.01", zoom="15")
    (cluster,) = found["marks"]
    assert (cluster["count"], cluster["title"], cluster["href"]) == (2, "2 signals", "#found")
    assert "box" not in cluster
    whole = await asked(house, zoom="9", lat="50", lon="14")
    (both,) = whole["marks"]
    assert both["count"] == 3
    assert "zoom=" in both["href"] and both["box"]


@pytest.mark.parametrize(
    "query",
    [
        "lat=nan&lon=1e400&zoom=-1",
        "lat=0&lon=0",
        "lat=50,0&lon=14",
        "zoom=999999999",
        "w=0&h=99999999",
        "lat[]=1&area=%00",
    ],
)
async def test_nonsense_in_the_address_shows_the_usual_map(house: House, numbers: dict[str, str], query: str) -> None:
    answer = await house.stranger().http.get(f"/en/signals/map/marks.json?{query}")
    page = await house.stranger().http.get(f"/en/signals/map?{query}")
    assert (answer.status_code, page.status_code) == (200, 200)


async def test_the_shapes_are_those_of_the_city_and_no_other_host_is_named(house: House) -> None:
    answer = await house.stranger().http.get("/cs/maps/shapes.json")
    assert answer.headers["content-type"] == "application/geo+json"
    assert {one["properties"]["id"] for one in answer.json()["features"]} == {"nw", "ne", "sw", "se"}
    page = await house.stranger().http.get("/en/signals/map")
    assert "img-src 'self' data:;" in page.headers["content-security-policy"]


async def test_the_view_without_graphics_has_the_list_alone(house: House, numbers: dict[str, str]) -> None:
    page = await house.stranger().open("/en/text/signals/map")
    assert "<svg" not in page.source and "leaflet" not in page.source
    assert numbers["south"] in page.text


async def test_a_page_without_a_map_loads_no_map(house: House) -> None:
    for path in ("/en/", "/en/signals", "/en/signals/list"):
        assert "leaflet" not in (await house.stranger().open(path)).source
