"""Every page and state is judged in a browser: accessibility, weight, layout, the way of the Tab key.

Each state is looked at once, in languages, widths, schemes, with and without script by turns; with ``make soak`` every
pair occurs: each state with each language, width, scheme and with and without script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pytest
from playwright.sync_api import Browser

from tests.rules.citizen import Errand
from tests.stories import pages
from tests.stories.screenshots import sign_in
from tests.stories.visits import Facts, prepare
from tests.tools.fixtures import Cities
from tests.tools.pagecheck import Checker, State, View, looks
from tests.tools.serving import Server

LANGUAGES = ("cs", "en")
WIDTHS = ("small", "mobile", "desktop")
ID_CARD = Errand("id_cards", "apply")


def views(states: Sequence[State]) -> Iterator[tuple[State, str, View]]:
    """Which combinations are looked at."""
    for state, language, width, scheme, script in looks(states, LANGUAGES, WIDTHS, ("light", "dark"), (True, False)):
        yield state, language, View(width, scheme, script)


def every(*states: State) -> pytest.MarkDecorator:
    """Parameters of a test: a state, a language and a view."""
    found = [pytest.param(*look, id=f"{look[0].name}-{look[1]}-{look[2]}") for look in views(states)]
    return pytest.mark.parametrize(("state", "language", "view"), found)


class Desks:
    """Facts and sign-ins of the cities that pages are looked at in, made once."""

    def __init__(self, cities: Cities) -> None:
        self._cities = cities
        self.facts = cache(self._facts)
        self.cookies = cache(self._cookies)

    def server(self, city: str) -> Server:
        return self._cities.get(city, "sqlite")

    def _facts(self, city: str) -> Facts:
        server = self.server(city)
        server.set_clock("2026-11-24T07:20:00+01:00")
        return prepare(server, ID_CARD if city == "trutnov" else Errand("id_cards"))

    def _cookies(self, city: str) -> Mapping[str, str]:
        return sign_in(self.server(city))


@pytest.fixture(scope="module")
def desks(cities: Cities) -> Desks:
    return Desks(cities)


@every(*pages.SITE)
@pytest.mark.soak
@pytest.mark.xdist_group("pages of the site")
def test_site(chromium: Browser, desks: Desks, state: State, language: str, view: View) -> None:
    checker = Checker(chromium, desks.server("kostelec").base)
    assert checker.problems(state.told(language=language), view) == []


@every(*pages.JOURNEY, *pages.LINKS)
@pytest.mark.soak
@pytest.mark.xdist_group("pages of booking")
def test_booking(chromium: Browser, desks: Desks, state: State, language: str, view: View) -> None:
    marks = desks.facts("trutnov").marks(language)
    assert Checker(chromium, desks.server("trutnov").base).problems(state.told(**marks), view) == []


@every(*pages.CANCELLING)
@pytest.mark.soak
@pytest.mark.xdist_group("pages of the site")
def test_cancelling(chromium: Browser, desks: Desks, state: State, language: str, view: View) -> None:
    marks = desks.facts("kostelec").marks(language)
    assert Checker(chromium, desks.server("kostelec").base).problems(state.told(**marks), view) == []


@every(*pages.STOPPED)
@pytest.mark.soak
@pytest.mark.xdist_group("pages of the site")
def test_stopped(chromium: Browser, desks: Desks, state: State, language: str, view: View) -> None:
    checker = Checker(chromium, desks.server("kostelec_crisis").base)
    assert checker.problems(state.told(language=language), view) == []


@every(*pages.OUTSIDE_THE_DESK)
@pytest.mark.soak
@pytest.mark.xdist_group("pages of the desk")
def test_before_the_desk(chromium: Browser, desks: Desks, state: State, language: str, view: View) -> None:
    assert Checker(chromium, desks.server("trutnov").base).problems(state.told(language=language), view) == []


@every(*pages.AT_THE_DESK)
@pytest.mark.soak
@pytest.mark.xdist_group("pages of the desk")
def test_desk(chromium: Browser, desks: Desks, state: State, language: str, view: View) -> None:
    marks = desks.facts("trutnov").marks(language)
    checker = Checker(chromium, desks.server("trutnov").base, cookies=desks.cookies("trutnov"))
    assert checker.problems(state.told(**marks), view) == []
