"""Somebody books at a kiosk in a district of Kryvyi Rih by touch alone, in Ukrainian, on a screen of 1080 by 1920."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from civicore.testing.pagejudges import Budget
from tests.tools.pagecheck import Checker, State, View
from tests.tools.serving import ROOT, Server, served

MORNING = "2026-11-23T07:50:00+02:00"
KIOSK = Budget(60, 13, 12)
DEVICE = "town.pokrovskyi"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(ROOT / "deployments/kryvyi_rih.yaml", tmp_path_factory.mktemp("kr"), clock=MORNING) as server:
        yield server


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1080, "height": 1920}, locale="uk", has_touch=True)
    yield context.new_page()
    context.close()


def type_in(page: Page, words: str) -> None:
    """By the keyboard on the screen."""
    for sign in words:
        page.locator(f".kb-board button[value='{sign}']").tap()
    page.locator(".kb-on button[name=answer]").tap()


@pytest.mark.rule("KRY-04", "KRY-05")
def test_a_person_books_and_cancels_by_touch_alone(screen: Page, city: Server) -> None:
    page = screen
    page.goto(f"{city.base}/demo/device/{DEVICE}")
    expect(page.locator("h1")).to_have_text("Що вам потрібно?")
    page.get_by_role("link", name="Електронна черга").tap()
    page.get_by_role("button", name="Покровський").tap()
    page.locator("button[name=day]").nth(1).tap()
    page.locator("button[name=time]").first.tap()
    expect(page.locator("h1")).to_have_text("Ім'я")
    type_in(page, "ЇЖАЧЕНКО")
    expect(page.locator("h1")).to_have_text("Прізвище")
    type_in(page, "КОВАЛЬ")
    page.locator("button[name=skip]").tap()
    page.locator("button[name=skip]").tap()
    expect(page.locator("main")).to_contain_text("Їжаченко")
    page.locator("button[name=book]").tap()
    pin = page.locator(".kb-pin").inner_text()
    assert len(pin) == 6 and pin.isdigit()
    box = page.locator(".kb-pin").bounding_box()
    assert box is not None and box["height"] > 100, "the PIN is large"
    slips = page.request.get(f"{city.base}/demo/printer/{DEVICE}").text()
    assert pin in slips
    page.locator(".k-done a").tap()
    expect(page.locator("h1")).to_have_text("Що вам потрібно?")
    page.evaluate("history.back()")
    expect(page.locator("h1")).to_have_text("У якому підрозділі?")
    assert pin not in page.content() and "Коваль" not in page.content(), "Back shows nothing of who was there"
    page.goto(f"{city.base}/uk/device/{DEVICE}/start/over")
    page.get_by_role("link", name="Скасування запису").tap()
    type_in(page, pin)
    type_in(page, "КОВАЛЬ")
    page.locator("button[name=cancel]").tap()
    expect(page.locator("h1")).to_have_text("Запис скасовано")


def test_an_idle_screen_asks_and_forgets(screen: Page, city: Server) -> None:
    page = screen
    page.goto(f"{city.base}/demo/device/{DEVICE}")
    page.clock.install()
    page.get_by_role("link", name="Електронна черга").tap()
    page.get_by_role("button", name="Покровський").tap()
    expect(page.locator("h1")).to_have_text("Якого дня?")
    page.clock.run_for(32_000)
    expect(page.locator("#idle")).to_be_visible()
    page.clock.run_for(20_000)
    expect(page.locator("h1")).to_have_text("Що вам потрібно?")


FIRST = f"/uk/device/{DEVICE}/booking"
TO_THE_NAME = (("click", "button[name=office]"), ("click", "button[name=day]"), ("click", "button[name=time]"))
LOOKED_AT = (
    (State("first", f"/uk/device/{DEVICE}/start", budget=KIOSK), View("kiosk")),
    (State("times", FIRST, TO_THE_NAME[:2], budget=KIOSK), View("small", "dark")),
    (State("keyboard", FIRST, TO_THE_NAME, budget=KIOSK), View("kiosk")),
    (
        State("keyboard in English", FIRST.replace("uk", "en", 1), TO_THE_NAME, budget=KIOSK),
        View("kiosk_wide", script=False),
    ),
    (State("code", f"{FIRST}/cancel", budget=KIOSK), View("small")),
)


@pytest.mark.parametrize(("state", "view"), LOOKED_AT, ids=lambda one: getattr(one, "name", None) or str(one))
def test_the_page_checker_finds_nothing(chromium: Browser, city: Server, state: State, view: View) -> None:
    with httpx.Client(base_url=city.base) as enrolled:
        enrolled.get(f"/demo/device/{DEVICE}")
        cookies = {one.name: str(one.value) for one in enrolled.cookies.jar if "device-" in one.name}
    found = Checker(chromium, city.base, cookies=cookies).problems(state, view)
    # Without script only a refresh can make the kiosk forget who went away.
    assert [one for one in found if "meta-refresh" not in one] == []
