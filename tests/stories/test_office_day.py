"""A whole office day of Trutnov in five windows: kiosk, two counters, board, telephone; nobody reloads anything.

Pictures of every scene are kept in the folder that ``CIVICORE_SHOTS`` names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import everywhere_in_soak
from tests.rules.citizen import Errand
from tests.rules.hall import Hall, booked
from tests.stories.windows import PATIENT, Windows, at_counter, opened, waiting
from tests.tools.fixtures import MORNING
from tests.tools.serving import ROOT, Server, served

pytestmark = pytest.mark.xdist_group("office day")
DAY = "2026-12-01"
PRAGUE = ZoneInfo("Europe/Prague")
ID_CARD, PASSPORT, ADDRESS = (
    Errand("id_cards", "apply"),
    Errand("passports", "collect"),
    Errand("population_register", "address_change"),
)
UNDO, NO_SHOW, PARK, SEND_ON, BREAK = (f"Alt+Shift+Key{key}" for key in "ZNPTB")


@pytest.fixture
def server(empty_database_url: str, tmp_path: Path) -> Iterator[Server]:
    with served(ROOT / "deployments/trutnov.yaml", tmp_path, clock=MORNING, database=empty_database_url) as running:
        running.set_clock(MORNING)
        yield running
        assert running.complaints() == []


@pytest.fixture
def shots(engine_name: str) -> Path | None:
    folder = os.environ.get("CIVICORE_SHOTS")
    return Path(folder) / engine_name if folder else None


@pytest.fixture
def hall(server: Server) -> Hall:
    return Hall(server, "town_hall.printer", "town_hall.display")


@pytest.mark.soak
@everywhere_in_soak
def test_an_office_day(chromium: Browser, server: Server, hall: Hall, shots: Path | None) -> None:
    jana, petr, eva = (booked(hall, errand, DAY, "8:00")[0] for errand in (ID_CARD, PASSPORT, ADDRESS))
    now(server, "07:40:00")
    with opened(chromium, server, shots) as day:
        watched = [Watched(one) for one in (day.kiosk, day.left, day.right, day.board)]
        sit_down(day)
        to_the_second_before_eight(day, jana)
        people_come(day)
        called_at_eight(day)
        called_in_vain_set_aside_called_again(day)
        finished_taken_back_sent_on(day)
        to_the_second_after_eight(day, petr, eva)
        booked_ones_first(day)
        a_break(day)
        the_end(day)
        assert [one.complaints for one in watched] == [[]] * 4
        assert day.board.evaluate("document.body.dataset.since") == "morning", "the board was loaded once"


class Watched:
    """Whatever a window complains about."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)


def now(server: Server, wall: str) -> None:
    server.set_clock(datetime.fromisoformat(f"{DAY}T{wall}").replace(tzinfo=PRAGUE).isoformat())


def press(page: Page, key: str) -> None:
    """A clerk presses a key, a while after the last one."""
    page.clock.fast_forward(3000)
    page.keyboard.press(key)


def begin(page: Page) -> None:
    """Who was called has come."""
    press(page, "F8")
    expect(page.locator(".now.serving")).to_be_visible(timeout=PATIENT)


def sit_down(day: Windows) -> None:
    day.board.evaluate("document.body.dataset.since = 'morning'")
    for page in (day.left, day.right):
        page.clock.install()
        page.reload()
        page.click("#do-open")
        page.wait_for_selector("#do-next")
        at_counter(page, None)
    expect(day.board.locator(".b-empty")).to_be_visible()
    day.shoot("before-opening", "kiosk", "left", "board")


def to_the_second_before_eight(day: Windows, code: str) -> None:
    now(day.server, "07:44:59")
    day.type_code(code)
    expect(day.kiosk.locator("h1")).to_have_text("NEPLATNÝ KÓD")
    day.shoot("a-second-too-early", "kiosk")
    now(day.server, "07:45:00")
    day.type_code(code)
    assert day.number() == "A001"
    day.phone.goto(day.scanned())
    expect(day.phone.locator("h1")).to_have_text("Vaše číslo je A001")
    expect(day.board.locator(".b-waiting strong").first).to_have_text("1", timeout=PATIENT)
    day.shoot("in-time", "kiosk", "phone", "board")


def people_come(day: Windows) -> None:
    now(day.server, "07:50:00")
    taken = [day.touch("id_cards", "apply"), day.touch("passports", "collect"), day.touch("population_register")]
    assert taken == ["A002", "B001", "C001"]
    day.shoot("walk-ins", "kiosk")
    day.kiosk.goto(f"{day.base}/demo/printer/town_hall.printer")
    day.shoot("paper", "kiosk")
    expect(day.left.locator("section[data-part=line] > ol .waiter")).to_have_count(4, timeout=PATIENT)
    assert waiting(day.left) == ["A001", "A002", "B001", "C001"], "who is booked comes first"
    day.shoot("four-wait", "left", "board", "phone")


def called_at_eight(day: Windows) -> None:
    now(day.server, "08:00:00")
    press(day.left, "F2")
    at_counter(day.left, "A001")
    day.on_board("A001 → Kabinka 1")
    expect(day.phone.locator(".own-go")).to_contain_text("Kabinka 1", timeout=PATIENT)
    now(day.server, "08:00:02")
    press(day.right, "F2")
    at_counter(day.right, "A002")
    day.on_board("A002 → Kabinka 2", "A001 → Cabin 1")
    day.spoken(2)
    day.shoot("called", "left", "right", "board", "phone")
    now(day.server, "08:00:30")
    press(day.left, "F4")
    day.spoken(3)
    begin(day.left)
    expect(day.phone.locator("h1")).to_have_text("Číslo A001: právě vás odbavují", timeout=PATIENT)
    day.shoot("being-served", "left", "phone")


def called_in_vain_set_aside_called_again(day: Windows) -> None:
    now(day.server, "08:03:00")
    press(day.right, NO_SHOW)
    at_counter(day.right, None)
    press(day.right, "F2")
    at_counter(day.right, "B001")
    day.spoken(4)
    now(day.server, "08:05:00")
    begin(day.right)
    press(day.right, PARK)
    day.shoot("set-aside", "right")
    day.right.click("#ask-park button[value='10']")
    at_counter(day.right, None)
    press(day.right, "F2")
    at_counter(day.right, "A002")
    day.spoken(5)
    begin(day.right)
    day.shoot("called-again", "right", "board")


def finished_taken_back_sent_on(day: Windows) -> None:
    now(day.server, "08:08:00")
    press(day.left, "F9")
    at_counter(day.left, None)
    expect(day.phone.locator("h1")).to_have_text("Číslo A001: vaše návštěva skončila", timeout=PATIENT)
    day.shoot("finished", "phone")
    press(day.left, "F2")
    at_counter(day.left, "C001")
    day.spoken(6)
    press(day.left, UNDO)
    at_counter(day.left, None)
    assert waiting(day.left) == ["C001"]
    day.shoot("taken-back", "left", "board")
    now(day.server, "08:08:20")
    press(day.left, "F2")
    at_counter(day.left, "C001")
    day.spoken(7)
    press(day.left, SEND_ON)
    day.left.select_option("#to", "counter:town_hall.k2")
    day.shoot("send-on", "left")
    day.left.click("#ask-transfer button")
    at_counter(day.left, None)
    expect(day.right.locator("section[data-part=line] .waiter-label").first).to_have_text("C001", timeout=PATIENT)


def to_the_second_after_eight(day: Windows, petr: str, eva: str) -> None:
    now(day.server, "08:15:00")
    day.type_code(petr)
    assert day.number() == "B002"
    now(day.server, "08:15:01")
    day.type_code(eva)
    expect(day.kiosk.locator("h1")).to_have_text("Vaše objednání již vypršelo. Můžete se přihlásit jako běžný klient.")
    day.shoot("a-second-too-late", "kiosk")
    day.kiosk.click("button[name=instead]")
    assert day.number() == "C002"
    day.phone.goto(day.scanned())
    expect(day.phone.locator("h1")).to_have_text("Vaše číslo je C002")
    day.shoot("ordinary-ticket", "kiosk", "phone")


def booked_ones_first(day: Windows) -> None:
    now(day.server, "08:16:00")
    press(day.right, "F9")
    at_counter(day.right, None)
    press(day.right, "F2")
    at_counter(day.right, "B002")
    press(day.left, "F2")
    at_counter(day.left, "B001")
    day.spoken(9)
    begin(day.left)
    begin(day.right)
    expect(day.phone.locator(".own-place")).to_be_visible()
    now(day.server, "08:25:00")
    press(day.right, "F2")
    at_counter(day.right, "C001")
    press(day.left, "F2")
    at_counter(day.left, "C002")
    expect(day.phone.locator(".own-go")).to_contain_text("Kabinka 1", timeout=PATIENT)
    day.spoken(11)
    day.shoot("all-called", "board", "phone", "left", "right")


def a_break(day: Windows) -> None:
    now(day.server, "08:40:00")
    for page in (day.left, day.right):
        press(page, "F9")
        at_counter(page, None)
    press(day.left, BREAK)
    expect(day.left.locator(".now-nobody")).to_have_text("Přestávka", timeout=PATIENT)
    day.touch("id_cards", "collect")
    now(day.server, "08:41:00")
    press(day.left, "F2")
    at_counter(day.left, None)
    press(day.right, "F2")
    at_counter(day.right, "A003")
    day.shoot("break", "left", "right")
    press(day.left, BREAK)
    day.left.wait_for_selector("#do-next")
    day.spoken(12)


def the_end(day: Windows) -> None:
    ends = datetime.fromisoformat(f"{DAY}T15:00:00")
    now(day.server, f"{ends - timedelta(seconds=1):%H:%M:%S}")
    day.sign_in()
    assert day.touch("passports", "apply") == "B003"
    now(day.server, "15:00:00")
    day.kiosk.goto(f"{day.base}/cs/device/town_hall.printer/kiosk/over")
    assert day.kiosk.locator("button[value=passports]").count() == 0
    day.shoot("closed", "kiosk")
    press(day.left, "F2")
    at_counter(day.left, "B003")
    day.spoken(13)  # a call that ends at once is none for the board
    for page in (day.left, day.right):
        press(page, "F9")
        at_counter(page, None)
        page.click("#do-close")
        expect(page.locator("#do-open")).to_be_visible(timeout=PATIENT)
    day.shoot("evening", "left", "board", "phone")
