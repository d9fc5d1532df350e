"""Somebody who writes to the city of squares with a browser without script, and with an account if they like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import httpx
from civicore_signals.case import Case
from civicore_signals.lifecycle import Given
from PIL import Image

from civicore import new_id
from civicore.citizens.book import Citizens
from civicore.citizens.tables import CitizenRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.pages.citizen import Citizen
from tests.signals.backoffice.office import BOSS
from tests.signals.desk.house import House
from tests.tools.visitor import Form, Page

NEW = "/en/signals/new"
HOLE = {"lat": "50.010000", "lon": "14.010000", "address": "Long street 7"}
WORDS = "A hole as deep as a knee, full of water."


@dataclass
class Writer(Citizen):
    """One person's browser."""

    async def go(self, answers: dict[str, str] | None = None, button: str = "Continue") -> Page:
        """Answer the page that is open and press its button."""
        return await self.press(button, answers)

    async def send(self, answers: dict[str, str], photos: Sequence[tuple[str, bytes]]) -> Page:
        """The page of the text with photos."""
        (form,) = [one for one in self.page.forms() if one.has("text")]
        pairs = form.filled(answers, "Continue")
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
        sent = [("photos", photo) for photo in photos] or [("photos", ("", b""))]
        answer = await self.http.post(
            urljoin(self.page.url, form.action), data=data, files=sent, headers=headers, follow_redirects=True
        )
        return self._read(answer)

    async def to_text(self, type: str = "roads.cycling", place: dict[str, str] | None = None) -> Page:
        """Through type and place to the text of a signal."""
        await self.open(f"{NEW}/signal")
        await self.go({"category": type})
        while "/place" not in self.page.url:
            await self.go()
        return await self.go(HOLE if place is None else place)

    async def to_contacts(self, type: str = "roads.cycling", text: str = WORDS, **place: str) -> Page:
        await self.to_text(type, place or None)
        return await self.send({"text": text}, ())

    async def to_last(self, type: str = "roads.cycling", text: str = WORDS, email: str = "", **place: str) -> Page:
        await self.to_contacts(type, text, **place)
        return await self.go({"terms": "on", **({"email": email} if email else {})})

    async def file(self, email: str = "", **matter: str) -> Page:
        """A whole signal."""
        await self.to_last(email=email, **matter)
        return await self.go(button="Send")

    @property
    def path(self) -> str:
        return httpx.URL(self.page.url).path

    def form(self, wanted: str) -> Form:
        return self.page.form(wanted)


def writer(house: House) -> Writer:
    """Somebody nobody knows."""
    return Writer(house.stranger().http)


async def holder(house: House, email: str = "maria@example.org", **known: Any) -> Writer:
    """Somebody who has signed in with an account."""
    one, citizens = writer(house), house.built.runtime.services.one(Citizens)
    said: dict[str, Any] = {"name": "Maria Petrova", "holder": "person", "phone": "+420777000111", **known}
    account = new_id()

    async def make(unit: UnitOfWork) -> str:
        row = CitizenRow(
            id=account, email=email, email_key=email, language="en", state="active", made_at=unit.now, **said
        )
        await CitizenRow.insert(row)
        return await citizens.sessions.begin(account, unit, complete=True)

    session = await house.built.runtime.transact(make)
    one.http.cookies.set(house.built.app.state.site.cookies.named("citizen"), session)
    return one


async def closed(house: House, case: Case, status: str = "solved", outcome: str = "solved") -> Case:
    """The case after somebody has dealt with it."""
    done = await house.desk.move(case.id, status, Given(text="It has been filled in.", outcome=outcome), BOSS)
    assert isinstance(done, Case), done
    return done


def number(case: Case) -> str:
    """The number of a case that has one."""
    assert case.number is not None
    return case.number


def photo(point: tuple[float, float] | None = None, colour: str = "red") -> bytes:
    """A picture; with a point it says where it was taken."""
    picture, out, exif = Image.new("RGB", (320, 240), colour), BytesIO(), Image.Exif()
    if point is not None:
        gps = exif.get_ifd(0x8825)
        gps.update({1: "N", 2: (point[0], 0.0, 0.0), 3: "E", 4: (point[1], 0.0, 0.0)})
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()
