"""The desk's page of devices, and the commands beside a running server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest
from typer.testing import CliRunner

from civicore.cli import app
from civicore.people.accounts import Account
from civicore.people.principals import Principal
from civicore.people.staff import Person
from civicore.people.team import People
from civicore.reading import Settings
from tests.devices.conftest import ADDRESS, BOARD, PRINTER, Office
from tests.tools.escpos import Escpos

SOMEBODY = Principal("staff", "nobody")
PNG = b"\x89PNG"


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """A manager at the desk."""
    async for client in employed(office, "manager"):
        yield client


async def employed(office: Office, role: str) -> AsyncIterator[httpx.AsyncClient]:
    team = office.built.runtime.services.one(People)
    account = await team.staff.add(Person("Jana", f"{role}@town.example", role, "en"), "correct horse", SOMEBODY)
    assert isinstance(account, Account)
    token = await office.built.runtime.transact(
        lambda unit: team.tokens.issue("staff", str(account.id), "test", SOMEBODY, unit)
    )
    transport = httpx.ASGITransport(cast(Any, office.built.app))
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url=f"{ADDRESS}/en/desk", headers=headers) as client:
        yield client


async def test_all_devices_and_how_they_are(office: Office, desk: httpx.AsyncClient, printer: Escpos) -> None:
    printer.paper = "out"
    await office.printers.ask(PRINTER)
    shown = (await desk.get("/devices")).text
    assert all(name in shown for name in ("hall.printer", "hall.kiosk", "hall.board", "Not enrolled", "No paper"))
    assert "Prints in its browser" in shown


async def test_a_code_is_shown_and_the_device_may_be_put_out(desk: httpx.AsyncClient) -> None:
    shown = (await desk.post(f"/devices/{BOARD}/code")).text
    assert re.search(r">[2-9A-Z]{4}-[2-9A-Z]{4}<", shown)
    assert "works until" in (await desk.get("/devices")).text
    assert (await desk.post(f"/devices/{BOARD}/revoke")).status_code == 303
    assert "works until" not in (await desk.get("/devices")).text


async def test_a_test_slip_comes_out_and_may_be_printed_again_once(
    office: Office, desk: httpx.AsyncClient, printer: Escpos
) -> None:
    assert (await desk.post(f"/devices/{PRINTER}/test")).status_code == 303
    await office.print_all()
    assert len(printer.tickets) == 1
    job = re.findall(r"/jobs/([0-9a-f-]{36})/again", (await desk.get(f"/devices/{PRINTER}")).text)[0]
    picture = await desk.get(f"/devices/{PRINTER}/jobs/{job}")
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", PNG)
    assert (await desk.post(f"/devices/{PRINTER}/jobs/{job}/again")).status_code == 303
    await office.print_all()
    assert len(printer.tickets) == 2
    assert "/again" not in (await desk.get(f"/devices/{PRINTER}")).text
    refused = await desk.post(f"/devices/{PRINTER}/jobs/{job}/again")
    assert (refused.status_code, "already been printed again" in refused.text) == (409, True)


async def test_a_board_has_no_printer(desk: httpx.AsyncClient) -> None:
    assert (await desk.post(f"/devices/{BOARD}/test")).status_code == 404
    assert (await desk.get("/devices/hall.lift")).status_code == 404


async def test_a_clerk_may_not(office: Office) -> None:
    async for clerk in employed(office, "clerk"):
        assert (await clerk.get("/devices")).status_code == 403
        assert (await clerk.post(f"/devices/{PRINTER}/revoke")).status_code == 403


def test_commands_beside_the_server(settings: Settings, printer: Escpos) -> None:
    file, db = str(settings.file), settings.database or ""

    def said(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["devices", words[0], file, *words[1:], "--db", db])
        return done.exit_code, done.output

    assert said("list")[0] == 0
    code, told = said("enrol", PRINTER)
    assert (code, bool(re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", told))) == (0, True)
    assert said("test", "printer") == (0, "hall.printer: printed\n")
    assert len(printer.tickets) == 1
    assert said("revoke", PRINTER)[0] == 0
    assert said("enrol", "hall.lift")[0] == 1
    assert said("test", BOARD)[0] == 1


async def test_staff_may_not_enrol_what_they_cannot_manage(office: Office) -> None:
    transport = httpx.ASGITransport(cast(Any, office.built.app))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as stranger:
        assert (await stranger.get("/en/desk/devices")).status_code == 303
