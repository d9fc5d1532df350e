"""The citizen's pages in Chromium: by keyboard alone, and judged as a citizen and an auditor would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from civicore.testing.pagejudges import Budget
from tests.signals.public.writer import photo
from tests.tools.counts import times
from tests.tools.keyboard import Keyboard
from tests.tools.pagecheck import Checker, State, View, pairwise
from tests.tools.serving import Server, served
from tests.tools.visitor import Visitor

pytestmark = pytest.mark.xdist_group("pages of signals")
FILE = Path(__file__).parents[1] / "city.yaml"
MORNING = "2026-11-24T08:00:00+01:00"
MAP = Budget(110, 14, 60)
NEW = "/{language}/signals/new"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(FILE, tmp_path_factory.mktemp("signals"), clock=MORNING) as server:
        yield server
        assert server.complaints() == []


@dataclass(frozen=True)
class Prepared:
    """A case and its own page, and a browser that stands before its last step."""

    number: str
    own: str
    cookies: dict[str, str]


def written(visitor: Visitor) -> None:
    """Up to the last look at everything."""
    page = visitor.open("/en/signals/new/signal")
    page = visitor.submit(page.form("category"), {"category": "roads.pothole"}, button="Continue")
    page = visitor.submit(page.form("Continue"), button="Continue")
    page = visitor.submit(page.form("lat"), {"address": "Long street 7"}, button="Continue")
    page = visitor.submit(page.form("q_surface"), {"q_surface": "gravel"}, button="Continue")
    page = visitor.submit(page.form("photos"), {"text": "A hole"}, button="Continue", files=[("hole.jpg", photo())])
    page = visitor.submit(page.form("terms"), {"terms": "on"}, button="Continue")
    assert page.form("Send")


@pytest.fixture(scope="module")
def prepared(city: Server) -> Prepared:
    with Visitor(city.base) as first, Visitor(city.base) as second:
        written(first)
        assert first.page is not None
        page = first.submit(first.page.form("Send"), button="Send")
        own = urlsplit(page.url).path
        written(second)
        return Prepared(page.text.partition("registered it as ")[2].partition(".")[0].strip(), own, second.cookies)


PAGES = (
    State("front", "/{language}/signals"),
    State("home", "/{language}/"),
    State("kinds", NEW),
    State("account", NEW + "/letter"),
    State("category", NEW + "/signal/category"),
    State("search", NEW + "/signal/category?q=pit"),
    State("nothing chosen", NEW + "/question/category", [("click", "#form .actions .button")], 422),
    State("before", NEW + "/signal/before"),
    State("place", NEW + "/signal/place", budget=MAP),
    State("questions", NEW + "/signal/questions"),
    State("text", NEW + "/signal/text"),
    State("text missing", NEW + "/signal/text", [("fill", "#text", ""), ("click", "#form .actions .button")], 422),
    State("contacts", NEW + "/signal/contacts", [("fill", "#email", "x"), ("click", "#form .actions .button")], 422),
    State("check", NEW + "/signal/check"),
    State("list", "/{language}/signals/list"),
    State("map", "/{language}/signals/map", budget=MAP),
    State("map narrowed", "/{language}/signals/map?phase=open&lat=50.01&lon=14.01&zoom=15", budget=MAP),
    State("narrowed", "/{language}/signals/list?text=nothing"),
    State("case", "/{language}/signals/no/{number}"),
    State("unknown", "/{language}/signals/no/0", status=404),
    State("own", "{own}"),
    State("links", "/{language}/signals/send-mine"),
    State("follow", "/{language}/signals/follow?number={number}"),
)
ALL = pairwise(PAGES, ("en", "cs"), ("small", "desktop"), ("light", "dark"), (True, False))
TURNS = [("en", "small", "light", False), ("cs", "desktop", "dark", True)]
ONCE = [(state, *TURNS[turn % 2]) for turn, state in enumerate(PAGES)]
LOOKS = ALL if times(0, 1) else ONCE


@pytest.mark.soak
@pytest.mark.parametrize(
    ("state", "language", "width", "scheme", "script"), LOOKS, ids=[f"{look[0].name}-{look[1]}" for look in LOOKS]
)
def test_pages(
    chromium: Browser,
    city: Server,
    prepared: Prepared,
    state: State,
    language: str,
    width: str,
    scheme: str,
    script: bool,
) -> None:
    own = prepared.own.replace("/en/", f"/{language}/")
    shown = state.told(language=language, number=prepared.number, own=own)
    checker = Checker(chromium, city.base, cookies=prepared.cookies)
    assert checker.problems(shown, View(width, scheme, script)) == []  # type: ignore[arg-type]


def settle(city: Server, number: str) -> None:
    """Somebody of the office closes the case."""
    with Visitor(city.base, "en") as clerk:
        entry = next(one for one in city.about["sign_ins"] if one["role"] == "manager")
        page = clerk.open("/en/desk/sign-in")
        clerk.submit(page.form("password"), {"email": entry["email"], "password": entry["password"]})
        page = clerk.open("/en/desk/signals")
        search = next(one for one in page.forms() if one.action.endswith("/signals/search"))
        page = clerk.submit(search, {"q": number})
        page = clerk.open(f"{page.url.partition('?')[0]}/to/solved")
        form = next(one for one in page.forms() if one.method == "POST" and "/to/solved" in one.action)
        page = clerk.submit(form, {"text": "It has been filled in.", "outcome": "solved"})
        assert page.status == 200, page.text


def test_signal_case_61_everything_by_keyboard(chromium: Browser, city: Server) -> None:
    context = chromium.new_context(base_url=city.base, viewport={"width": 390, "height": 844})
    page = context.new_page()
    keys, go_on = Keyboard(page), "#form .actions .button"
    page.goto("/en/signals/new/signal/category?q=cycling")
    keys.press("#category", "Space")
    keys.press(go_on)
    keys.press(go_on)  # before one writes
    keys.type("#address", "Long street 7")
    keys.press(go_on)
    keys.type("#text", "The lane is blocked.")
    with page.expect_file_chooser() as chooser:
        keys.press("#photos", "Space")
    chooser.value.set_files({"name": "lane.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    keys.press(go_on)
    keys.type("#email", "kay@example.org")
    keys.press("#terms", "Space")
    keys.press(go_on)
    expect(page.locator("main")).to_contain_text("lane.jpg")
    keys.press(go_on)
    number = page.locator(".code-value").inner_text().strip()
    tracked(keys, number)
    subscribed(keys, city)
    reopened(keys, city, number)
    context.close()


def tracked(keys: Keyboard, number: str) -> None:
    keys.page.goto("/en/")
    keys.type("#find-signal", number)
    keys.press(".find .button")
    expect(keys.page.locator("main")).to_contain_text(number)
    expect(keys.page.locator(".way [aria-current=step]")).to_contain_text("now")


def subscribed(keys: Keyboard, city: Server) -> None:
    keys.press(".follow .button")
    keys.type("#email", "friend@example.org")
    keys.press("#form .actions .button")
    keys.page.goto(city.letter("friend@example.org").link("/signals/follow/"))
    keys.press("#form .actions .button")
    expect(keys.page.locator("h1")).to_have_text("You follow this case")


def reopened(keys: Keyboard, city: Server, number: str) -> None:
    settle(city, number)
    keys.page.goto(city.letter("kay@example.org").link("/signals/mine/"))
    keys.press("#solved", "ArrowDown")
    keys.press("#form-feedback .button")
    keys.press("details.deed summary", "Space")
    keys.type("#reopen-text", "It is blocked again.")
    keys.press("#form-reopen .button")
    expect(keys.page.locator(".notice.ok")).to_contain_text("It is open again.")
