"""The page of figures says what the results say, with pictures that can be read without seeing them."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from bench import _page, _results
from bench._answers import Reading
from bench._figures import Figure, of_rounds, percentile

_NAME = "{http://www.w3.org/2000/svg}"


def results(*figures: Figure, **more: Any) -> dict[str, Any]:
    told = {"measured_at": "2026-11-22T10:00:00", "quick": False, "took": 3.0, "trouble": "", "machine": "2 cores"}
    kept = [one.kept() for one in figures]
    peer = Figure("libres: W2", 63, "bookings/s").kept()
    return {
        "measures": {
            "w2": {**told, "commit": "abc", "figures": kept, **more},
            "peers": {**told, "commit": "abc", "figures": [peer]},
        }
    }


def test_the_page_of_the_manual_is_that_of_the_results() -> None:
    kept = _results.read()
    assert _page.PAGE.read_text("utf-8") == _page.page(kept), "run `make bench ARGS=--page`"
    drawn = {file.name: file.read_text("utf-8") for file in _page.PLOTS.glob("*.svg")}
    assert drawn == _page.plots(kept)


def test_a_figure_stands_beside_its_limit_its_peers_and_its_goal() -> None:
    figure = of_rounds("W2, postgres", [900, 1_300, 1_250], "bookings/s", goal=1_200, limit=4_900)
    page = _page.page(results(figure))
    row = ("W2, postgres", "1,250 bookings/s", "4,900 bookings/s", "libres 63 bookings/s", "at least 1,200 bookings/s")
    assert f"| {' | '.join(row)} | yes |" in page
    (name, drawn), *_ = _page.plots(results(figure)).items()
    assert f"performance/{name}" in page
    picture = ElementTree.fromstring(drawn)
    assert picture.get("role") == "img" and picture.findtext(f"{_NAME}title") == "W2, postgres"
    description = picture.findtext(f"{_NAME}desc") or ""
    assert all(word in description for word in ("CivicCore 1,250", "bare limit 4,900", "libres 63", "asked 1,200"))


def test_what_was_not_reached_or_not_measured_is_said() -> None:
    page = _page.page(results(Figure("W2, postgres", 900, "bookings/s", goal=1_200), trouble="no end within 180 s"))
    assert "| **no** |" in page and "Not all of it was measured: no end within 180 s." in page
    assert "Not measured yet: `make bench ARGS='--only w3'`." in page


def test_percentiles_are_by_the_nearest_rank() -> None:
    assert percentile([5.0], 99) == 5.0
    assert percentile(list(range(100, 0, -1)), 99) == 100
    assert percentile(list(range(100, 0, -1)), 50) == 51


def test_an_answer_is_read_whole_however_it_comes() -> None:
    whole = b"HTTP/1.1 409 Conflict\r\nContent-Length: 5\r\n\r\nsorry"
    for size in (1, 7, len(whole)):
        reading = Reading(kept=True)
        for at in range(0, len(whole), size):
            assert reading.status is None
            reading.add(whole[at : at + size])
        assert (reading.status, reading.body) == (409, b"sorry")
    chunked = Reading(kept=False)
    for part in (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"3\r\nabc\r\n0\r", b"\n\r\n"):
        assert chunked.status is None
        chunked.add(part)
    assert chunked.status == 200
