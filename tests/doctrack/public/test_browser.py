"""The pages of documents in a real browser: before the page checker, by keyboard, on a narrow telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.tools.counts import times
from tests.tools.pagecheck import DESK, Checker, State, View, browser
from tests.tools.serving import Server, served

FILE = Path(__file__).parents[1] / "papers.yaml"
FIND = (("fill", "#number", "2611020011"), ("fill", "#secret", "Taylor"), ("click", "#form .button"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(FILE, tmp_path_factory.mktemp("papers"), clock="2026-11-23T08:00:00Z") as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as one:
        yield one


SIGN_IN = (
    ("fill", "#email", "admin@papers.example"),
    ("fill", "#password", "practice makes perfect"),
    ("click", "main .button"),
)
WRONG = (*FIND[:1], ("fill", "#secret", "x"), FIND[2])
DOSSIER = (*SIGN_IN, ("fill", "#number", "2611020011"), ("click", ".find .button"))
STATES = (
    (State("result", "/uk/documents", FIND), View("small")),
    (State("desk", "/uk/desk/documents", SIGN_IN, budget=DESK), View("small", "dark")),
    (State("wrong", "/bg/documents", WRONG, 404), View("mobile", script=False)),
    (State("channels", "/en/documents", (*FIND, ("click", "#follow ~ .actions .button"))), View("desktop", "dark")),
    (State("dossier", "/en/desk/documents", DOSSIER, budget=DESK), View("desktop")),
)[: times(2, 5)]


@pytest.mark.parametrize(("state", "view"), STATES, ids=[state.name for state, _ in STATES])
def test_a_page_has_nothing_wrong(town: Server, chromium: Browser, state: State, view: View) -> None:
    assert Checker(chromium, town.base).problems(state, view) == []


def test_nothing_was_complained_of(town: Server) -> None:
    assert town.complaints() == []
