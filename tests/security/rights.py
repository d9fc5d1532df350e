"""Who may open what: the nine kinds of callers, what each route says of itself, and what it answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast
from uuid import UUID

from litestar.routes import HTTPRoute

from civicore.app import Built
from civicore.base.codes import new_id
from civicore.demo.staff import PASSWORD
from civicore.people.guards import OPEN
from civicore.people.principals import VISITOR, Needs
from civicore.people.tables import StaffRow
from civicore.people.team import People
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forgery import HEADER, token
from civicore.web.front import UNSPOKEN
from civicore.web.openapi import ApiOperation
from tests.security.fortress import BASE, Browser, Fortress

Role = Literal[
    "anonymous", "citizen", "other", "clerk", "roads_clerk", "manager", "data_officer", "device", "admin", "half"
]
"""``half`` is none of the nine: an administrator of whom only the password is known (``enter_half``)."""
STAFF: tuple[Role, ...] = ("clerk", "roads_clerk", "manager", "data_officer", "admin")
ROLES: tuple[Role, ...] = ("anonymous", "citizen", "other", *STAFF, "device")
ELSEWHERE: tuple[Role, ...] = ("roads_clerk",)
CITIZENS: Mapping[Role, str] = {"citizen": "person@fortress.example", "other": "company@fortress.example"}
DEVICE = "hall.kiosk"
FILE = Path(__file__).with_name("roles.yaml")
TABLE = Path(__file__).with_name("permissions.txt")
NONCE = "a-browser-of-the-tests"
MISSING = UUID(int=7)
BEARER = "a token"
LAST = ("/leave-everywhere", "/sign-out")
"""What ends sessions is asked at the end, and sends away those whom it let in."""
WORDS = {"agenda": "cards", "counter": "hall.one", "holder": "person", "kind": "signal", "office": "hall"}
"""What is written for a parameter of this name; ``x`` for others, and for ids one that there is not."""


@dataclass(frozen=True, order=True)
class Row:
    """One line of the table: a method at a route, and who comes in.

    ``who`` is ``everybody``, ``link`` (whoever has the secret in the address), ``citizen``, ``staff``, rights such as
    ``booking.see`` (all of them, joined by ``+``), ``device`` (the one of the address), ``key`` (a program's own),
    ``half`` (the password was right, the second factor is to come), ``leaving`` (everybody, and is asked to sign in
    afterwards). ``@own`` after rights: and only for agendas of one's own department.
    """

    path: str
    method: str
    who: str

    def __str__(self) -> str:
        return f"{self.method:<6} {self.path:<58} {self.who}"

    def admits(self, role: Role, rights: Mapping[str, Any]) -> bool:
        """Whether somebody of this role comes in; ``rights`` are those of each role of the file."""
        if self.who in ("everybody", "link"):
            return True
        if self.who == "citizen":
            return role in CITIZENS
        if self.who == "staff":
            return role in STAFF
        if self.who == "device":
            return role == "device"
        if self.who == "half":
            return role == "half"
        if self.who in ("key", "leaving"):
            return False
        needed, _, own = self.who.partition("@")
        return (
            role in STAFF
            and all(right in rights[role] for right in needed.split("+"))
            and not (own and role in ELSEWHERE)
        )


def table() -> list[Row]:
    """The rows that are written down."""
    lines = (line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [Row(path, method, who) for method, path, who in lines]


def routed(built: Built) -> Iterator[tuple[str, str, Any]]:
    """Path, method and handler of all that is served."""
    for route in built.app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if method != "OPTIONS":
                    yield route.path, str(method), handler


def declared(path: str, handler: Any) -> str | None:
    """Who comes in as the route itself says; None where its handler finds out."""
    rights = [one.permission for one in handler.resolve_guards() if isinstance(one, Needs)]
    if rights:
        return "+".join(rights)
    if path == "/desk" or path.startswith("/desk/"):
        return None if handler.opt.items() >= OPEN.items() else "staff"
    if path.startswith("/device/"):
        return "everybody" if handler.opt.get("device_open") else "device"
    operation = handler.opt.get("operation")
    return BEARER if isinstance(operation, ApiOperation) and operation.bearer == "needed" else None


@dataclass(frozen=True)
class Said:
    """An answer, as far as it tells whether somebody came in and who may keep it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def kept(self) -> bool:
        """Whether a cache may keep it."""
        return "no-store" not in self.headers.get("cache-control", "")

    @property
    def refused(self) -> bool:
        """Sent away for who they are: to a sign-in page or with 401 or 403."""
        away = re.search(r"/(?:desk|account)/sign-in(?:\?|$)|/device/enrol$", self.location)
        return self.status in (401, 403) or (self.status == 303 and away is not None)


@dataclass
class Doors:
    """The town and what each of the nine has in hand: cookies and, where programs ask, a token."""

    town: Fortress
    cookies: dict[Role, str] = field(default_factory=dict)
    tokens: dict[Role, str] = field(default_factory=dict)

    @property
    def rights(self) -> Mapping[str, Any]:
        roles = self.town.built.runtime.services.one(People).roles
        return {role: roles[role].permissions for role in STAFF}

    async def enter(self) -> None:
        """Let all nine sign in, and the staff's programs have a token."""
        about: Any = (await self.town.browser().http.get("/demo.json")).json()
        self.tokens["device"] = about["tokens"]["devices"][DEVICE]
        for role in ROLES:
            await self.sign_in(role)

    async def sign_in(self, role: Role) -> None:
        """Once more for one of them."""
        browser = self.town.browser()
        if role in STAFF:
            self.tokens[role] = await self._token(role)
            await self._say(browser, "/en/desk/sign-in", f"{role}@fortress.example")
        elif role in CITIZENS:
            await self._say(browser, "/en/account/sign-in", CITIZENS[role])
        elif role == "device":
            await browser.open(f"/demo/device/{DEVICE}")
        self.cookies[role] = "; ".join(f"{one.name}={one.value}" for one in browser.http.cookies.jar)

    async def enter_half(self) -> None:
        """A new administrator who has a second factor, and somebody who knows their password."""
        owner, runtime = new_id(), self.town.built.runtime

        async def work(unit: UnitOfWork) -> str:
            await StaffRow.insert(
                StaffRow(
                    id=owner,
                    email=f"{owner}@fortress.example",
                    email_key=f"{owner}@fortress.example",
                    name="Half Novak",
                    role="admin",
                    language="en",
                    state="active",
                    made_at=unit.now,
                    second_factor=new_id(),
                )
            )
            return await runtime.services.one(People).sessions.begin(owner, unit, complete=False)

        self.cookies["half"] = f"{self.town.built.app.state.site.cookies.named('desk')}={await runtime.transact(work)}"

    async def _token(self, role: Role) -> str:
        team = self.town.built.runtime.services.one(People)
        account = next(one.id for one in await team.staff.all() if one.role == role)
        issued = partial(team.tokens.issue, "staff", str(account), "tests", VISITOR)
        return await self.town.built.runtime.transact(issued)

    async def _say(self, browser: Browser, address: str, email: str) -> None:
        page = await browser.fill(address, "password", {"email": email, "password": PASSWORD})
        assert "sign-in" not in page.url, (email, page.text)

    async def ask(self, role: Role, method: str, path: str, body: bytes = b"") -> Said:
        """The answer to somebody of this role; a form is sent with its mark against forgery."""
        runtime, cookies = self.town.built.runtime, self.town.built.app.state.site.cookies
        program = path.startswith(("/api/", "/hooks/", "/open311"))
        jar = "; ".join(one for one in (self.cookies.get(role, ""), f"{cookies.form}={NONCE}") if one)
        headers = {"cookie": jar, HEADER: token(runtime.keys, NONCE), "sec-fetch-site": "same-origin"}
        if program and role in self.tokens:
            headers = {"authorization": f"Bearer {self.tokens[role]}"}
        if method != "GET":
            headers["content-type"] = "application/json" if program else "application/x-www-form-urlencoded"
        return await answered(self.town.built, method, filled(path), headers, body)


def filled(path: str) -> str:
    """A route as an address."""

    def word(found: re.Match[str]) -> str:
        name, kind = found[1], found[2]
        if kind in ("uuid", "int"):
            return str(MISSING) if kind == "uuid" else "1"
        if name == "device":
            return "hall.display" if path.startswith("/desk") else DEVICE
        return WORDS.get(name, "x")

    return re.sub(r"{(\w+):(\w+)}", word, path)


async def answered(built: Built, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Said:
    """Ask without a client around it, and wait for no more than the head of an answer."""
    path, _, query = path.partition("?")
    address = path if path.split("/")[1] in UNSPOKEN else f"/en{path}"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", BASE.removeprefix("http://").encode())]
        + [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 4711),
        "server": ("city", 80),
    }
    began: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    parts: list[bytes] = []
    sent = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Any:
        for one in sent:
            return one
        await began
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start" and not began.done():
            began.set_result(message)
        parts.append(message.get("body", b""))

    asking: asyncio.Future[Any] = asyncio.ensure_future(built.app(cast(Any, scope), receive, cast(Any, send)))
    await asyncio.wait([asking, began], return_when=asyncio.FIRST_COMPLETED)
    if not began.done():
        asking.result()
    head = {name.decode().lower(): value.decode("latin-1") for name, value in began.result()["headers"]}
    if head.get("content-type", "").startswith("text/event-stream"):
        asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    return Said(began.result()["status"], head, b"".join(parts))
