"""A citizen at the pages of a town that runs in the process: forms are sent as a browser without script sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import html5lib
import httpx
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.service import Bookings
from civicore_booking.tables import BookingRow

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from tests.tools.visitor import Form, Page, controls, said

WHO = {"first_name": "Jana", "last_name": "Nováková", "email": "jana@posta.example"}


@dataclass
class Citizen:
    """One person's browser."""

    http: httpx.AsyncClient
    page: Page = field(init=False)
    answer: httpx.Response = field(init=False)

    async def open(self, address: str) -> Page:
        return self._read(await self.http.get(address, follow_redirects=True))

    async def follow(self, words: str) -> Page:
        return await self.open(self.page.link(words))

    async def press(self, words: str, answers: dict[str, str] | None = None) -> Page:
        """Fill in the form that the button belongs to, and press it; its own address counts."""
        for element in self.page.all("form"):
            form = Form.read(self.page, element)
            if words in form.buttons:
                button = next(
                    one for one in controls(self.page.root, element) if one.tag == "button" and said(one) == words
                )
                action = urljoin(self.page.url, button.get("formaction") or form.action)
                return await self._send(form.method, action, form.filled(answers or {}, words))
        raise AssertionError(f"no button {words!r} on {self.page.url} ({self.page.status}): {self.page.text[:300]}")

    async def _send(self, method: str, action: str, pairs: list[tuple[str, str]]) -> Page:
        if method == "GET":
            return await self.open(str(httpx.URL(action).copy_with(params=pairs)))
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
        return self._read(await self.http.post(action, data=data, headers=headers, follow_redirects=True))

    def _read(self, answer: httpx.Response) -> Page:
        self.answer = answer
        root = html5lib.parse(answer.text, namespaceHTMLElements=False)
        self.page = Page(str(answer.url), answer.status_code, answer.text, root)
        return self.page

    async def to_times(self, office: str = "hall", activity: str = "apply", language: str = "cs") -> Page:
        """To the free times of the cards."""
        return await self.open(f"/{language}/booking/cards/times?activity={activity}&office={office}")

    async def to_check(self, start: str = "2026-11-25T08:00:00Z", **answers: str) -> Page:
        """To the answers to be looked at once more."""
        await self.to_times()
        await self.press("Pokračovat", {"start": start})
        return await self.press("Pokračovat", {**WHO, **answers})

    async def to_held(self, start: str = "2026-11-25T08:00:00Z", **answers: str) -> Page:
        await self.to_check(start, **answers)
        return await self.press("Objednat se")

    @property
    def told(self) -> str:
        """The words of the page with ordinary spaces."""
        return self.page.text.replace("\u00a0", " ")


@dataclass
class House:
    """The running town."""

    built: Built
    clock: DemoClock

    def citizen(self) -> Citizen:
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        return Citizen(httpx.AsyncClient(transport=transport, base_url="http://city"))

    @property
    def bookings(self) -> Bookings:
        return self.built.runtime.services.one(Bookings)

    async def book(self, start: str, email: str = "petr@posta.example", **changes: Any) -> Booking:
        """Somebody else is quicker: confirmed at once, as the desk books."""
        fields = {"first_name": "Petr", "last_name": "Starý", "email": email}
        at = datetime.fromisoformat(start).astimezone(UTC)
        wish = {"activities": ("apply",), "office": "hall", "channel": "desk", **changes}
        made = await self.bookings.book_for(
            BookingRequest("cards", start=at, fields=fields, language="cs", **wish), "staff:1"
        )
        assert not isinstance(made, Refusal), made
        return made

    async def letters(self, to: str = WHO["email"]) -> list[dict[str, Any]]:
        """Messages to a person, in order."""
        await self.built.outbox.flush()
        caught = (await self.citizen().http.get("/demo/outbox.json")).json()
        rows = caught if isinstance(caught, list) else caught["messages"]
        return sorted((one for one in rows if one["to"] == to), key=lambda one: str(one["sent_at"]))

    async def link(self, part: str, to: str = WHO["email"]) -> str:
        """The newest link of this kind that was sent to a person."""
        links = [str(link) for letter in await self.letters(to) for link in letter["links"]]
        return [link for link in links if part in link][-1]

    async def states(self) -> list[str]:
        """The stored states of all bookings, in the order of their times."""
        async with self.built.runtime.store.reading():
            rows = await BookingRow.select(BookingRow.state).order_by(BookingRow.start)
        return [row["state"] for row in rows]
