"""A citizen of Sofia by keyboard alone and without script, from the first page until the case is open again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.rules.signaller import Clerk, Writer
from tests.signals.public.writer import photo
from tests.tools.fixtures import Cities
from tests.tools.keyboard import Keyboard
from tests.tools.serving import Server

pytestmark = pytest.mark.xdist_group("sofia")
GO_ON = "#form .actions .button"


@pytest.fixture
def city(cities: Cities) -> Server:
    return cities.get("sofia", "sqlite")


@pytest.fixture
def keys(chromium: Browser, city: Server) -> Iterator[Keyboard]:
    with chromium.new_context(
        base_url=city.base, java_script_enabled=False, locale="bg-BG", viewport={"width": 390, "height": 844}
    ) as context:
        yield Keyboard(context.new_page())


def test_a_citizen_files_follows_answers_and_opens_again(keys: Keyboard, city: Server) -> None:
    writer = Writer()
    number = filed(keys, writer)
    tracked(keys, number)
    subscribed(keys, city, number)
    with Clerk.of(city, "manager") as clerk:
        before = len(city.outbox(writer.email))
        clerk.do(number, "ask", text="Пред кой вход е дупката?")
        answered(keys, city.letter(writer.email, after=before).link("/signals/mine/"))
        assert "Пред вход Б." in clerk.find(number).text
        before = len(city.outbox(writer.email))
        clerk.move(number, "solved", text="Дупката е запълнена.", outcome="solved")
    reopened(keys, city.letter(writer.email, after=before).link("/signals/mine/"))


def filed(keys: Keyboard, writer: Writer) -> str:
    """A hole in the road with its place on the map and a photo; the number that it was given."""
    keys.page.goto("/bg/")
    keys.press("main a[href$='/signals/new']")
    keys.press("main a[href$='/signals/new/signal']")
    keys.type("#q", "дупка")
    keys.press(".search .button")
    keys.press("input[name=category]", "Space")
    keys.press(GO_ON)
    keys.press(GO_ON)  # what to read before one writes
    keys.press(".map-glass")
    expect(keys.page.locator(".map-where")).to_contain_text("Знакът е в:")
    keys.type("#address", "бул. „Витоша“ 15")
    keys.press(GO_ON)
    keys.press("input[name=q_surface]", "Space")
    keys.press(GO_ON)
    keys.press("input[name=q_depth]", "Space")
    keys.press(GO_ON)
    described(keys)
    keys.type("#name", writer.name)
    keys.type("#email", writer.email)
    keys.press("#terms", "Space")
    keys.press(GO_ON)
    expect(keys.page.locator("main")).to_contain_text("дупка.jpg")
    keys.press(GO_ON)
    return keys.page.locator(".code-value").inner_text().strip()


def described(keys: Keyboard) -> None:
    keys.type("#text", "Дълбока дупка в дясната лента.")
    with keys.page.expect_file_chooser() as chooser:
        keys.press("#photos", "Space")
    chooser.value.set_files({"name": "дупка.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    keys.press(GO_ON)


def tracked(keys: Keyboard, number: str) -> None:
    keys.page.goto("/bg/")
    keys.type("#find-signal", number)
    keys.press(".find .button")
    expect(keys.page.locator("main")).to_contain_text(number)
    expect(keys.page.locator(".way [aria-current=step]")).to_contain_text("сега")


def subscribed(keys: Keyboard, city: Server, number: str) -> None:
    """Subscriptions belong to accounts: the way leads through the entrance and back to the case."""
    person = next(one for one in city.about["citizens"] if one["holder"] == "person")
    keys.press(".follow .button")
    keys.type("#email", person["email"])
    keys.type("#password", person["password"])
    keys.press(GO_ON)
    expect(keys.page.locator("main")).to_contain_text(number)
    keys.press(".follow .button")
    keys.page.goto("/bg/signals/subscriptions")
    expect(keys.page.locator("main")).to_contain_text(number)


def answered(keys: Keyboard, link: str) -> None:
    keys.page.goto(link)
    expect(keys.page.locator(".ask").first).to_contain_text("Пред кой вход е дупката?")
    keys.type("#reply-text", "Пред вход Б.")
    keys.press("#form-reply .button")
    expect(keys.page.locator(".notice.ok")).to_be_visible()


def reopened(keys: Keyboard, link: str) -> None:
    keys.page.goto(link)
    keys.press("#solved", "ArrowDown")
    keys.press("#form-feedback .button")
    keys.press("details.deed summary", "Space")
    keys.type("#reopen-text", "Дупката отново е там.")
    keys.press("#form-reopen .button")
    expect(keys.page.locator(".notice.ok")).to_contain_text("отново")
