"""The visitor's own ticket in Chromium: it follows by itself, keeps what is typed, says when it is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from civicore_ticketing import at_the_place
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from civicore.keys import demo_keyring
from civicore.testing.pagejudges import Budget
from tests.rules.citizen import Errand
from tests.rules.hall import Hall
from tests.tools.fixtures import MORNING
from tests.tools.pagecheck import Checker, State, View, looks
from tests.tools.serving import Server, eventually, served

pytestmark = pytest.mark.xdist_group("telephones")
FILE = Path(__file__).with_name("town.yaml")
CARDS = Errand("cards")
K1, K2 = "hall.k1", "hall.k2"
KEYS = demo_keyring("phone_town")
PHONE = Budget(45, 10, 9)
PATIENT = 30_000  # ms


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo whose clock stands still; its sample people are served before anything is looked at."""
    with served(FILE, tmp_path_factory.mktemp("telephones"), clock=MORNING) as server:
        server.set_clock("2026-11-24T09:00:00+01:00")
        yield server
        assert server.complaints() == []


@pytest.fixture
def hall(town: Server) -> Hall:
    """Cabins that are open and free, and nobody who waits for them."""
    hall = Hall(town, "hall.printer", "hall.tv")
    town.advance("5s")
    for counter in (K1, K2):
        hall.counter(counter, "open", instead=True)
        hall.counter(counter, "finish")
    while hall.serve(K1):
        town.advance("5s")
    return hall


@pytest.fixture
def phone(chromium: Browser, town: Server) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=town.base, viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENT)
    yield context
    context.close()


def taken(hall: Hall) -> tuple[str, str]:
    """A number and the path of its page."""
    ticket = hall.ask(CARDS).json()["ticket"]
    return ticket["number"], path_of(ticket["id"])


def path_of(ticket: str) -> str:
    return f"/en/ticket/{KEYS.token('ticketing.ticket', UUID(ticket))}"


def loaded_once(page: Page) -> None:
    assert page.evaluate("document.body.dataset.mark") == "1", "the page was loaded anew"


def test_it_listens_where_its_number_was_sent_to(phone: BrowserContext, hall: Hall) -> None:
    _, path = taken(hall)
    page = phone.new_page()
    streams: list[str] = []
    page.on("request", lambda one: streams.append(one.url) if "/events" in one.url else None)
    page.goto(path)

    def sent_on(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("events?office=hall", "events?office=branch"))

    page.route(f"**{path}", sent_on)
    with page.expect_request("**/events?office=branch", timeout=PATIENT):
        hall.call(K1)  # something happens where it was until now
    assert {one.rpartition("=")[2] for one in streams} == {"hall", "branch"}


def test_it_follows_from_waiting_to_thanks_in_its_place(phone: BrowserContext, hall: Hall) -> None:
    first, _ = taken(hall)
    mine, path = taken(hall)
    page = phone.new_page()
    page.goto(path)
    page.evaluate("document.body.dataset.mark = '1'")
    expect(page.locator(".own-place")).to_have_text("1 person is called before you")
    assert hall.call(K1) == first
    expect(page.locator(".own-place")).to_have_text("You are next", timeout=PATIENT)
    expect(page.locator(".own-calls")).to_contain_text(f"{first} → Cabin 1")
    assert hall.call(K2) == mine
    expect(page.locator(".own.called .own-go")).to_have_text("Please go to: Cabin 2", timeout=PATIENT)
    expect(page).to_have_title(f"Number {mine}: it is your turn – Phone Town")
    expect(page.locator("text=Give my number up")).to_have_count(0)
    assert hall.counter(K2, "arrived").is_success and hall.counter(K2, "finish").is_success
    expect(page.locator(".own-state")).to_have_text("Thank you for your visit.", timeout=PATIENT)
    loaded_once(page)


def test_a_line_that_a_proxy_refused_while_the_server_was_renewed_is_taken_up_again(
    phone: BrowserContext, hall: Hall
) -> None:
    _, path = taken(hall)
    refused: list[str] = []

    def broken_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=502)

    page = phone.new_page()
    page.route("**/events?*", broken_once)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/events" in one.url else None)
    page.clock.install()
    page.goto(path)

    def taken_up() -> bool | None:
        page.clock.run_for(15_000)
        return len(asked) > 1 or None

    eventually(taken_up, "the line to be taken up again")
    assert refused


def test_what_is_being_typed_stays(phone: BrowserContext, hall: Hall) -> None:
    for _ in range(2):
        taken(hall)
    _, path = taken(hall)
    page = phone.new_page()
    page.goto(path)
    page.fill("#phone", "602 11")
    hall.call(K1)
    expect(page.locator(".own-place")).to_have_text("1 person is called before you", timeout=PATIENT)
    assert page.input_value("#phone") == "602 11"
    assert page.evaluate("document.activeElement.id") == "phone"


def test_the_clock_alone_changes_it_too(phone: BrowserContext, hall: Hall, town: Server) -> None:
    mine, path = taken(hall)
    page = phone.new_page()
    page.clock.install()
    page.goto(path)
    assert hall.call(K1) == mine and hall.counter(K1, "no-show").is_success
    expect(page.locator(".own.missed")).to_be_visible(timeout=PATIENT)
    town.advance("2min")
    page.clock.run_for(61_000)
    expect(page.locator(".own.waiting")).to_be_visible(timeout=PATIENT)


def test_cut_off_it_says_so_and_goes_on_afterwards(phone: BrowserContext, hall: Hall) -> None:
    mine, path = taken(hall)
    page = phone.new_page()
    page.clock.install()
    page.goto(path)
    expect(page.locator(".own-lost")).to_be_hidden()
    phone.set_offline(True)
    page.clock.run_for(61_000)
    # An answer that was under way when the line was cut counts as heard: the silence begins after it.
    eventually(lambda: after_a_while(page, ".own-lost"), "the word that it is cut off")
    assert hall.call(K1) == mine
    phone.set_offline(False)
    eventually(lambda: after_a_while(page, ".own.called"), "the call on the telephone")
    expect(page.locator(".own-lost")).to_be_hidden()


def after_a_while(page: Page, selector: str) -> bool | None:
    """Let the time of one question pass, and look."""
    page.clock.run_for(15_000)
    return page.locator(selector).is_visible() or None


def at_the_place_now(town: Server) -> str:
    """The address on the screens of the waiting room."""
    return at_the_place.path(KEYS, "hall", datetime.fromisoformat(town.http.get("/demo/clock").json()["now"]))


STATES = (
    State("ticket", "/{language}/ticket/{waiting}", budget=PHONE),
    State(
        "ticket asked", "/{language}/ticket/{waiting}", (("fill", "#phone", "12"), ("click", "#ask button")), 422, PHONE
    ),
    State("ticket called", "/{language}/ticket/{called}", budget=PHONE),
    State("ticket over", "/{language}/ticket/{over}", budget=PHONE),
    State("no ticket", "/{language}/ticket/nothing", status=404, budget=PHONE),
    State("take", "/{language}/queue/hall/take", budget=PHONE),
    State("check in", "/{language}{place}", budget=PHONE),
    State("check in wrong", "/{language}{place}", (("fill", "#code", "000000"), ("click", "#form button")), 409, PHONE),
    State("check in old", "/{language}/check-in/hall/0123456789abcdef012345", status=410, budget=PHONE),
)
LANGUAGES = ("cs", "uk", "bg", "en")
WIDTHS = ("small", "desktop", "mobile")
LOOKS = looks(STATES, LANGUAGES, WIDTHS, ("light", "dark"), (True, False))


@pytest.fixture(scope="module")
def tickets(town: Server) -> dict[str, str]:
    """A ticket of each kind."""
    hall = Hall(town, "hall.printer", "hall.tv")
    hall.counter(K2, "open", instead=True)
    hall.counter(K2, "finish")
    town.advance("5s")
    over, called, waiting = (hall.ask(CARDS).json()["ticket"] for _ in range(3))
    for one in (over, called):
        town.advance("5s")
        assert hall.counter(K2, "take", number=one["number"]).is_success
    return {
        name: path_of(one["id"]).rpartition("/")[2]
        for name, one in (("over", over), ("called", called), ("waiting", waiting))
    }


@pytest.mark.soak
@pytest.mark.parametrize(
    ("state", "language", "view"),
    [
        pytest.param(
            state, language, View(width, scheme, script), id=f"{state.name}-{language}-{width}-{scheme}-{script}"
        )
        for state, language, width, scheme, script in LOOKS
    ],
)
def test_the_page_checker_finds_nothing(
    chromium: Browser, town: Server, tickets: dict[str, str], state: State, language: str, view: View
) -> None:
    marks = {**tickets, "language": language, "place": at_the_place_now(town)}
    assert Checker(chromium, town.base).problems(state.told(**marks), view) == []
