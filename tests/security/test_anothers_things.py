"""What belongs to another is not there: a visit, a letter, a file, a name, a page (S49, S50, S59)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import pytest

from tests.security.rights import CITIZENS, ROLES, STAFF, Doors, Role

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("tests/security/roles")]


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
