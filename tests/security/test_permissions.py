"""The permission matrix: every route and method, asked by nine kinds of callers. Longer because each asks one table."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

import pytest

from civicore.demo.staff import PASSWORD
from civicore.people.attempts import Attempts
from civicore.people.principals import Principal
from civicore.people.team import People
from civicore.storage.transaction import StoreBusy
from civicore.web.openapi import ApiOperation
from tests.security.rights import BEARER, CITIZENS, LAST, ROLES, STAFF, Doors, Role, Row, Said, declared, routed, table
from tests.security.test_api import OPERATIONS
from tests.tools.reliability import Counted

INNARDS = re.compile(rb"Traceback|site-packages|\.py\b|litestar|piccolo|sqlite|asyncpg|uvicorn|OperationalError", re.I)
"""Words of the house that no answer says (S71)."""
pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("tests/security/roles")]


async def test_s48_every_route_has_its_line_in_the_table(doors: Doors) -> None:
    served = {(method, path) for path, method, _ in routed(doors.town.built)}
    written = {(row.method, row.path) for row in table()}
    assert served - written == set(), "new routes: write down in permissions.txt who may open them"
    assert written - served == set(), "lines of permissions.txt without a route"
    assert len(table()) == len(written)


async def test_s48_the_table_says_what_the_routes_declare(doors: Doors) -> None:
    said = {(path, method): declared(path, handler) for path, method, handler in routed(doors.town.built)}
    for row in table():
        declaration = said[row.path, row.method]
        if declaration == BEARER:
            assert row.who not in ("everybody", "link", "citizen", "staff"), row
        elif declaration is not None:
            assert row.who == declaration, row


async def test_programs_are_told_of_every_address_of_the_api_so_that_each_is_attacked(doors: Doors) -> None:
    """What the description leaves out, no tool would ask (tests/security/test_api.py)."""
    api = [(path, handler) for path, _, handler in routed(doors.town.built) if path.startswith("/api/")]
    assert [path for path, one in api if not isinstance(one.opt.get("operation"), ApiOperation)] == [
        "/api/v1/openapi.json"
    ]
    assert len(api) == OPERATIONS + 1


async def test_s48_every_right_is_held_by_some_and_not_by_others(doors: Doors) -> None:
    """Else the matrix would not see a route whose right nobody asks for."""
    for right in {right for row in table() if "." in row.who for right in row.who.partition("@")[0].split("+")}:
        held = [role for role in doors.rights if right in doors.rights[role]]
        assert "admin" in held
        assert len(held) < len(doors.rights), right


@pytest.mark.parametrize("role", ROLES)
async def test_s48_and_s58_and_s60_and_s71_each_of_the_nine_comes_in_where_the_table_says_so(
    doors: Doors, role: Role, counted: Counted
) -> None:
    rows = sorted(table(), key=lambda row: (row.path.endswith(LAST), row))
    wrong = []
    for row in rows:
        said = await doors.ask(role, row.method, row.path)
        if (
            not _as_written(row, role, said, doors)
            or not _closed(row, said)
            or INNARDS.search(said.body)
            or _asks_by_address(said)
        ):
            wrong.append(f"{row}  answered {said.status} {said.location} {said.headers.get('cache-control')}")
    counted(inputs=len(rows))
    await doors.sign_in(role)
    assert wrong == []


def _as_written(row: Row, role: Role, said: Said, doors: Doors) -> bool:
    if said.status >= 500:
        return False
    if row.admits(role, doors.rights):
        return not said.refused or row.path.endswith(LAST)
    return said.refused or (row.who == "device" and said.status == 404)


def _asks_by_address(said: Said) -> set[str]:
    """Personal data that a form would put into an address, and so into logs and histories (S58)."""
    forms = re.findall(rb"<form[^>]*method=\"get\".*?</form>", said.body, re.DOTALL | re.IGNORECASE)
    asked = {name.decode() for form in forms for name in re.findall(rb"<(?:input|textarea)[^>]*name=\"(\w+)\"", form)}
    return asked & {"email", "phone", "name", "first_name", "last_name", "code", "password", "address", "text"}


def _closed(row: Row, said: Said) -> bool:
    """What is for some only is kept by no cache (S60), nor is an error; but for the program of a kiosk."""
    program = said.headers.get("content-type", "").startswith("text/javascript")
    return program or (row.who == "everybody" and said.status < 400) or not said.kept


@dataclass(frozen=True)
class Things:
    """What belongs to the registry and to one citizen: a visit, and a private letter with a file."""

    booking: UUID
    case: UUID
    file: UUID
    owner: Role

    @property
    def other(self) -> Role:
        return "other" if self.owner == "citizen" else "citizen"

    def at(self, address: str) -> str:
        return address.format(booking=self.booking, case=self.case, file=self.file)


@pytest.fixture(scope="module")
async def things(doors: Doors) -> Things:
    store = doors.town.built.runtime.store
    tables = {table._meta.tablename: table for table in store.tables}
    async with store.reading():
        visits = [one for one in await tables["booking_booking"].select() if one["state"] == "confirmed"]
        senders = {one["case_id"]: one["account"] for one in await tables["signals_sender"].select()}
        private = [one["id"] for one in await tables["signals_case"].select() if one["kind"] == "letter"]
        files = {one["case_id"]: one["id"] for one in await tables["signals_file"].select()}
        accounts = {one["id"]: one["email"] for one in await tables["core_citizen"].select()}
    case = next(one for one in private if one in files and senders[one] is not None)
    owner = next(role for role, email in CITIZENS.items() if email == accounts[senders[case]])
    return Things(visits[0]["id"], case, files[case], owner)


OF_THE_REGISTRY = (
    "GET /desk/booking/visits/{booking}",
    "GET /desk/booking/visits/{booking}/cancel",
    "GET /desk/booking/visits/{booking}/move",
    "GET /desk/booking/caller/{booking}",
    "GET /api/v1/desk/bookings/{booking}",
    "GET /desk/signals/cases/{case}",
    "GET /desk/signals/cases/{case}/files/{file}",
    "GET /desk/signals/cases/{case}/do/note",
    "GET /api/v1/desk/signals/{case}",
    "GET /desk/messages?about=signals:{case}",
    "POST /desk/booking/visits/{booking}/resend",
    "POST /desk/booking/visits/{booking}/move",
    "POST /desk/booking/visits/{booking}/cancel",
    "POST /desk/booking/caller/{booking}/cancel",
    'POST /api/v1/desk/bookings/{booking}/cancel {{"reason": "ill"}}',
    'POST /api/v1/desk/signals/{case}/notes {{"text": "Mine."}}',
    'POST /api/v1/desk/signals/{case}/assign {{"unit": "roads"}}',
)


async def test_s49_what_is_the_registrys_is_not_there_for_the_clerk_of_roads(doors: Doors, things: Things) -> None:
    before = await doors.town.contents()
    for asked in OF_THE_REGISTRY:
        method, address, *body = things.at(asked).split(" ", 2)
        said = await doors.ask("roads_clerk", method, address, "".join(body).encode())
        assert said.status == 404, asked
        if method == "GET":
            assert (await doors.ask("clerk", method, address)).status == 200, asked
    after = await doors.town.contents()
    assert {name for name in after if after[name] != before[name]} <= {"core_audit", "core_session"}


@pytest.mark.parametrize("address", ["/signals/own/{case}", "/signals/own/{case}/file/{file}"])
async def test_s49_what_is_one_citizens_is_not_there_for_another(doors: Doors, things: Things, address: str) -> None:
    wanted = things.at(address)
    assert (await doors.ask(things.owner, "GET", wanted)).status == 200
    assert (await doors.ask(things.other, "GET", wanted)).status == 404
    for role in set(ROLES) - CITIZENS.keys():
        assert (await doors.ask(role, "GET", wanted)).location.startswith("/en/account/sign-in"), role


@pytest.mark.parametrize("address", ["/booking/visit/{booking}", "/signals/no/{case}"])
async def test_s49_ids_open_nothing_to_anybody(doors: Doors, things: Things, address: str) -> None:
    for role in ROLES:
        assert (await doors.ask(role, "GET", things.at(address))).status == 404, role


async def test_s49_lines_of_the_audit_log_are_for_whoever_may_read_it(doors: Doors, things: Things) -> None:
    about = things.at("/desk/audit?subject=booking:{booking}")
    said = {role: (await doors.ask(role, "GET", about)).status for role in STAFF}
    assert said == {"clerk": 403, "roads_clerk": 403, "manager": 403, "data_officer": 200, "admin": 200}


async def test_s49_a_device_is_itself_and_no_other(doors: Doors) -> None:
    for device in ("hall.display", "hall.printer", "branch.printer", "market"):
        for address in ("/api/v1/boards/{}", "/api/v1/boards/{}/events"):
            assert (await doors.ask("device", "GET", address.format(device))).status == 404
        for deed in ("lease", "journal", "check-in", "tickets"):
            assert (await doors.ask("device", "POST", f"/api/v1/devices/{device}/{deed}", b"{}")).status == 404
        for page in ("", "/board", "/kiosk", "/slips/00000000-0000-0000-0000-000000000007"):
            assert (await doors.ask("device", "GET", f"/device/{device}{page}")).status == 401


async def test_s50_who_sent_a_case_is_shown_to_whoever_may_know_it(doors: Doors, things: Things) -> None:
    sender = (await _columns(doors, "signals_sender", "case_id", things.case))["email"].encode()
    for address in ("/desk/signals/cases/{case}", "/api/v1/desk/signals/{case}"):
        assert sender in (await doors.ask("clerk", "GET", things.at(address))).body, address
        assert sender not in (await doors.ask("manager", "GET", things.at(address))).body, address


async def test_s50_lists_and_open_addresses_name_nobody_whole(doors: Doors, things: Things) -> None:
    said = json.loads((await _columns(doors, "booking_booking", "id", things.booking))["fields"])
    opened = await doors.ask("clerk", "GET", things.at("/api/v1/desk/bookings/{booking}"))
    assert said["email"].encode() in opened.body
    for role, address in (
        ("clerk", "/api/v1/desk/bookings?office=hall"),
        ("clerk", "/desk/booking/visits?office=hall"),
        ("anonymous", "/booking/held/{booking}"),
        ("anonymous", "/api/v1/bookings/{booking}"),
        ("device", "/device/hall.kiosk/kiosk"),
        ("anonymous", "/queue/hall/state"),
    ):
        shown = (await doors.ask(cast(Role, role), "GET", things.at(address))).body
        surname = said["last_name"] if role != "clerk" else f"{said['first_name']} {said['last_name']}"
        for word in (said["email"], surname):
            assert word.encode() not in shown, (address, word)


async def _columns(doors: Doors, name: str, key: str, value: UUID) -> dict[str, Any]:
    store = doors.town.built.runtime.store
    table = next(one for one in store.tables if one._meta.tablename == name)
    async with store.reading():
        found: list[dict[str, Any]] = await table.select()
    return next(one for one in found if one[key] == value)


async def test_s59_one_address_is_another_page_for_another_citizen(doors: Doors) -> None:
    """Again and again in one second, in which pages for everybody are kept as bytes."""
    for address in ("/account/details", "/", "/booking", "/account/details?", "/account/details?x=1"):
        for _ in range(3):
            pages = {role: (await doors.ask(role, "GET", address)).body for role in ("citizen", "other", "anonymous")}
            assert (b"Maria Petrova" in pages["citizen"]) or "details" not in address
            assert b"Maria Petrova" not in pages["other"] + pages["anonymous"]
            assert b"Ivan Dimitrov" not in pages["citizen"] + pages["anonymous"]


@pytest.mark.parametrize("broken", ["behind", "with_token"])
async def test_s72_where_nobody_knows_who_is_asking_nobody_comes_in(
    doors: Doors, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(People, broken, fails)
    address = "/desk/staff" if broken == "behind" else "/api/v1/desk/bookings?office=hall"
    assert (await doors.ask("admin", "GET", address)).status == 503
    monkeypatch.undo()
    assert (await doors.ask("admin", "GET", address)).status == 200


async def test_s72_where_rights_cannot_be_judged_nobody_comes_in(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr(Principal, "may", fails)
    for address in ("/desk/staff", "/desk/audit", "/api/v1/desk/bookings?office=hall"):
        assert (await doors.ask("admin", "GET", address)).status == 500, address


async def test_s72_where_tries_cannot_be_counted_nobody_signs_in(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(Attempts, "spend", fails)
    body = urlencode({"email": "admin@fortress.example", "password": PASSWORD}).encode()
    assert (await doors.ask("anonymous", "POST", "/desk/sign-in", body)).status == 503
    body = urlencode({"email": CITIZENS["citizen"], "password": PASSWORD}).encode()
    assert (await doors.ask("anonymous", "POST", "/account/sign-in", body)).status == 503


async def test_s67_of_a_parameter_given_twice_none_is_believed(doors: Doors) -> None:
    """The API refuses it; a form does (tests/web/test_forms.py); and what a query says is no part of a body."""
    twice = await doors.ask("anonymous", "GET", "/api/v1/availability?agenda=cards&agenda=wedding")
    assert twice.status in (400, 422)
    body = urlencode({"password": PASSWORD}).encode()
    said = await doors.ask("anonymous", "POST", "/desk/sign-in?email=admin@fortress.example", body)
    assert said.status == 422


async def test_s66_no_program_sends_more_than_is_asked_for(doors: Doors) -> None:
    """Every body of the API, and every object in it, refuses members that it does not name."""
    operations = [handler.opt.get("operation") for _, _, handler in routed(doors.town.built)]
    bodies = {one.body for one in operations if isinstance(one, ApiOperation) and one.body is not None}
    assert len(bodies) > 10
    for body in bodies:
        schema = body.model_json_schema()
        for name, part in {"": schema, **schema.get("$defs", {})}.items():
            if part.get("type") == "object" and "properties" in part:
                assert part.get("additionalProperties") is False, (body, name)


async def test_s57_nothing_shows_how_the_program_works_inside(doors: Doors) -> None:
    assert not doors.town.built.app.debug
    assert doors.town.built.app.openapi_config is None
    for address in ("/metrics", "/schema", "/docs", "/debug", "/trace", "/api/v1/docs", "/.env", "/.git/config"):
        for role in ("anonymous", "admin"):
            assert (await doors.ask(role, "GET", address)).status in (302, 401, 403, 404), address
