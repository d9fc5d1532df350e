"""Pictures of the real pages for the README: ``python -m tests.stories.screenshots FOLDER``."""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser

from tests.rules.chatter import Chatter
from tests.rules.citizen import Errand
from tests.rules.test_dms_ua import observe, ordered
from tests.stories import pages
from tests.stories.visits import prepare
from tests.tools.fixtures import MORNING
from tests.tools.pagecheck import browser
from tests.tools.serving import ROOT, Server, served
from tests.tools.visitor import Visitor

PHONE, SCREEN, KIOSK, BOARD = (390, 844), (1180, 844), (600, 844), (1500, 844)
# Each sheet is a row of pages: the state, how large its window is, and whether staff look at it.
SHEETS: Mapping[str, Sequence[tuple[str, tuple[int, int], bool]]] = {
    "times.png": (("times", PHONE, False), ("times", SCREEN, False)),
    "visit-and-desk.png": (("visit", PHONE, False), ("day", SCREEN, True)),
    "hall.png": (("kiosk", KIOSK, False), ("board", BOARD, False)),
}
HALL = {
    "kiosk": "/demo/device/town_hall.printer",
    "board": "/demo/device/town_hall.display",
}
SIGNALS = (("/bg/signals/map", SCREEN), ("", PHONE))  # the second one is the first case that the list leads to
LATER = "2026-11-24T09:40:00+01:00"
SHEET = """<body style="margin:0;padding:32px;display:flex;gap:32px;background:#e9e7e2;width:max-content">{}"""
PICTURE = '<img style="border-radius:12px;box-shadow:0 6px 24px #0003" src="data:image/png;base64,{}">'


def main(folder: Path) -> None:
    """Serve a city, bring bookings into every state, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(ROOT / "deployments/trutnov.yaml", Path(scratch), clock=MORNING) as server,
        browser() as chromium,
    ):
        marks = prepare(server, Errand("id_cards", "apply")).marks("cs")
        paths = {state.name: state.told(**marks).path for state in (*pages.JOURNEY, *pages.LINKS, *pages.AT_THE_DESK)}
        paths |= HALL
        server.set_clock(LATER)
        staff = sign_in(server)
        for name, row in SHEETS.items():
            taken = [picture(chromium, server, paths[state], size, staff if desk else {}) for state, size, desk in row]
            sheet(chromium, taken, folder / name)
            sys.stdout.write(f"{folder / name}\n")
    _signals(folder / "signals.png")
    _bot(folder / "bot.png")


def _signals(path: Path) -> None:
    """The map of a city of signals, and one of them."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(ROOT / "deployments/sofia.yaml", Path(scratch), clock=MORNING) as server,
        browser() as chromium,
        Visitor(server.base, "bg") as visitor,
    ):
        links = visitor.open("/bg/signals/list?phase=final").links().values()
        cases = [link for link in links if "/signals/no/" in link]
        shown = next(link for link in cases if visitor.open(link).root.find(".//p[@class='said']") is not None)
        taken = [picture(chromium, server, address or shown, size, {}) for address, size in SIGNALS]
        sheet(chromium, taken, path)
        sys.stdout.write(f"{path}\n")


def _bot(path: Path) -> None:
    """A consultation in a chat, and how far a document is."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(ROOT / "deployments/dms_ua.yaml", Path(scratch), clock=MORNING) as server,
        browser() as chromium,
        Chatter(server, "dms_bot", "telegram") as chat,
        Visitor(server.base, "uk") as visitor,
    ):
        chat.press("Консультація")
        chat.press("ID-картка")
        number = ordered(server)
        for day, stage in enumerate(("Перевірка інформації", "Друк"), start=21):
            observe(server, number, stage, f"2026-11-{day}T10:00:00+02:00")
        found = visitor.submit(visitor.open("/uk/documents").form("number"), {"number": number, "secret": "Шевченко"})
        looked_at = ((chat.address, PHONE), (found.url, SCREEN))
        sheet(chromium, [picture(chromium, server, address, size, {}) for address, size in looked_at], path)
        sys.stdout.write(f"{path}\n")


def picture(chromium: Browser, server: Server, path: str, size: tuple[int, int], cookies: Mapping[str, str]) -> bytes:
    """What a window of this size shows of a page."""
    with chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="cs-CZ") as context:
        context.add_cookies([{"name": name, "value": value, "url": server.base} for name, value in cookies.items()])
        page = context.new_page()
        page.goto(urljoin(server.base, path), wait_until="networkidle")
        return page.screenshot()


def sheet(chromium: Browser, pictures: Sequence[bytes], path: Path) -> None:
    """Several pictures side by side."""
    with chromium.new_context(viewport={"width": 1700, "height": 908}) as context:
        page = context.new_page()
        drawn = "".join(PICTURE.format(base64.b64encode(one).decode()) for one in pictures)
        page.set_content(SHEET.format(drawn), wait_until="load")
        page.locator("body").screenshot(path=path)


def sign_in(server: Server, place: int = -1) -> dict[str, str]:
    """The cookies of one of the demo's staff, the leading one if no other is asked for."""
    account = server.about["sign_ins"][place]
    with Visitor(server.base) as clerk:
        page = clerk.open(f"{server.about['addresses']['Desk']}sign-in")
        page = clerk.submit(page.form("password"), {"email": account["email"], "password": account["password"]})
        assert page.status == 200, page.text
        return clerk.cookies


if __name__ == "__main__":
    main(Path(sys.argv[1]))
