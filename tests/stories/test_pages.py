"""Every page and state is judged in a browser: accessibility, weight, layout, the way of the Tab key.

Not every combination is looked at, but every pair: each state with each language, width, scheme and with and
without script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser

from tests.stories.pages import OWN_PAGES, SITE
from tests.tools.fixtures import Cities
from tests.tools.pagecheck import Checker, State, View, pairwise

pytestmark = pytest.mark.xdist_group("pages")

STATES: dict[str, Sequence[State]] = {"kostelec": [*SITE, *OWN_PAGES], "trutnov": SITE[:1]}
WIDTHS = ("small", "mobile", "desktop")
LANGUAGES = ("cs", "en")


def looks(states: Sequence[State]) -> Iterator[tuple[State, str, View]]:
    """Combinations in which every pair occurs."""
    for state, language, width, scheme, script in pairwise(states, LANGUAGES, WIDTHS, ("light", "dark"), (True, False)):
        yield state, language, View(width, scheme, script)


CASES = [
    pytest.param(city, state, language, view, id=f"{city}-{state.name}-{language}-{view}")
    for city, states in STATES.items()
    for state, language, view in looks(states)
]


@pytest.fixture(scope="module")
def checkers(cities: Cities, chromium: Browser) -> dict[str, Checker]:
    """One for each city."""
    return {city: Checker(chromium, cities.get(city, "sqlite").base) for city in STATES}


@pytest.mark.parametrize(("city", "state", "language", "view"), CASES)
def test_page(checkers: dict[str, Checker], city: str, state: State, language: str, view: View) -> None:
    assert checkers[city].problems(state.told(language=language), view) == []
