"""Opens pages in a real browser and judges them as a citizen and an auditor would.

A view is a page or a state of it (steps lead there) in one width, colour scheme and script mode. Each is judged by
axe (WCAG 2.2 A and AA), by its HTML as sent, its layout, its weight against the budgets, what the browser's console
said and where its requests went; with script on also by walking through it with the Tab key.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page, Response, sync_playwright

from civicore.testing.pagejudges import (
    Budget,
    Seen,
    axe_source,
    html_problems,
    keyboard_problems,
    layout_problems,
    wire_problems,
)
from tests.tools.counts import times
from tests.tools.settled import settled_actions

CHROMIUM = "/usr/bin/chromium"
SHELL = "/usr/lib/chromium/chromium-headless-shell"
"""The same engine without windows, half the work for each page; not every system offers it."""
BROWSER = SHELL if times(1, 0) and Path(SHELL).exists() else CHROMIUM
FLAGS = [
    "--headless",
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {
    "small": (320, 640),
    "mobile": (390, 844),
    "tablet": (820, 1180),
    "desktop": (1366, 768),
    "tv": (1920, 1080),
    "kiosk": (1080, 1920),
    "kiosk_wide": (1280, 1024),
}
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
GRAVE = ("serious", "critical")

Scheme = Literal["light", "dark"]
Step = tuple[str, ...]


CITIZEN = Budget(40, 8, 8)
DESK = Budget(90, 12, 25)


@dataclass(frozen=True)
class State:
    """A page, or a state of it that steps lead to.

    Steps: ``fill sel text``, ``click sel``, ``check sel``, ``select sel value``, ``goto path``. They work
    without script too. ``status`` is what the last document answered. ``told`` fills marks such as
    ``{language}`` in the path and the steps.
    """

    name: str
    path: str
    steps: Sequence[Step] = ()
    status: int = 200
    budget: Budget = CITIZEN

    def told(self, **facts: str) -> State:
        """The same state with its marks filled in."""
        steps = [tuple(word.format(**facts) for word in step) for step in self.steps]
        return replace(self, path=self.path.format(**facts), steps=steps)


@dataclass(frozen=True)
class View:
    """How a state is looked at."""

    width: str = "mobile"
    scheme: Scheme = "light"
    script: bool = True

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}-{'script' if self.script else 'noscript'}"


def pairwise(*axes: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Few combinations in which every pair of values of any two axes occurs."""
    rows = list(itertools.product(*(range(len(axis)) for axis in axes)))
    wanted = set().union(*map(pairs, rows))
    chosen = []
    while wanted:
        best = max(rows, key=lambda row: len(wanted & pairs(row)))
        chosen.append(tuple(axis[place] for axis, place in zip(axes, best, strict=True)))
        wanted -= pairs(best)
    return chosen


def looks(states: Sequence[Any], *axes: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Each state once, and over all of them every pair of the other axes; with ``make soak`` every pair of all."""
    if times(0, 1):
        return pairwise(states, *axes)
    views = pairwise(*axes)
    return [(state, *views[number % len(views)]) for number, state in enumerate(states)]


def pairs(row: Sequence[int]) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    """The pairs of places on two axes that one combination covers."""
    return set(itertools.combinations(enumerate(row), 2))


@contextmanager
def browser(*, whole: bool = False) -> Iterator[Browser]:
    """Debian's Chromium, driven from this thread until the end; ``whole`` as people use it, as with ``make soak``."""
    with sync_playwright() as playwright, settled_actions():
        chromium = playwright.chromium.launch(executable_path=CHROMIUM if whole else BROWSER, args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


class Checker:
    """Judges views of one city. ``cookies`` are those of a person who has signed in, by name."""

    def __init__(self, chromium: Browser, base: str, *, cookies: Mapping[str, str] | None = None) -> None:
        self._chromium = chromium
        self._base = base
        self._cookies = cookies or {}
        self._axe = axe_source()

    def problems(self, state: State, view: View, picture: Path | None = None) -> list[str]:
        """Everything wrong with a view, one sentence each; a picture of it is kept when asked for."""
        context = self._context(view)
        try:
            page = context.new_page()
            seen = self._listen(page, context.new_cdp_session(page))
            answer = self._reach(page, state)
            found = [] if answer.status == state.status else [f"status {answer.status}, not {state.status}"]
            if picture:
                page.screenshot(path=picture, full_page=True)
            found += [*html_problems(page), *wire_problems(seen, state.budget)]
            if view.script:
                return found + layout_problems(page) + self._judged_by_axe(page) + keyboard_problems(page)
            return found + self._judged_as_shown(page, view)
        finally:
            context.close()

    def _context(self, view: View, *, script: bool | None = None) -> BrowserContext:
        width, height = WIDTHS[view.width]
        context = self._chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=view.scheme,
            java_script_enabled=view.script if script is None else script,
            service_workers="block",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        context.add_cookies(
            [{"name": name, "value": value, "url": self._base} for name, value in self._cookies.items()]
        )
        return context

    def _listen(self, page: Page, session: CDPSession) -> Seen:
        seen = Seen(urlsplit(self._base).netloc)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", seen.sent)
        session.on("Network.loadingFinished", seen.finished)

        def complained(message: ConsoleMessage) -> None:
            # The browser reports every answer above 399 here; the status is judged by itself.
            if message.type == "error" and not message.text.startswith("Failed to load resource"):
                seen.complaints.append(message.text)

        page.on("console", complained)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        return seen

    def _reach(self, page: Page, state: State) -> Response:
        documents: list[Response] = []
        page.on("response", lambda one: documents.append(one) if is_document(page, one) else None)
        page.goto(urljoin(self._base, state.path), wait_until="load")
        for verb, *arguments in state.steps:
            self._step(page, verb, arguments)
        page.wait_for_load_state("load")
        return [one for one in documents if not 300 <= one.status < 400][-1]

    def _step(self, page: Page, verb: str, arguments: Sequence[str]) -> None:
        if verb == "click":
            page.click(arguments[0])
            page.wait_for_load_state("load")
        elif verb == "goto":
            page.goto(urljoin(self._base, arguments[0]), wait_until="load")
        elif verb == "check":
            page.check(arguments[0])
        elif verb == "select":
            page.select_option(arguments[0], arguments[1])
        else:
            assert verb == "fill", verb
            page.fill(arguments[0], arguments[1])

    def _judged_as_shown(self, page: Page, view: View) -> list[str]:
        """The markup that a browser without script shows, in one that can run the judges."""
        shown = re.sub(r"<(/?)script\b", r"<\1template", page.content())
        shown = re.sub(r"<(/?)noscript\b", r"<\1div", shown)
        address = page.url.partition("#")[0]
        context = self._context(view, script=True)
        try:
            judged = context.new_page()
            judged.route(
                lambda url: url == address,
                lambda route: route.fulfill(status=200, content_type="text/html; charset=utf-8", body=shown),
            )
            judged.goto(address, wait_until="load")
            return layout_problems(judged) + self._judged_by_axe(judged)
        finally:
            context.close()

    def _judged_by_axe(self, page: Page) -> list[str]:
        page.evaluate(self._axe + ";0")
        options = {"runOnly": {"type": "tag", "values": list(TAGS)}, "resultTypes": ["violations"]}
        violations = page.evaluate("async options => (await axe.run(document, options)).violations", options)
        return [
            f"axe {one['id']} ({one['impact']}): {one['help']}: {one['nodes'][0]['html'][:200]}"
            for one in violations
            if one["impact"] in GRAVE
        ]


def is_document(page: Page, answer: Response) -> bool:
    """Whether this answer is the page itself."""
    return answer.request.is_navigation_request() and answer.frame == page.main_frame
