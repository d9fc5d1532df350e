"""Walks through the town as one person: follows links, fills in every form once, remembers what was seen.

Pages and forms are told apart by their route and their fields, so that a hundred cases are two pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

from tests.security.fortress import BASE, LANGUAGE, Browser, Fortress
from tests.tools.counts import times
from tests.tools.visitor import Form, Page

EACH = times(1, 2)  # pages of one route and query that are looked at
ENDS = (
    "/sign-out",
    "/desk/suspension/",
    "/account/email",
    "/account/erase",
    "/leave-everywhere",
    "/demo/clock",
    "/revoke",
    "/disable",
    "/app/forget",
    "/demo/device/",
    "/start/over",
)
"""What would end the walk: sessions, devices, the day itself."""
STREAMS = ("/events", "/live")  # answers without an end
PLAUSIBLE = {
    "email": "jana@posta.example",
    "phone": "+420601222333",
    "first_name": "Jana",
    "last_name": "Novakova",
    "name": "Jana Novakova",
    "people": "3",
    "number": "AB123456",
    "place": "50.001, 14.001",
    "password": "practice makes perfect",
    "address": "Square 1, Fortress",
    **dict.fromkeys(
        ("text", "topic", "reason", "wish", "note", "subject", "secret", "code", "label"), "Something said"
    ),
}
"""What people would write there, by the name of the field."""


@dataclass(frozen=True)
class Seen:
    """A form that can be sent, and the page it stands on."""

    page: str
    form: Form

    @property
    def fields(self) -> list[str]:
        """What can be answered, hidden answers too; not the mark against forgery."""
        names = [name for name, _ in self.form.values] + list(self.form.choices) + list(self.form.uploads)
        return [name for name in dict.fromkeys(names) if name and not name.startswith("_")]


@dataclass
class Walk:
    """One person's way through the town."""

    town: Fortress
    browser: Browser
    answers: list[httpx.Response] = field(default_factory=list)
    forms: dict[tuple[str, ...], Seen] = field(default_factory=dict)
    _looked: Counter[str] = field(default_factory=Counter)
    _waiting: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    async def from_(self, places: Iterable[str]) -> None:
        """Everything that can be reached from these addresses."""
        self._note(places)
        while self._waiting:
            page = await self.browser.open(self._waiting.pop(0))
            await self._read(page)

    async def _read(self, page: Page) -> None:
        self.answers.append(self.browser.answer)
        self._note(urljoin(page.url, one.get("href", "")) for one in page.all("a"))
        for form in _with_addresses(page):
            seen = Seen(page.url, form)
            key = (self.town.template(form.action), form.method, *sorted(seen.fields))
            if key in self.forms or any(part in form.action for part in ENDS) or not seen.fields:
                continue
            self.forms[key] = seen
            await self._read(await self.browser.send(form, plausible(form)))

    def _note(self, places: Iterable[str]) -> None:
        for place in places:
            address = urldefrag(urljoin(BASE, place)).url
            kind = self._kind(address)
            if address in self._known or kind is None or self._looked[kind] >= EACH:
                continue
            self._known.add(address)
            self._looked[kind] += 1
            self._waiting.append(address)

    def _kind(self, address: str) -> str | None:
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" != BASE or any(part in parts.path for part in ENDS):
            return None
        if parts.path.endswith(STREAMS) or parts.path.startswith(("/static/", "/cs/")) or "/text/" in parts.path:
            return None
        query = "&".join(sorted({part.partition("=")[0] for part in parts.query.split("&")}))
        return f"{self.town.template(address)}?{query}"


def plausible(form: Form) -> list[tuple[str, str]]:
    """A form as somebody with good intentions fills it in: what is there, the first of each choice, all boxes."""
    given = dict(form.values)
    pairs = [(name, given[name] or PLAUSIBLE.get(name, "")) for name in given]
    pairs += [(name, values[0]) for name, values in form.choices.items() if name not in given]
    return [pair for pair in [*pairs, *list(form.buttons.values())[:1]] if pair[0]]


def _with_addresses(page: Page) -> Iterator[Form]:
    """Every form, as each of its buttons would send it that says where to."""
    for element in page.all("form"):
        form = Form.read(page, element)
        own = {one.get("formaction") for one in element.iter("button")} - {None, ""}
        yield from [replace(form, action=urljoin(page.url, one)) for one in sorted(filter(None, own))] or [form]


async def walked(town: Fortress) -> Walk:
    """All that can be found by somebody who is everybody at once: administrator, citizen, and each device."""
    walk = Walk(town, await town.signed_in(citizen=True, devices=True))
    starts = [f"/en{path}" for path in town.routes if "{" not in path and "GET" in town.routes[path]]
    starts += [f"/en{_at_a_device(path)}" for path in town.routes if path.startswith("/device/{device:str}")]
    for output in town.built.outputs:
        starts += [f"/en{LANGUAGE.sub('', one)}" for one in await output.addresses("")]
    await walk.from_(one for one in starts if not one.startswith(("/en/static", "/en/api", "/en/open311")))
    await walk.from_([link for letter in await town.letters() for link in letter["links"]])
    return walk


def _at_a_device(path: str) -> str:
    return path.replace("{device:str}", "hall.display" if "/board" in path else "hall.kiosk")
