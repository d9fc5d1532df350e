"""What the tests of kiosks do: stand before one and touch it, as a browser without script sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import html5lib
import httpx
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.service import Bookings
from civicore_ticketing.service import Queues

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.people.principals import Principal
from civicore.people.team import People
from tests.tools.visitor import Page, said

DAY = "2026-11-24"
OPERATOR = Principal("staff", "operator", "Operator")


@dataclass
class Kiosk:
    """One kiosk's browser."""

    http: httpx.AsyncClient
    device: str
    page: Page = field(init=False)
    answer: httpx.Response = field(init=False)

    @property
    def path(self) -> str:
        return f"/device/{self.device}/kiosk"

    async def open(self, path: str = "", language: str = "cs") -> Page:
        return await self._get(f"/{language}{self.path}{path}")

    async def _get(self, address: str) -> Page:
        return self._read(await self.http.get(address, follow_redirects=True))

    async def touch(self, name: str, value: str, **fields: str) -> Page:
        """Press the button with this name and value, which must be on the screen."""
        form = next(one for one in self.page.all("form") if self._button(one, name, value) is not None)
        hidden = {one.get("name", ""): one.get("value", "") for one in form.iter("input")}
        action = form.get("action", "")
        data = {**hidden, **fields, name: value}
        headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
        return self._read(await self.http.post(action, data=data, headers=headers, follow_redirects=True))

    async def type(self, code: str) -> Page:
        """To the pad, and the whole code at once, as a scanner types it."""
        await self.open()
        await self.touch("go", "code")
        return await self.touch("enter", "1", code=code)

    def _button(self, form: Any, name: str, value: str) -> Any:
        buttons = (one for one in form.iter("button") if one.get("name") == name and one.get("value") == value)
        return next(buttons, None)

    def choices(self, name: str) -> dict[str, str]:
        """The words of the buttons of a kind, by value."""
        return {
            one.get("value", ""): said(one).replace("\u00a0", " ")
            for one in self.page.all("button")
            if one.get("name") == name
        }

    @property
    def told(self) -> str:
        """The words of the screen with ordinary spaces."""
        return self.page.text.replace("\u00a0", " ")

    @property
    def heading(self) -> str:
        return said(self.page.one("h1"))

    @property
    def number(self) -> str:
        found = re.search(r"\b[A-Z]\d{3}\b", self.heading)
        assert found, self.told
        return found[0]

    def _read(self, answer: httpx.Response) -> Page:
        self.answer = answer
        root = html5lib.parse(answer.text, namespaceHTMLElements=False)
        self.page = Page(str(answer.url), answer.status_code, answer.text, root)
        return self.page


@dataclass
class House:
    """A running city."""

    built: Built
    clock: DemoClock

    def set(self, wall: str, day: str = DAY) -> None:
        """Stop the clock at this time of the wall."""
        at = datetime.fromisoformat(f"{day}T{wall}").replace(tzinfo=ZoneInfo("Europe/Prague"))
        self.clock.freeze(at.astimezone(UTC))

    def later(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @property
    def queues(self) -> Queues:
        return self.built.runtime.services.one(Queues)

    @property
    def bookings(self) -> Bookings:
        return self.built.runtime.services.one(Bookings)

    def browser(self, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url="http://city", headers=headers)

    async def kiosk(self, device: str = "town_hall.printer") -> Kiosk:
        """A browser that is this device, its start page open."""
        kiosk = Kiosk(self.browser(), device)
        await kiosk.http.get(f"/demo/device/{device}")
        await kiosk.open()
        return kiosk

    async def program(self, device: str = "town_hall.printer") -> httpx.AsyncClient:
        """A program with the device's bearer token."""
        team = self.built.runtime.services.one(People)
        token = await self.built.runtime.transact(
            lambda unit: team.tokens.issue("device", device, "test", OPERATOR, unit)
        )
        return self.browser(Authorization=f"Bearer {token}", Accept="application/json")

    async def book(self, start: str = f"{DAY}T08:00:00+01:00", agenda: str = "id_cards", **changes: Any) -> Booking:
        """Somebody has booked, confirmed at once, as the desk books."""
        fields = {"first_name": "Petr", "last_name": "Starý", "email": "petr@posta.example"}
        at = datetime.fromisoformat(start).astimezone(UTC)
        activities = tuple(self.built.runtime.city.agendas[agenda].activities)[:1]
        wish = {"activities": activities, "office": "town_hall", "channel": "desk", **changes}
        made = await self.bookings.book_for(
            BookingRequest(agenda, start=at, fields=fields, language="cs", **wish), "staff:1"
        )
        assert not isinstance(made, Refusal), made
        return made

    def code(self, booking: Booking) -> str:
        code = self.bookings.code(booking)
        assert code is not None
        return code
