"""The counter in a real browser: keys of any layout, one press one call, undo, two counters, news from the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.tools.fixtures import MORNING
from tests.tools.pagecheck import DESK, Checker, State, View, looks
from tests.tools.serving import Server, served

FILE = Path(__file__).with_name("town.yaml")
K1, K2 = "/en/desk/counter/hall.k1", "/en/desk/counter/hall.k2"
BACKGROUND = "document.querySelector('#counter').getAttribute('aria-busy') === null"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo with people who wait; its clock stands still."""
    with served(FILE, tmp_path_factory.mktemp("counter"), clock=MORNING) as server:
        server.set_clock("2026-11-24T09:40:00+01:00")
        yield server
        assert server.complaints() == []


def press(town: Server, counter: str, deed: str, **body: Any) -> dict[str, Any]:
    """A deed by the API, as the chief."""
    answer = town.api("POST", f"/counters/{counter}/{deed}", headers=town.desk, json=body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def at(town: Server, counter: str) -> str | None:
    """The number that is called or served at a counter."""
    told = town.api("GET", "/queue", headers=town.desk, params={"office": "hall"}).json()
    ticket = next(one for one in told["counters"] if one["id"] == counter)["ticket"]
    return ticket["number"] if ticket else None


def line(town: Server) -> list[str]:
    """Numbers that wait at the hall for the cabins."""
    told = town.api("GET", "/queue", headers=town.desk, params={"office": "hall"}).json()
    return [one["number"] for one in told["waiting"] if one["agenda"] != "cars"]


@pytest.fixture
def waiting(town: Server) -> list[str]:
    """Empty cabins, and at least four people who wait for them."""
    town.advance("5s")
    for counter in ("hall.k1", "hall.k2"):
        press(town, counter, "open", instead=True)
        if at(town, counter):
            press(town, counter, "finish")
        press(town, counter, "close")
    while len(line(town)) < 4:
        press(town, "hall.k1", "serve", agenda="cards")
        press(town, "hall.k1", "transfer", agenda="passports")
    town.advance("5s")
    return line(town)


@contextmanager
def desk(chromium: Browser, town: Server, path: str = K1, **options: Any) -> Iterator[Page]:
    """A browser in which the chief has signed in and sits at a counter."""
    account = town.about["sign_ins"][-1]
    context = chromium.new_context(base_url=town.base, viewport={"width": 1366, "height": 768}, **options)
    context.set_default_timeout(30_000)
    try:
        page = context.new_page()
        page.goto("/en/desk/sign-in")
        page.fill("[name=email]", account["email"])
        page.fill("[name=password]", account["password"])
        page.click("main form .button")
        page.goto(path)
        for button in ("[value=instead]", "#do-open"):
            if page.locator(button).count():
                page.click(button)
                page.wait_for_selector("#do-next")
        yield page
    finally:
        context.close()


def key(page: Page, code: str, letter: str, **held: bool) -> bool:
    """Press a key as a keyboard of another layout does: the place is ``code``, what it writes is ``letter``.

    Whether the page left the key to the browser.
    """
    pressed = {"key": letter, "code": code, "bubbles": True, "cancelable": True, **held}
    left: bool = page.evaluate(
        "init => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', init))", pressed
    )
    return left


ALT_SHIFT = {"altKey": True, "shiftKey": True}


@pytest.mark.soak
@pytest.mark.long  # the visitor's own ticket shows it in CI: one script does it for all pages
def test_a_line_that_a_proxy_refused_while_the_server_was_renewed_is_taken_up_again(
    chromium: Browser, town: Server, waiting: list[str]
) -> None:
    """A browser gives up a stream for good once it is answered with anything but 200."""
    refused: list[str] = []

    def broken_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=502)

    with desk(chromium, town) as page:
        page.route("**/live", broken_once)
        with page.expect_request(lambda one: one.url.endswith("/live") and bool(refused)):
            page.reload()


def test_screen_case_34_keys_go_by_their_place_in_a_cyrillic_layout(
    chromium: Browser, town: Server, waiting: list[str]
) -> None:
    with desk(chromium, town) as page:
        assert not key(page, "F2", "F2")
        expect(page.locator(".now-number")).to_have_text(waiting[0])
        town.advance("3s")
        assert not key(page, "KeyN", "Т", **ALT_SHIFT)  # Ukrainian: the key of N writes Т
        expect(page.locator(".now-nobody")).to_be_visible()
        assert at(town, "hall.k1") is None
        expect(page.locator("#said")).to_have_text(f"{waiting[0]} did not come")
        assert not key(page, "KeyT", "Е", **ALT_SHIFT)
        expect(page.locator("#to")).to_be_visible()


def test_no_key_fires_in_a_text_field_and_none_is_taken_from_the_browser(
    chromium: Browser, town: Server, waiting: list[str]
) -> None:
    with desk(chromium, town) as page:
        posts: list[str] = []
        page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
        page.click("#open-number")
        page.focus("#label")
        assert key(page, "F2", "F2") and key(page, "KeyB", "Б", **ALT_SHIFT)
        page.focus("#do-next")
        for code, held in (("KeyA", "ctrlKey"), ("KeyM", "ctrlKey"), ("KeyD", "ctrlKey"), ("F2", "ctrlKey")):
            assert key(page, code, "x", **{held: True}), code
        for code in ("F5", "F1", "KeyN", "Tab"):
            assert key(page, code, code), code
        assert posts == [] and at(town, "hall.k1") is None


def test_screen_case_35_two_presses_are_one_call_and_undo_brings_the_client_back(
    chromium: Browser, town: Server, waiting: list[str]
) -> None:
    with desk(chromium, town) as page:
        page.focus("#do-next")
        key(page, "F2", "F2")
        key(page, "F2", "F2")
        expect(page.locator(".now-number")).to_have_text(waiting[0])
        key(page, "F2", "F2")
        page.wait_for_function(BACKGROUND)
        assert at(town, "hall.k1") == waiting[0] and page.evaluate("document.activeElement.id") == "do-next"
        key(page, "KeyZ", "Z", **ALT_SHIFT)
        expect(page.locator(".now-nobody")).to_be_visible()
        assert line(town)[0] == waiting[0]
        expect(page.locator(".line .waiter-label").first).to_have_text(waiting[0])


def test_the_button_to_take_back_goes_when_its_time_is_over(
    chromium: Browser, town: Server, waiting: list[str]
) -> None:
    with desk(chromium, town) as page:
        page.click("#do-next")
        expect(page.locator("#do-undo")).to_be_visible()
        town.advance("11s")
        page.reload()
        expect(page.locator("#do-undo")).to_have_count(0)
        assert at(town, "hall.k1") == waiting[0]


def test_keys_are_changed_turned_off_and_kept_in_this_browser(
    chromium: Browser, town: Server, waiting: list[str]
) -> None:
    with desk(chromium, town) as page:
        page.click("#keys > summary")
        row = page.locator("[data-key=next]")
        row.locator("[data-change]").click()
        page.keyboard.press("Control+M")
        expect(page.locator(".keys-told")).to_contain_text("belongs to the browser")
        page.keyboard.press("F9")
        expect(page.locator(".keys-told")).to_contain_text("Finish")
        page.keyboard.press("Alt+Shift+KeyX")
        expect(row.locator("kbd")).to_have_text("Alt+Shift+X")
        page.locator("[data-key=pause] [data-drop]").click()
        page.reload()
        assert page.get_attribute("#do-next", "aria-keyshortcuts") == "Alt+Shift+X"
        assert page.get_attribute("#do-pause", "aria-keyshortcuts") is None
        assert key(page, "F2", "F2") and key(page, "KeyB", "b", **ALT_SHIFT)
        assert not key(page, "KeyX", "Ч", **ALT_SHIFT)
        expect(page.locator(".now-number")).to_have_text(waiting[0])
        page.click("#keys > summary")
        page.locator("[data-reset]").click()
        assert page.get_attribute("#do-next", "aria-keyshortcuts") == "F2"


def test_two_counters_see_each_other_at_once_and_call_different_people(
    chromium: Browser, town: Server, waiting: list[str]
) -> None:
    with desk(chromium, town) as one, desk(chromium, town, K2) as two:
        one.click("#do-next")
        expect(one.locator(".now-number")).to_have_text(waiting[0])
        expect(two.locator(".seats")).to_contain_text(waiting[0])
        expect(two.locator(".line .waiter-label").first).to_have_text(waiting[1])
        two.click("#do-next")
        expect(two.locator(".now-number")).to_have_text(waiting[1])
        two.click("#do-alarm")
        expect(one.locator(".alarm")).to_contain_text("Cabin 2: Come and help.")
        one.click("text=I am coming")
        expect(two.locator("[data-part=told]")).to_contain_text("is on the way")
        two.click("[value=alarm_off]")
        expect(one.locator(".alarm")).to_have_count(0)


def test_what_is_being_typed_stays_when_news_come(chromium: Browser, town: Server, waiting: list[str]) -> None:
    with desk(chromium, town) as page:
        page.click("#open-number")
        page.fill("#label", "A0")
        press(town, "hall.k2", "next")
        expect(page.locator(".seats")).to_contain_text(waiting[0])
        assert page.input_value("#label") == "A0" and page.evaluate("document.activeElement.id") == "label"
        page.fill("#label", waiting[1])
        page.keyboard.press("Enter")
        expect(page.locator(".now-number")).to_have_text(waiting[1])


def test_a_lost_connection_is_said(chromium: Browser, town: Server, waiting: list[str]) -> None:
    with desk(chromium, town) as page:
        page.context.set_offline(True)
        page.click("#do-next")
        expect(page.locator("#cut")).to_be_visible()
        page.context.set_offline(False)
        page.click("#do-next")
        expect(page.locator(".now-number")).to_have_text(waiting[0])
        expect(page.locator("#cut")).to_be_hidden()


STATES = [
    State("choose", "/{language}/desk/counter", budget=DESK),
    State("counter", "/{language}/desk/counter/hall.k1", budget=DESK),
    State("counter of somebody else", "/{language}/desk/counter/hall.k2", budget=DESK),
    State("waiting room", "/{language}/desk/queue?office=hall", budget=DESK),
]
LANGUAGES = ["cs", "uk", "bg", "en"]
VIEWS = looks(STATES, LANGUAGES, ["small", "desktop"], ["light", "dark"], [True, False])


@pytest.mark.soak
@pytest.mark.parametrize(
    ("state", "language", "width", "scheme", "script"),
    VIEWS,
    ids=[f"{row[0].name}-{'-'.join(map(str, row[1:]))}" for row in VIEWS],
)
def test_the_pages_can_be_used_by_everybody(
    chromium: Browser, town: Server, state: State, language: str, width: str, scheme: Any, script: bool
) -> None:
    if at(town, "hall.k1") is None:
        press(town, "hall.k1", "serve", agenda="cards")
    with desk(chromium, town) as page:
        cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    checker = Checker(chromium, town.base, cookies=cookies)
    assert checker.problems(state.told(language=language), View(width, scheme, script)) == []
