"""Five windows on one office: the kiosk, two counters, the board, a visitor's telephone; each is looked at."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.stories.screenshots import sign_in
from tests.tools.serving import Server

KIOSK, TELEVISION = (1080, 1920), (1920, 1080)
DESK, TELEPHONE = (1366, 768), (390, 844)
PATIENT = 30_000  # ms; only a window that never follows meets it

# Sounds are decoded for real and end at once; the page tells of each that was to its end.
AT_ONCE = """
window.spoken = 0;
addEventListener("spoken", () => (spoken += 1));
AudioBufferSourceNode.prototype.start = function () { queueMicrotask(() => this.onended()); };
OscillatorNode.prototype.start = function () { queueMicrotask(() => this.onended()); };
OscillatorNode.prototype.stop = function () {};
"""


@dataclass
class Windows:
    """All five. ``heard`` are the announcements that the board fetched to speak: call and sound of each."""

    server: Server
    shots: Path | None
    kiosk: Page
    left: Page
    right: Page
    board: Page
    phone: Page
    heard: list[tuple[str, str]]
    base: str
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    def shoot(self, name: str, *pages: str) -> None:
        """Keep a picture of these windows, where pictures are kept."""
        if self.shots is None:
            return
        at = next(self._number)
        for one in pages:
            self._window(one).screenshot(path=self.shots / f"{at:02d}-{name}-{one}.png", animations="disabled")

    def _window(self, name: str) -> Page:
        found: Page = getattr(self, name)
        return found

    def sign_in(self) -> None:
        """Staff sign in and go to their counters."""
        for place, (page, counter) in enumerate(((self.left, "k1"), (self.right, "k2"))):
            cookies = sign_in(self.server, place).items()
            page.context.add_cookies([{"name": name, "value": value, "url": self.base} for name, value in cookies])
            page.goto(f"{self.base}/cs/desk/counter/town_hall.{counter}")

    # The kiosk

    def type_code(self, code: str) -> None:
        """Somebody with a booking touches the pad, key by key."""
        self.kiosk.goto(f"{self.base}/cs/device/town_hall.printer/kiosk/over")
        self.kiosk.click("button[name=go][value=code]")
        for digit in code:
            self.kiosk.click(f".k-keys button[value='{digit}']")
        self.kiosk.click(".k-enter button")
        self.kiosk.wait_for_selector("body.on-ticket, body.on-answer")

    def touch(self, agenda: str, activity: str = "") -> str:
        """Somebody without a booking takes a number; what it is."""
        self.kiosk.goto(f"{self.base}/cs/device/town_hall.printer/kiosk/over")
        self.kiosk.click(f"button[value='{agenda}']")
        if activity:
            self.kiosk.click(f"button[value='{activity}']")
        return self.number()

    def number(self) -> str:
        """The number on the kiosk's screen."""
        return self.kiosk.locator(".k-number").inner_text().strip()

    def scanned(self) -> str:
        """What a telephone reads from the picture on the kiosk's screen, at this server's address."""
        self.kiosk.locator(".k-qr img").evaluate("img => img.decode()")
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(self.kiosk.screenshot())))
        (read,) = [one.text for one in found]
        return f"{self.base}{re.sub(r'^https?://[^/]+', '', read)}"

    # The board

    def on_board(self, *rows: str) -> None:
        """The board comes to show these rows, the newest first: ``A001 → Kabinka 1``."""
        expect(self.board.locator(".b-row")).to_have_count(len(rows), timeout=PATIENT)
        for place, row in enumerate(rows):
            expect(self.board.locator(".b-row").nth(place)).to_have_text(row, timeout=PATIENT)

    def spoken(self, calls: int, languages: int = 2) -> None:
        """So many calls have been spoken until now, each once in each language, and no other."""
        self.board.wait_for_function("count => spoken >= count", arg=calls * languages, timeout=PATIENT)
        assert self.board.evaluate("spoken") == calls * languages
        assert len(set(self.heard)) == len(self.heard) == calls * languages
        assert len({call for call, _ in self.heard}) == calls


def at_counter(page: Page, number: str | None) -> None:
    """The counter's window comes to show this number; None: nobody."""
    if number is None:
        expect(page.locator(".now-nobody")).to_be_visible(timeout=PATIENT)
    else:
        expect(page.locator(".now-number")).to_have_text(number, timeout=PATIENT)


def waiting(page: Page) -> list[str]:
    """Who waits, in the order in which this counter would call them."""
    return page.locator("section[data-part=line] > ol .waiter-label").all_inner_texts()


@contextmanager
def opened(chromium: Browser, server: Server, shots: Path | None, *, base: str = "") -> Iterator[Windows]:
    """The five windows, each of its own browser, staff signed in. ``base``: where they reach the server."""
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
    at = base or server.base
    heard: list[tuple[str, str]] = []
    with ExitStack() as stack:

        def window(size: tuple[int, int]) -> Page:
            return stack.enter_context(_context(chromium, size)).new_page()

        windows = Windows(
            server,
            shots,
            kiosk=window(KIOSK),
            left=window(DESK),
            right=window(DESK),
            board=window(TELEVISION),
            phone=window(TELEPHONE),
            heard=heard,
            base=at,
        )
        windows.kiosk.goto(f"{at}/demo/device/town_hall.printer")
        windows.sign_in()
        _switch_on(windows, f"{at}/demo/device/town_hall.display")
        yield windows


@contextmanager
def _context(chromium: Browser, size: tuple[int, int]) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="cs-CZ", timezone_id="Europe/Prague"
    )
    context.set_default_timeout(PATIENT)
    try:
        yield context
    finally:
        context.close()


def _switch_on(windows: Windows, address: str) -> None:
    """The television, its sound turned on by staff; what it fetches to speak is written down."""
    board, heard = windows.board, windows.heard
    board.on("request", lambda one: heard.append(_sound(one.url)) if "/voice/" in one.url else None)
    board.add_init_script(AT_ONCE)
    board.goto(address)
    board.click("#sound-on")
    expect(board.locator("#sound-on")).to_be_hidden()


def _sound(url: str) -> tuple[str, str]:
    call, name = url.split("/")[-2:]
    return call, name
