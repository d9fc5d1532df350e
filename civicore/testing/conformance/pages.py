"""K17: its pages pass the accessibility checker, work without script, and fit 320 px."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uvicorn

from civicore.testing.conformance.check import Complaint, NotTried
from civicore.testing.conformance.crawling import pages_of
from civicore.testing.conformance.subject import Subject
from civicore.testing.town import Town

NARROW = {"width": 320, "height": 640}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
JUDGED = "async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations"


def can_be_used_by_all(subject: Subject) -> Iterator[Complaint]:
    """K17: each public page at 320 px: nothing serious for axe, nothing sideways, every control by Tab, no script."""
    found = list(pages_of(subject.town, subject.name, subject.town.browser("en")))[: subject.times(1, 12)]
    paths = [page.url.removeprefix("http://city") for page in found if page.status == 200]
    if not paths:
        return
    program = browser_program()
    from playwright.sync_api import sync_playwright

    with served(subject.town) as base, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--headless"])
        try:
            for path in paths:
                yield from (Complaint(f"{path}: {one}") for one in _problems(chromium, base, path))
        finally:
            chromium.close()


def browser_program() -> str:
    """A Chromium and the judges that look through it. NotTried names what is missing."""
    missing = [one for one in ("playwright", "axe_playwright_python") if find_spec(one) is None]
    if missing:
        raise NotTried(f"no page was looked at: pip install {' '.join(missing).replace('_', '-')}")
    named = os.environ.get("CIVICORE_CHROMIUM")
    program = named or next((found for one in BROWSERS if (found := shutil.which(one))), None)
    if program is None or not Path(program).exists():
        raise NotTried("no page was looked at: install Chromium, or name one in CIVICORE_CHROMIUM")
    return program


@contextmanager
def served(town: Town) -> Iterator[str]:
    """The city on an address of this computer."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    leave = town.aside.enter(lambda: _serving(town, door))
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        leave()
        door.close()


@asynccontextmanager
async def _serving(town: Town, door: socket.socket) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(town.built.app, lifespan="off", log_config=None, access_log=False))
    task = asyncio.create_task(server.serve([door]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


def _problems(chromium: Any, base: str, path: str) -> list[str]:
    from civicore.testing.pagejudges import axe_source, html_problems, keyboard_problems, layout_problems

    context = chromium.new_context(viewport=NARROW, reduced_motion="reduce", service_workers="block")
    try:
        page = context.new_page()
        page.goto(base + path, wait_until="load")
        found = [*html_problems(page), *layout_problems(page)]
        page.evaluate(axe_source() + ";0")
        for one in page.evaluate(JUDGED, TAGS):
            if one["impact"] in ("serious", "critical"):
                found.append(f"axe {one['id']}: {one['help']}: {one['nodes'][0]['html'][:120]}")
        controls = page.locator("form").count()
        return found + keyboard_problems(page) + _without_script(chromium, base + path, controls)
    finally:
        context.close()


def _without_script(chromium: Any, address: str, forms: int) -> list[str]:
    context = chromium.new_context(viewport=NARROW, java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(address, wait_until="load")
        if not page.locator("main").inner_text().strip():
            return ["without script the page is empty"]
        if page.locator("form").count() < forms:
            return ["without script a form is missing"]
        return []
    finally:
        context.close()
