"""A town with everything switched on, served in the test's own process, and who stands before it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement

import httpx
from litestar.routes import HTTPRoute

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.demo.staff import PASSWORD
from civicore.reading import Settings
from tests.tools.visitor import Form, Page

FILE = Path(__file__).with_name("town.yaml")
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
BASE = "http://city"
DEVICES = ("hall.kiosk", "hall.printer", "hall.display")
LANGUAGE = re.compile(r"^/(?:en|cs)(?:/text)?(?=/|$)")
LONGEST = 5000  # letters of an address that browsers send
HOLE = re.compile(r"\{\w+:(\w+)\}")
OWN = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


class Reader(HTMLParser):
    """A page as a tree, ten times as fast as html5lib makes one; that our pages are HTML is shown elsewhere."""

    VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("root")
        self._open = [self.root]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in self.VOID:
            self._open.append(one)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = self._open[-1]
        if len(inside):
            inside[-1].tail = (inside[-1].tail or "") + data
        else:
            inside.text = (inside.text or "") + data


@dataclass
class Browser:
    """Somebody's browser without script; it follows redirects by itself."""

    http: httpx.AsyncClient
    answer: httpx.Response = field(init=False)

    async def open(self, address: str) -> Page:
        return self._read(await self.http.get(address, follow_redirects=True))

    async def send(
        self, form: Form, pairs: Iterable[tuple[str, str]], files: Sequence[tuple[str, bytes]] = (), **headers: str
    ) -> Page:
        """What a browser would send of a form that says just this."""
        if form.method == "GET":
            asked = urlencode([(name, value[:LONGEST].encode("utf-8", "replace")) for name, value in pairs])
            return await self.open(f"{form.action.partition('?')[0]}?{asked}")
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        sent: Any = [(form.uploads[0], one) for one in files] if form.uploads and files else None
        said = {**OWN, **headers}
        answer = await self.http.post(form.action, data=data, files=sent, headers=said, follow_redirects=True)
        return self._read(answer)

    async def fill(self, address: str, wanted: str, answers: Mapping[str, str]) -> Page:
        """Open a page, fill in its form that has this field or button, and send it."""
        form = (await self.open(address)).form(wanted)
        return await self.send(form, form.filled(answers, wanted if wanted in form.buttons else None))

    def _read(self, answer: httpx.Response) -> Page:
        self.answer = answer
        html = answer.text if answer.headers.get("content-type", "").startswith("text/html") else "<main></main>"
        return Page(str(answer.url), answer.status_code, html, Reader(html).root)


@dataclass
class Fortress:
    """The running town."""

    built: Built
    clock: DemoClock
    _known: dict[str, str] = field(default_factory=dict)

    def browser(self, network: str = "127.0.0.1", **headers: str) -> Browser:
        """A new browser of a stranger; an error of the program is an answer, as a server would give it."""
        transport = httpx.ASGITransport(cast(Any, self.built.app), raise_app_exceptions=False, client=(network, 4711))
        return Browser(httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers, trust_env=False))

    async def signed_in(self, *, desk: bool = True, citizen: bool = False, devices: bool = False) -> Browser:
        """A browser with the sessions of these: the administrator, a citizen, every device of the hall."""
        browser = self.browser()
        if desk:
            await self._sign_in(browser, "/en/desk/sign-in", "admin@fortress.example")
        if citizen:
            await self._sign_in(browser, "/en/account/sign-in", "person@fortress.example")
        for device in DEVICES if devices else ():
            await browser.open(f"/demo/device/{device}")
            assert browser.answer.status_code == 200, browser.answer.text
        return browser

    async def _sign_in(self, browser: Browser, address: str, email: str) -> None:
        page = await browser.fill(address, "password", {"email": email, "password": PASSWORD})
        assert "sign-in" not in page.url, page.text

    @cached_property
    def routes(self) -> dict[str, frozenset[str]]:
        """Every address that is served, and its methods."""
        return {
            route.path: frozenset(str(one) for one in route.methods) - {"OPTIONS"}
            for route in self.built.app.routes
            if isinstance(route, HTTPRoute)
        }

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        ordered = sorted(self.routes, key=lambda one: one.count("{"))
        return [
            (one, re.compile(HOLE.sub(lambda hole: ".+" if hole[1] == "path" else "[^/]+", one))) for one in ordered
        ]

    def template(self, address: str) -> str:
        """The route of an address; one without parameters first. Empty when there is none."""
        path = (LANGUAGE.sub("", urlsplit(address).path) or "/").rstrip("/") or "/"
        if path not in self._known:
            self._known[path] = next((one for one, pattern in self._patterns if pattern.fullmatch(path)), "")
        return self._known[path]

    async def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        async with self.built.runtime.store.reading():
            return {table._meta.tablename: await table.count() for table in self.built.runtime.store.tables}

    async def contents(self) -> dict[str, str]:
        """A fingerprint of each table."""
        async with self.built.runtime.store.reading():
            read = {table._meta.tablename: await table.select() for table in self.built.runtime.store.tables}
        return {name: sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest() for name, rows in read.items()}

    async def letters(self) -> list[dict[str, Any]]:
        """Messages until now, the oldest first."""
        await self.built.outbox.flush()
        caught: Any = (await self.browser().http.get("/demo/outbox.json")).json()
        return sorted(caught if isinstance(caught, list) else caught["messages"], key=lambda one: str(one["sent_at"]))


@asynccontextmanager
async def running(
    file: Path = FILE, *, strict: bool = False, database: str | None = None, served_at: str = BASE
) -> AsyncIterator[Fortress]:
    """The town with its demo people, on a Monday morning that stands still."""
    clock = DemoClock()
    clock.freeze(MONDAY)
    built = build(Settings(file, demo=True, served_at=served_at, clock=clock, strict=strict, database=database))
    assert built.quarantined == ()
    await built.prepare()
    async with built.app.lifespan():
        yield Fortress(built, clock)
