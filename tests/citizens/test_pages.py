"""The pages of a demo's citizens, as browsers show them with and without script."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser as Chromium

from tests.tools.fixtures import Cities
from tests.tools.pagecheck import Checker, State, View
from tests.tools.serving import Server
from tests.tools.visitor import Visitor

pytestmark = pytest.mark.xdist_group("sofia")
NEXT = ("click", "#form .actions button")


@pytest.fixture(scope="module")
def sofia(cities: Cities) -> Server:
    return cities.get("sofia", "sqlite")


def enter(server: Server, holder: str) -> Visitor:
    """The browser of one of the demo's citizens."""
    told = next(one for one in server.about["citizens"] if one["holder"] == holder)
    visitor = Visitor(server.base, "bg")
    page = visitor.open("/bg/account/sign-in")
    page = visitor.submit(page.form("password"), {"email": told["email"], "password": told["password"]})
    assert (page.status, page.url) == (200, f"{server.base}/bg/account")
    return visitor


@pytest.fixture(scope="module")
def cookies(sofia: Server) -> Mapping[str, str]:
    """Those of the demo's company."""
    with enter(sofia, "company") as visitor:
        return visitor.cookies


@pytest.mark.rule("SOF-13", "SOF-18")
def test_the_menu_in_the_corner_bears_the_words_of_the_city(sofia: Server) -> None:
    with Visitor(sofia.base, "bg") as stranger:
        assert stranger.open("/bg/contact").link("Влезте").endswith("/bg/account/sign-in?next=%2Fcontact")
    with enter(sofia, "person") as visitor:
        links = visitor.open("/bg/contact").links()
        assert {"Моите сигнали", "Моите абонаменти", "Профил"} <= links.keys()
        page = visitor.submit(visitor.open("/bg/contact").form("Изход"))
        assert page.url == f"{sofia.base}/bg/account/sign-in"


def test_the_demo_shows_a_person_and_a_company(sofia: Server) -> None:
    assert [one["holder"] for one in sofia.about["citizens"]] == ["person", "company"]
    with Visitor(sofia.base, "en") as visitor:
        page = visitor.open("/demo")
        assert all(one["email"] in page.text for one in sofia.about["citizens"])


STRANGERS = (
    (State("sign in", "/bg/account/sign-in"), View("small")),
    (State("sign in wrong", "/en/account/sign-in", [NEXT], status=422), View("small", script=False)),
    (State("register", "/bg/account/register/company"), View("small", script=False)),
    (State("register missing", "/en/account/register", [NEXT], status=422), View("desktop", "dark")),
)
OWNERS = (
    (State("profile", "/bg/account"), View("small")),
    (State("menu", "/en/contact", [("click", ".account summary")]), View("small", "dark")),
    (State("second factor", "/bg/account/second-factor"), View("desktop", script=False)),
    (State("erase", "/bg/account/erase", [NEXT], status=422), View("small", "dark")),
    (State("my signals", "/bg/signals/mine"), View("small", script=False)),
    (State("my signal", "/bg/signals/mine", [("click", ".case-line a")]), View("small", "dark")),
    (State("my subscriptions", "/bg/signals/subscriptions"), View("desktop")),
)


@pytest.mark.parametrize(("state", "view"), STRANGERS, ids=lambda one: getattr(one, "name", str(one)))
def test_the_page_checker_finds_nothing_at_the_entrance(
    chromium: Chromium, sofia: Server, state: State, view: View
) -> None:
    assert Checker(chromium, sofia.base).problems(state, view) == []


@pytest.mark.parametrize(("state", "view"), OWNERS, ids=lambda one: getattr(one, "name", str(one)))
def test_the_page_checker_finds_nothing_on_the_owners_pages(
    chromium: Chromium, sofia: Server, cookies: Mapping[str, str], state: State, view: View
) -> None:
    assert Checker(chromium, sofia.base, cookies=cookies).problems(state, view) == []
