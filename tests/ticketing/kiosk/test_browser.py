"""The kiosk in Chromium: pad, idle, voice, paper, the time without network, and what the page checker says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from civicore.testing.pagejudges import Budget
from tests.tools.pagecheck import Checker, State, View
from tests.tools.serving import ROOT, Server, eventually, served

TEN = "2026-11-24T10:00:00+01:00"
BIG = Path(__file__).with_name("big.yaml")
KIOSK = Budget(60, 13, 12)
SAYS = "**/say"


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(BIG, tmp_path_factory.mktemp("big"), clock=TEN) as server:
        yield server


@pytest.fixture(scope="module")
def trutnov(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(ROOT / "deployments/trutnov.yaml", tmp_path_factory.mktemp("trutnov"), clock=TEN) as server:
        yield server


@pytest.fixture
def screen(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1080, "height": 1920}, locale="cs")
    yield context
    context.close()


def stand(screen: BrowserContext, server: Server, device: str = "hall.kiosk") -> Page:
    """A page that shows the start of a kiosk."""
    page = screen.new_page()
    page.goto(f"{server.base}/demo/device/{device}")
    expect(page.locator("h1")).to_have_text("Co potřebujete vyřídit?")
    return page


def ready(page: Page) -> None:
    """The kiosk holds numbers, and the worker its page for the time without network."""
    until(page, "Object.keys(localStorage).some(key => key.endsWith(':pack'))")
    until(page, "navigator.serviceWorker.controller !== null")
    until(page, "caches.keys().then(found => found.length === 4)")


def said(answer: Response) -> str:
    """The words that the page asked to hear."""
    return str(json.loads(answer.request.post_data or "{}")["text"])


def until(page: Page, true: str) -> None:
    """Wait for something in the page; the policy of the page allows no script that waits inside of it."""
    eventually(lambda: page.evaluate(true) or None, true)


def test_the_pad_types_without_reloading_and_enter_sends(screen: BrowserContext, big: Server) -> None:
    page = stand(screen, big)
    page.click("button.k-code")
    page.evaluate("window.stays = true")
    for key in ("7", "K", "back", "Q"):
        page.click(f"button[name=key][value='{key}']")
    expect(page.locator("#code")).to_have_value("7Q")
    assert page.evaluate("window.stays")
    page.click("button[name=look][value=large]")
    expect(page.locator("#code")).to_have_value("7Q")
    page.keyboard.type("x9")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tento kód neznáme.")


def test_channel_case_50_idle_warns_gives_more_time_and_forgets(screen: BrowserContext, big: Server) -> None:
    page = stand(screen, big)
    page.clock.install()
    page.click("button[value=registry]")
    expect(page.locator("h1")).to_have_text("Matrika")
    page.clock.run_for(26_000)
    expect(page.locator("#idle")).to_be_visible()
    expect(page.locator("#idle-more")).to_be_focused()
    page.click("#idle-more")
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.run_for(24_000)
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.run_for(17_000)
    expect(page.locator("h1")).to_have_text("Co potřebujete vyřídit?")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Co potřebujete vyřídit?")


def test_the_start_page_never_warns_and_shows_who_waits_by_itself(screen: BrowserContext, big: Server) -> None:
    page = stand(screen, big)
    page.clock.install()
    page.reload()
    page.clock.run_for(60_000)
    expect(page.locator("#idle")).to_be_hidden()


def test_the_spoken_mode_says_what_the_screen_says_and_keys_choose(screen: BrowserContext, big: Server) -> None:
    page = stand(screen, big)
    with page.expect_response(SAYS) as first:
        page.click("button[value=spoken]")
    assert "Co potřebujete vyřídit?" in said(first.value)
    assert first.value.headers["content-type"] == "audio/wav" and first.value.body().startswith(b"RIFF")
    with page.expect_response(SAYS) as second:
        page.keyboard.press("8")
    assert said(second.value).startswith("Klienti objednaní z internetu")
    page.keyboard.press("8")
    page.keyboard.press("5")
    expect(page.locator("h1")).to_have_text("Matrika")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("4")
    expect(page.locator("h1")).to_have_text("Co potřebujete vyřídit?")


@pytest.mark.rule("TRU-12")
def test_a_printed_ticket_can_be_looked_at(screen: BrowserContext, trutnov: Server) -> None:
    page = stand(screen, trutnov, "town_hall.printer")
    page.click("button[value=passports]")
    page.click("button.k-activity >> nth=0")
    number = page.locator(".k-number").inner_text()
    expect(page.locator(".k-qr img")).to_be_visible()
    slips = f"{trutnov.base}/demo/printer/town_hall.printer"
    eventually(lambda: (page.goto(slips) and page.get_by_alt_text(number).count()) or None, f"the slip {number}")


def test_case_84_and_channel_case_44_cut_off_the_kiosk_goes_on_and_hands_in_afterwards(
    screen: BrowserContext, big: Server
) -> None:
    page = stand(screen, big)
    ready(page)
    screen.set_offline(True)
    page.click("button[value=registry]")
    expect(page.locator(".k-cut")).to_contain_text("Bez spojení. Naposledy připojeno v 10:00")
    numbers = []
    for _ in range(3):
        page.click("button.k-agenda >> text=Narození")
        numbers.append(page.locator("h1 .k-number").inner_text())
        page.click(".k-done button")
    assert len(set(numbers)) == 3
    page.click("button.k-agenda >> text=Narození")
    expect(page.locator("h1")).to_have_text("Čísla tu už došla")
    expect(page.locator("main")).to_contain_text("vydávejte čísla z papírové role")
    page.click("[data-back]")
    page.click("button.k-code")
    page.fill("#code", "K7M2QZ")
    page.keyboard.press("Enter")
    page.click("button.k-agenda >> text=Svatby")
    numbers.append(page.locator("h1 .k-number").inner_text())
    assert "K7M2QZ" in page.evaluate("localStorage.getItem('kiosk:hall.kiosk:journal')")
    page.click(".k-done button")
    screen.set_offline(False)
    page.wait_for_selector("body.on-start")
    until(page, "localStorage.getItem('kiosk:hall.kiosk:journal') === '[]'")
    desk = httpx.get(f"{big.base}/api/v1/queue", headers=dict(big.desk)).json()
    waiting = [one["number"] for one in desk["waiting"]]
    assert [number for number in waiting if number in numbers] == numbers
    assert not any("K7M2QZ" in str(value) for value in page.evaluate("Object.values(localStorage)"))


def test_channel_cases_45_and_46_two_kiosks_cut_off_with_wrong_clocks_share_no_number(
    chromium: Browser, big: Server
) -> None:
    """The clocks of these browsers are days away from the server's."""
    given: dict[str, dict[str, object]] = {}
    for device in ("kiosk", "lift"):
        context = chromium.new_context(viewport={"width": 1080, "height": 1920}, locale="cs")
        page = context.new_page()
        page.goto(f"{big.base}/demo/device/hall.{device}")
        ready(page)
        context.set_offline(True)
        page.reload()
        page.click("button.k-agenda >> text=Vozidla")
        shown = page.locator("h1 .k-number").inner_text()
        (entry,) = json.loads(page.evaluate(f"localStorage.getItem('kiosk:hall.{device}:journal')"))
        assert entry["at"].startswith("2026-11-24T09:0") and shown.endswith(str(entry["number"]))
        given[shown] = entry
        context.close()
    assert len(given) == 2


STATES = (
    State("start", "/cs/device/{device}/kiosk", budget=KIOSK),
    State("department", "/cs/device/{device}/kiosk", (("click", "button[value=transport]"),), budget=KIOSK),
    State("pad", "/uk/device/{device}/kiosk", (("click", "button.k-code"),), budget=KIOSK),
    State(
        "answer",
        "/bg/device/{device}/kiosk",
        (("click", "button.k-code"), ("fill", "#code", "ZZZZZZ"), ("click", ".k-enter button")),
        budget=KIOSK,
    ),
    State(
        "ticket",
        "/en/device/{device}/kiosk",
        (("click", "button[value=registry]"), ("click", "button[value=deaths]")),
        budget=KIOSK,
    ),
    State("contrast", "/cs/device/{device}/kiosk", (("click", "button[value=contrast]"),), budget=KIOSK),
    State("large", "/uk/device/{device}/kiosk", (("click", "button[value=large]"),), budget=KIOSK),
    State("cut", "/cs/device/{device}/kiosk/cut", budget=KIOSK),
)
VIEWS = (View("kiosk"), View("kiosk_wide", "dark"), View("kiosk", script=False), View("small"))
# A browser without script has no page for the time without network.
LOOKED_AT = [(state, view) for state in STATES for view in VIEWS if view.script or state.name != "cut"]


@pytest.mark.parametrize(("state", "view"), LOOKED_AT, ids=lambda one: getattr(one, "name", None) or str(one))
def test_the_page_checker_finds_nothing(chromium: Browser, big: Server, state: State, view: View) -> None:
    with httpx.Client(base_url=big.base) as enrolled:
        enrolled.get("/demo/device/hall.kiosk")
        cookies = {one.name: str(one.value) for one in enrolled.cookies.jar if "device-" in one.name}
    found = Checker(chromium, big.base, cookies=cookies).problems(state.told(device="hall.kiosk"), view)
    # Without script only a refresh can make the kiosk forget who went away.
    assert [one for one in found if "meta-refresh" not in one] == []
