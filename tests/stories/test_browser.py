"""Journeys in a real browser: with and without script, by the keyboard alone, twice by mistake, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.rules.citizen import Errand, Person, confirmation_link, first_letter, pin, starts
from tests.tools.fixtures import Cities
from tests.tools.serving import Server

pytestmark = pytest.mark.xdist_group("pages of booking")
ID_CARD = Errand("id_cards", "apply")
NEXT = "#form .actions button"


@pytest.fixture
def city(cities: Cities) -> Server:
    return cities.get("trutnov", "sqlite")


@contextmanager
def window(chromium: Browser, city: Server, *, script: bool = True) -> Iterator[Page]:
    """A phone of somebody who has never been here."""
    with chromium.new_context(
        base_url=city.base, java_script_enabled=script, locale="cs-CZ", viewport={"width": 390, "height": 844}
    ) as context:
        yield context.new_page()


def fill_in(page: Page, person: Person) -> None:
    """The form of a booking."""
    for name, answer in person.fields.items():
        page.fill(f"#{name}", answer)


def choose(page: Page, place: int) -> str:
    """Choose one of the times of the day that is open, and tell which."""
    slot = page.locator("details[open] .slot").nth(place)
    start = slot.locator("input").get_attribute("value")
    slot.click()
    page.click(NEXT)
    assert start
    return start


@pytest.mark.parametrize("script", [True, False], ids=["script", "noscript"])
def test_book_confirm_change_and_cancel(chromium: Browser, city: Server, script: bool) -> None:
    person = Person()
    with window(chromium, city, script=script) as page:
        page.goto("/cs/booking")
        page.click("text=Občanské průkazy")
        page.click("label[for=activity]")
        page.click(NEXT)
        choose(page, -1)
        fill_in(page, person)
        page.click(NEXT)
        page.click(NEXT)
        page.goto(confirmation_link(first_letter(city, person)))
        page.click("#form button")
        assert page.locator(".code-value").inner_text() == pin(city, person)
        page.click("text=Změnit termín")
        start = choose(page, -2)
        page.click("#form button")
        assert page.locator(f"time[datetime^='{start[:10]}']").count() >= 1
        page.click("text=Zrušit objednávku")
        page.click("#form button")
        assert page.locator("h1").inner_text() == "Objednávka je zrušená"
        assert page.goto(confirmation_link(city.outbox(person.email)[0])) is not None
        assert page.locator(".code-value").count() == 0


def test_mistakes_are_where_the_summary_leads(chromium: Browser, city: Server) -> None:
    start = starts(city, ID_CARD, "2026-12-17")[0]
    with window(chromium, city) as page:
        page.goto(f"/cs/booking/id_cards/details?activity=apply&start={start}".replace("+", "%2B"))
        page.click(NEXT)
        assert page.evaluate("document.activeElement.id") == "errors"
        links = page.locator("#errors a")
        assert links.count() == 3
        for place in range(links.count()):
            target = links.nth(place).get_attribute("href") or ""
            links.nth(place).click()
            assert page.evaluate("document.activeElement.id") == target.removeprefix("#")
            described = page.locator(target).get_attribute("aria-describedby") or ""
            assert page.locator(target).get_attribute("aria-invalid") == "true"
            assert any(page.locator(f"#{one}").inner_text() for one in described.split() if one.endswith("-error"))


def test_a_double_click_and_a_reload_make_one_booking(chromium: Browser, city: Server) -> None:
    person, start = Person(), starts(city, ID_CARD, "2026-12-17")[-1]
    with window(chromium, city) as page:
        page.goto(f"/cs/booking/id_cards/details?activity=apply&start={start}".replace("+", "%2B"))
        fill_in(page, person)
        page.click(NEXT)
        page.dblclick(NEXT)
        page.wait_for_url("**/booking/held/**")
        address = page.url
        page.reload()
        assert page.url == address
    first_letter(city, person)
    city.advance("1s")
    assert len(city.outbox(person.email)) == 1


def test_by_the_keyboard_alone(chromium: Browser, city: Server) -> None:
    person = Person()
    with window(chromium, city) as page:
        page.goto("/cs/booking/id_cards/times?activity=apply")
        press_until(page, "input[type=radio]")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_selector("#email")
        press_until(page, "#first_name")
        for name in ("first_name", "last_name", "email"):
            assert page.evaluate("document.activeElement.id") == name
            page.keyboard.type(person.fields[name])
            page.keyboard.press("Tab")
        page.focus("#email")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_selector("h1")
        assert "/check?" in page.url, "Enter in a field goes on, it does not press a button above the form"
        press_until(page, f"{NEXT}:not(.as-link)")
        page.keyboard.press("Enter")
        page.wait_for_url("**/booking/held/**")
    assert confirmation_link(first_letter(city, person))


def press_until(page: Page, wanted: str) -> None:
    """Press Tab until something is focused."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never reaches {wanted}")


def test_on_paper_the_confirmation_has_the_code_and_no_navigation(chromium: Browser, city: Server) -> None:
    person = Person()
    start = starts(city, ID_CARD, "2026-12-18")[0]
    body = {**ID_CARD.query, "start": start, "fields": person.fields}
    city.api("POST", "/bookings", json=body).raise_for_status()
    with window(chromium, city) as page:
        page.goto(confirmation_link(first_letter(city, person)))
        page.click("#form button")
        page.emulate_media(media="print")
        assert page.locator(".code-value").is_visible()
        assert page.get_by_text("Slovanské náměstí 165").first.is_visible()
        assert not any(nav.is_visible() for nav in page.locator("nav").all())
        assert not any(button.is_visible() for button in page.locator(".actions").all())
