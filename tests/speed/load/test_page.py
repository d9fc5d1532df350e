"""The page of figures says what the results say, with pictures that can be read without seeing them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import _page, _results
from bench.__main__ import BUDGET, TABLE
from bench._answers import Reading
from bench._figures import Figure, Missing, of_rounds, percentile
from bench._measure import Told, tried
from bench._sections import SECTIONS

_NAME = "{http://www.w3.org/2000/svg}"


def results(*figures: Figure, **more: Any) -> dict[str, Any]:
    told = {"measured_at": "2026-11-22T10:00:00", "quick": False, "took": 3.0, "trouble": "", "machine": "2 cores"}
    told |= {"flushes": 300, "load": 0.1, "missing": []}
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
    drawn = _page.plots(results(figure))
    assert all(f"performance/{name}" in page for name in drawn)
    assert _text(drawn["asked-and-reached.svg"], "desc").startswith("W2, postgres 1.04 times")
    picture = drawn["w2-postgres.svg"]
    assert ElementTree.fromstring(picture).get("role") == "img" and _text(picture, "title") == "W2, postgres"
    description = _text(picture, "desc")
    assert all(word in description for word in ("CivicCore 1,250", "bare limit 4,900", "libres 63", "asked 1,200"))


def test_what_was_not_reached_or_not_measured_is_said() -> None:
    slow = Figure("W2, postgres", 900, "bookings/s", goal=1_200)
    page = _page.page(results(slow, trouble="no end within 180 s", missing=[Missing("W2, sqlite", "5 sold").kept()]))
    assert "| **no** |" in page and "Not measured: W2, sqlite: 5 sold.\n" in page
    assert "Not measured: A scarce day (W2), not all of it: no end within 180 s.\n" in page
    assert "- Bookings in peace (W3): nobody has asked for it yet (`make bench ARGS='--only w3'`)." in page


def test_a_part_that_fails_takes_nothing_of_the_others(capfd: pytest.CaptureFixture[str]) -> None:
    def failing() -> Iterator[Told]:
        yield Figure("first", 1, "s")
        raise AssertionError("two were sold twice")

    first, rest = tried("the part", failing())
    assert first.told().startswith("first") and rest == Missing("the part", "two were sold twice")
    assert "Traceback" in capfd.readouterr().err


def test_every_measure_has_its_part_of_the_page() -> None:
    assert list(TABLE) == [one.measure for one in SECTIONS]
    assert sum(one.usual for one in TABLE.values()) <= BUDGET * 60


def _text(drawn: str, name: str) -> str:
    return ElementTree.fromstring(drawn).findtext(f"{_NAME}{name}") or ""


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
