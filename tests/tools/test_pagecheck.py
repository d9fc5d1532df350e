"""The checker of pages finds what is planted and is silent about a good page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from civicore.testing.pagejudges import Budget
from tests.tools.pagecheck import Checker, State, View, pairwise

HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Visit</title>'
SIGHT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
GOOD = f"""{HEAD}{SIGHT}</head><body><a href="#main">Skip</a><main id="main"><h1>Book a visit</h1>
<form><p><label for="e">E-mail</label> <input id="e" name="e" autocomplete="email"></p>
<p><button>Continue</button></p></form></main></body></html>"""
BAD = f"""{HEAD.replace(' lang="en"', "")}</head><body><h1>One</h1><h1>Two</h1>
<div style="width: 900px; background: #eee; color: #ddd">A bar without an end</div>
<style>button {{ outline: none; border: 0; width: 9px; height: 9px; padding: 0 }} input {{ width: 300px }}</style>
<form><input name="e" placeholder="E-mail"><button aria-label="Go"></button><button aria-label="Stop"></button></form>
<script>nothing.there()</script><img src="https://tracker.example/pixel.gif"></body></html>"""


class Site(BaseHTTPRequestHandler):
    """Two pages."""

    def do_GET(self) -> None:
        pages = {"/good": GOOD, "/bad": BAD, "/heavy": GOOD + " " * 50_000}
        self.send_response(200 if self.path in pages else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(pages.get(self.path, GOOD).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("view", [View(), View("desktop", "dark"), View("small", script=False)], ids=str)
def test_a_good_page_is_left_alone(chromium: Browser, site: str, view: View) -> None:
    assert Checker(chromium, site).problems(State("good", "/good"), view) == []


def test_planted_faults_are_found(chromium: Browser, site: str) -> None:
    found = "\n".join(Checker(chromium, site).problems(State("bad", "/bad"), View()))
    for fault in (
        "lang is ''",
        "2 <h1>, not 1",
        "0 <main>, not 1",
        "no viewport",
        "does not skip to the content",
        "sideways",
        "axe color-contrast",
        "9 by 9 px",
        "focus cannot be seen",
        "nothing is not defined",
        "asks another host: https://tracker.example/pixel.gif",
    ):
        assert fault in found


def test_weight_and_status_are_judged(chromium: Browser, site: str) -> None:
    checker = Checker(chromium, site)
    assert any("the budget is 40" in one for one in checker.problems(State("heavy", "/heavy"), View()))
    assert checker.problems(State("heavy", "/heavy", budget=Budget(90, 1, 0)), View()) == []
    assert checker.problems(State("lost", "/lost"), View()) == ["status 404, not 200"]


def test_pairwise_leaves_no_pair_out() -> None:
    axes = (["cs", "en"], ["small", "mobile", "desktop"], ["light", "dark"], [True, False])
    rows = pairwise(*axes)
    assert len(rows) <= 8 < 24
    for one in range(4):
        for other in range(one + 1, 4):
            assert {(row[one], row[other]) for row in rows} == {(a, b) for a in axes[one] for b in axes[other]}
