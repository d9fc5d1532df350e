"""Pages of letters, of callers, of bots and of what people are told, judged in a browser as all others are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from playwright.sync_api import Browser

from civicore.testing.pagejudges import Budget
from tests.stories.screenshots import sign_in
from tests.tools.fixtures import Cities
from tests.tools.pagecheck import DESK, Checker, State, View, looks
from tests.tools.serving import Server

LANGUAGES, WIDTHS = ("uk", "en"), ("small", "mobile", "desktop")
NOON = "2026-11-24T12:00:00+02:00"
WRONG = (("fill", "#code", "000000"), ("click", ".caller-ask .button"))
OF_KRYVYI_RIH = (
    State("letters", "/{language}/desk/letters", budget=DESK),
    State("a letter", "/{language}/desk/letters", (("click", ".letter-list a"),), budget=DESK),
    State("a paper letter", "/{language}/desk/letters/paper", budget=DESK),
    State("somebody calls", "/{language}/desk/booking/caller", budget=DESK),
    State("a wrong code", "/{language}/desk/booking/caller", WRONG, 422, DESK),
    State("not delivered", "/{language}/desk/not-delivered", budget=DESK),
    State("the app", "/{language}/app"),
    State("a letter in the demo", "/demo/letter"),
)
OF_THE_MIGRATION_SERVICE = (
    State("bots at the desk", "/{language}/desk/bots", budget=DESK),
    State("a poster", "/{language}/desk/bots", (("click", "main a[href*='/desk/bots/']"),), budget=DESK),
    State("a chat of the demo", "/demo/chat/dms_bot/telegram", budget=Budget(60, 10, 10)),
)


def every(states: Sequence[State]) -> pytest.MarkDecorator:
    found: Iterator[tuple[State, str, View]] = (
        (state, language, View(width, scheme, script))
        for state, language, width, scheme, script in looks(states, LANGUAGES, WIDTHS, ("light", "dark"), (True, False))
    )
    return pytest.mark.parametrize(
        ("state", "language", "view"), [pytest.param(*one, id=f"{one[0].name}-{one[1]}-{one[2]}") for one in found]
    )


class Desks:
    """The cities, each signed in to once."""

    def __init__(self, cities: Cities) -> None:
        self._cities = cities
        self._cookies = cache(lambda city: sign_in(self.server(city)))

    def server(self, city: str) -> Server:
        server = self._cities.get(city, "sqlite")
        server.set_clock(NOON)
        return server

    def problems(self, chromium: Browser, city: str, state: State, language: str, view: View) -> list[str]:
        checker = Checker(chromium, self.server(city).base, cookies=self._cookies(city))
        return checker.problems(state.told(language=language), view)


@pytest.fixture(scope="module")
def desks(cities: Cities) -> Desks:
    return Desks(cities)


@every(OF_KRYVYI_RIH)
@pytest.mark.soak
@pytest.mark.xdist_group("kryvyi_rih")
def test_letters_callers_and_the_app(chromium: Browser, desks: Desks, state: State, language: str, view: View) -> None:
    assert desks.problems(chromium, "kryvyi_rih", state, language, view) == []


@every(OF_THE_MIGRATION_SERVICE)
@pytest.mark.soak
@pytest.mark.xdist_group("dms_ua")
def test_bots(chromium: Browser, desks: Desks, state: State, language: str, view: View) -> None:
    assert desks.problems(chromium, "dms_ua", state, language, view) == []
