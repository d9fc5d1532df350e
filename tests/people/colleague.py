"""A member of staff at a browser, for tests: opens pages, fills in forms, reads mails."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, cast

import httpx
import pyotp

from civicore.app import Built
from civicore.citizens.plugin import CitizensPlugin
from civicore.people.accounts import Account
from civicore.people.principals import VISITOR, Principal
from civicore.people.staff import Person
from civicore.people.team import People
from civicore.storage.event_delivery import EventLane
from civicore.storage.tables import AuditRow, MessageRow

ADDRESS = "http://town.test"
PASSWORD = "correct horse battery"
ABOUT = "note:5f0c1a52-7f0d-4b53-9a53-0d9d6f0b7a11"
ROLES = """\
security: {staff: {mfa: optional}}
roles:
  reader: {name: {en: Reader}, can: [audit.read]}
  switcher: {name: {en: Switcher}, can: [suspension.switch]}
  helper: {name: {en: Helper}, can: [messages.read], departments: [registry]}
  revealer: {name: {en: Revealer}, can: [messages.read, messages.reveal]}
  stranger: {name: {en: Stranger}, can: [messages.read, messages.reveal], departments: [transport]}
  manager: {name: {en: Manager}, can: [staff.manage]}
  chief: {name: {en: Chief}, can: all}
"""


class _Forms(HTMLParser):
    """The forms of a page: action and the values that are sent without typing."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((known.get("action", ""), {}))
        elif tag in ("input", "select", "textarea") and self.forms and "name" in known:
            chosen = known.get("type") not in ("radio", "checkbox") or "checked" in known
            if chosen and tag == "input":
                self.forms[-1][1][known["name"]] = known.get("value", "")


@dataclass
class Colleague:
    """One browser; ``root`` is where its pages are, the desk or the citizens' accounts."""

    client: httpx.AsyncClient
    town: Built
    root: str = "/en/desk"

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.client.get(f"{self.root}{path}", params=query or None)

    async def submit(self, path: str, typed: Mapping[str, object], action: str | None = None) -> httpx.Response:
        """Open a page, fill in its form (the one with this action, else the last but the sign-out), send it."""
        shown = await self.get(path)
        assert shown.status_code in (200, 404, 410), (shown.status_code, shown.headers.get("location"))
        parser = _Forms()
        parser.feed(shown.text)
        wanted = [
            (where, values)
            for where, values in parser.forms
            if (where.endswith(action) if action is not None else not where.endswith("/sign-out"))
        ]
        where, values = wanted[-1]
        return await self.client.post(where or str(shown.url), data={**values, **typed})

    async def sign_in(self, account: Account, password: str = PASSWORD) -> httpx.Response:
        return await self.submit("/sign-in", {"email": account.email, "password": password})

    def code_of(self, secret: str) -> str:
        """What an authenticator shows now."""
        return pyotp.TOTP(secret).at(int(self.town.runtime.clock.now().timestamp()))


@asynccontextmanager
async def stranger(town: Built, address: str, root: str = "/en/desk") -> AsyncIterator[Colleague]:
    """Another browser, at another network address."""
    transport = httpx.ASGITransport(cast(Any, town.app), client=(address, 1000))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield Colleague(client, town, root)


def acting(account: Account) -> Principal:
    """The account as somebody who does something."""
    return Principal("staff", str(account.id), account.name)


async def employ(town: Built, name: str = "Jana Malá", role: str = "admin", **more: object) -> Account:
    """An account that can sign in."""
    email = f"{name.split()[0].lower()}@town.example"
    person = Person(name, email, role, "en", **more)  # type: ignore[arg-type]
    made = await town.runtime.services.one(People).staff.add(person, PASSWORD, VISITOR)
    assert isinstance(made, Account)
    return made


async def mails(town: Built, to: str | None = None) -> list[MessageRow]:
    """What was written and waits to be sent, the oldest first, once the news have been handed over."""
    rooms = (town.people, CitizensPlugin(town.people.passwords))
    wishes = [one for room in rooms for one in room.register_subscriptions(town.runtime)]
    while await EventLane(town.runtime.store, wishes, town.runtime.clock).round():
        pass
    async with town.runtime.store.reading():
        rows = await MessageRow.objects().order_by(MessageRow.position)
    return [row for row in rows if to is None or row.recipient == to]


async def audit(town: Built) -> list[tuple[str, str, str]]:
    """Action, actor and subject of every line, the oldest first."""
    async with town.runtime.store.reading():
        rows = await AuditRow.objects().order_by(AuditRow.position)
    return [(row.action, row.actor, row.subject) for row in rows]


def link_in(message: MessageRow) -> str:
    """The path of the link in a message, from the desk or the account on."""
    found = re.search(r"https?://[^/]+/\w+/(?:desk|account)(/\S+)", message.text)
    assert found is not None
    return found[1]
