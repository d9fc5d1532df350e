"""Signing in with a real browser: the town's directory, and security keys that the browser itself imitates."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.people.conftest import TOWN
from tests.people.directory.conftest import RULES
from tests.tools.counts import times
from tests.tools.pagecheck import Checker, State, View
from tests.tools.serving import Server, eventually, served
from tests.tools.town_directory import SECRET, Directory, free_port, running

ADMIN, PASSWORD = "admin@town.example", "practice makes perfect"
SHOWN = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}")
GROUPS = {"role: chief": "role: admin", "role: helper": "role: clerk", "mfa: optional": "mfa: required"}
REACH = (
    (State("sign-in", "/bg/desk/sign-in"), View("mobile")),
    (State("left", "/uk/desk/sign-in?left=true"), View("desktop", "dark")),
)


@dataclass(frozen=True)
class Place:
    """A town that is served strictly, and its directory."""

    server: Server
    directory: Directory


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, port = tmp_path_factory.mktemp("town"), free_port()
    with running(tmp_path_factory.mktemp("directory"), f"http://localhost:{port}") as directory:
        rules = RULES.format(issuer=directory.issuer, more="")
        for old, new in GROUPS.items():
            rules = rules.replace(old, new)
        (folder / "town.yaml").write_text(TOWN + rules, encoding="utf-8")
        shutil.copyfile(directory.authority, folder / "authority.pem")
        with (
            _secret(),
            served(
                folder / "town.yaml",
                folder,
                clock=datetime.now(UTC).isoformat(),
                arguments=("--strict", "--host", "localhost", "--port", str(port)),
            ) as server,
        ):
            yield Place(server, directory)


@contextmanager
def _secret() -> Iterator[None]:
    os.environ["CIVICORE_SECRET_DIRECTORY"] = SECRET
    try:
        yield
    finally:
        del os.environ["CIVICORE_SECRET_DIRECTORY"]


@contextmanager
def someone(chromium: Browser, **wishes: object) -> Iterator[tuple[BrowserContext, Page]]:
    """A browser of their own; the directory's certificate is no public one."""
    context = chromium.new_context(ignore_https_errors=True, **wishes)  # type: ignore[arg-type]
    try:
        yield context, context.new_page()
    finally:
        context.close()


def plugs_in(context: BrowserContext, page: Page) -> Callable[[], object]:
    """A security key that somebody touches whenever it is asked for; how to pull it out again."""
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    options = {**key, "isUserVerified": False, "automaticPresenceSimulation": True}
    made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return partial(protocol.send, "WebAuthn.removeVirtualAuthenticator", made)


def types_password(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/en/desk/sign-in")
    page.fill("#email", ADMIN)
    page.fill("#password", PASSWORD)
    page.click("main form .button")


def passes_the_directory(page: Page, who: str) -> None:
    """The provider's own pages: who it is, then whether the town may know."""
    page.fill("[name=login]", who)
    page.fill("[name=password]", "x")
    page.click("[type=submit]")
    page.click("[type=submit]")


def test_s40_a_security_key_is_a_second_factor_from_the_first_day(place: Place, chromium: Browser) -> None:
    with someone(chromium) as (context, page):
        unplug = plugs_in(context, page)
        types_password(page, place.server)
        page.click("text=Use a security key instead")
        page.fill("#name", "Blue key")
        page.click("text=Go on, then touch the key")
        expect(page.locator("h1")).to_have_text("Recovery codes")
        recovery = SHOWN.findall(page.inner_text("main"))
        assert len(recovery) == 10
        page.click("text=I have kept them")
        page.click("text=Sign out")
        types_password(page, place.server)
        page.click("text=Use a security key")
        expect(page).to_have_url(f"{place.server.base}/en/desk")
        page.goto(f"{place.server.base}/en/desk/profile")
        assert "Blue key" in page.inner_text("main")
        assert page.locator("text=Remove the key").count() == 0  # it is the only factor, and one is required
        _adds_another(page, unplug)
        page.click("text=Remove the key Spare key")
        page.fill("#password", PASSWORD)
        page.click("main form .button")
        assert "Spare key" not in page.inner_text("main")
        page.click("text=Sign out")
        _without_script(place, chromium, recovery[0])
        _another_computer(place, chromium)
        told = [letter.text for letter in place.server.outbox(ADMIN)]
        assert sum("security key was added" in one for one in told) == 2
        assert sum("security key of your account at the desk was removed" in one for one in told) == 1


def _adds_another(page: Page, unplug: Callable[[], object]) -> None:
    """The same key is on the list already; another one is welcome."""
    page.click("text=Add a security key")
    page.fill("#name", "Spare key")
    page.fill("#password", PASSWORD)
    page.click("text=Go on, then touch the key")
    expect(page.locator("[data-failed]")).to_be_visible()
    unplug()
    plugs_in(page.context, page)
    page.click("text=Go on, then touch the key")
    expect(page.locator("h1")).to_have_text("My account")


def _without_script(place: Place, chromium: Browser, code: str) -> None:
    with someone(chromium, java_script_enabled=False) as (_, page):
        types_password(page, place.server)
        assert "Security keys need JavaScript" in page.inner_text("main")
        assert page.locator("text=Use a security key").count() == 0 or not page.is_visible("text=Use a security key")
        page.fill("#code", code)
        page.click("text=Continue")
        expect(page).to_have_url(f"{place.server.base}/en/desk")


def _another_computer(place: Place, chromium: Browser) -> None:
    """Another key opens nothing."""
    with someone(chromium) as (context, page):
        plugs_in(context, page)
        types_password(page, place.server)
        page.click("text=Use a security key")
        expect(page.locator("[data-failed]")).to_be_visible()


def test_staff_come_in_by_the_directory_and_go_with_it(place: Place, chromium: Browser) -> None:
    place.directory.put("anna", "Anna Nová", "IT")
    with someone(chromium, locale="cs-CZ") as (context, page):
        plugs_in(context, page)
        page.goto(f"{place.server.base}/cs/desk/profile")
        page.click("text=Účet města")
        passes_the_directory(page, "anna")
        page.click("text=Použít místo toho bezpečnostní klíč")
        page.fill("#name", "Klíč")
        page.click("text=Pokračovat a dotknout se klíče")
        page.click(".actions .button")
        page.goto(f"{place.server.base}/cs/desk/profile")
        assert "Anna Nová" in page.inner_text("main")
        assert page.locator("text=Změnit heslo").count() == 0
        page.goto(f"{place.server.base}/cs/desk")
        page.click("text=Odhlásit")
        page.click("text=Odhlásit se i tam")
        page.click("[type=submit] >> nth=0")
        page.wait_for_url(f"{place.server.base}/**")
        assert page.locator("text=Účet města").count() == 1


def test_leaving_the_directory_ends_the_session_at_the_desk(place: Place, chromium: Browser) -> None:
    """Back-channel logout: the directory itself tells the city, which would ask only minutes later."""
    place.directory.put("petr", "Petr Novák", "Registry")
    with someone(chromium) as (context, page):
        plugs_in(context, page)
        page.goto(f"{place.server.base}/en/desk")
        page.click("text=Town account")
        passes_the_directory(page, "petr")
        page.click("text=Use a security key instead")
        page.fill("#name", "Key")
        page.click("text=Go on, then touch the key")
        page.click("text=I have kept them")
        other = context.new_page()
        other.goto(f"{place.directory.issuer}/session/end")
        other.click("[type=submit] >> nth=0")

        def out() -> bool | None:
            page.goto(f"{place.server.base}/en/desk")
            return True if "/sign-in" in page.url else None

        eventually(out, "the session to end")
    assert place.server.complaints() == []


@pytest.mark.parametrize(("state", "view"), REACH[: times(1, 2)], ids=lambda one: getattr(one, "name", None))
def test_the_doors_have_nothing_wrong(place: Place, chromium: Browser, state: State, view: View) -> None:
    assert Checker(chromium, place.server.base).problems(state, view) == []
