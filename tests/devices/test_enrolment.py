"""A browser becomes a device by a code that works once, reaches its own addresses alone, and is put out at once."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.devices.enrolment import Devices, Enrolled
from civicore.people.principals import Principal
from civicore.people.team import People
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.devices.conftest import BOARD, BROWSER, PRINTER, Office

STAFF = Principal("staff", "jana")
NETWORK = "192.0.2.7"


@pytest.fixture
def devices(office: Office) -> Devices:
    return office.built.runtime.services.one(Devices)


async def form_token(browser: httpx.AsyncClient) -> str:
    shown = await browser.get("/en/device/enrol")
    assert shown.status_code == 200
    return str(re.findall(r'name="_csrf" value="([^"]+)"', shown.text)[0])


async def typed(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    return await browser.post("/en/device/enrol", data={"code": code, "_csrf": await form_token(browser)})


async def test_a_device_is_enrolled_with_a_code_and_led_to_its_page(
    browser: httpx.AsyncClient, devices: Devices
) -> None:
    assert (await browser.get(f"/en/device/{PRINTER}")).headers["location"] == "/en/device/enrol"
    code = await devices.code(PRINTER, STAFF)
    entered = await typed(browser, code.written.lower().replace("-", " "))
    assert entered.status_code == 303
    cookie = entered.headers["set-cookie"]
    assert all(part in cookie for part in (f"device-{PRINTER}=", "HttpOnly", "SameSite=strict"))
    led = await browser.get(f"/en/device/{PRINTER}")
    assert led.headers["location"].startswith(f"/en/device/{PRINTER}/")
    assert (await browser.get("/en/device/printer/ready")).status_code == 200, "the short name, with one office"
    assert (await browser.get(f"/en/device/{PRINTER}/ready")).headers["set-cookie"].count(f"device-{PRINTER}=") == 1


async def test_a_code_works_once(browser: httpx.AsyncClient, devices: Devices) -> None:
    code = await devices.code(PRINTER, STAFF)
    assert (await typed(browser, code.written)).status_code == 303
    assert (await typed(browser, code.written)).status_code == 422


async def test_a_code_works_for_ten_minutes(devices: Devices, clock: DemoClock) -> None:
    first, second = await devices.code(PRINTER, STAFF), await devices.code(BOARD, STAFF)
    clock.advance(timedelta(minutes=10) - timedelta(seconds=1))
    assert isinstance(await devices.enrol(first.written, NETWORK), Enrolled)
    clock.advance(timedelta(seconds=1))
    assert await devices.enrol(second.written, NETWORK) == Refusal("device.code_wrong")


async def test_a_newer_code_ends_the_older(devices: Devices) -> None:
    old, new = await devices.code(PRINTER, STAFF), await devices.code(PRINTER, STAFF)
    assert await devices.enrol(old.written, NETWORK) == Refusal("device.code_wrong")
    assert isinstance(await devices.enrol(new.written, NETWORK), Enrolled)


async def test_guessing_is_slowed(devices: Devices) -> None:
    code = await devices.code(PRINTER, STAFF)
    answers = [await devices.enrol(f"AAAA-AAA{number}", NETWORK) for number in range(2, 9)]
    codes = [one.code for one in answers if isinstance(one, Refusal)]
    assert codes[:5] == ["device.code_wrong"] * 5
    assert codes[-1] == "sign_in.wait"
    waits = await devices.enrol(code.written, NETWORK)
    assert isinstance(waits, Refusal)
    assert isinstance(await devices.enrol(code.written, "198.51.100.9"), Enrolled), "from another network it works"


async def test_a_device_reaches_only_its_own_addresses(browser: httpx.AsyncClient, devices: Devices) -> None:
    await typed(browser, (await devices.code(PRINTER, STAFF)).written)
    assert (await browser.get(f"/en/device/{BOARD}/ready")).headers["location"] == "/en/device/enrol"
    stranger = await browser.get(f"/en/device/{BOARD}/ready", headers={"accept": "application/json"})
    assert stranger.status_code == 401
    assert (await browser.get("/en/desk/devices")).headers["location"].startswith("/en/desk/sign-in")


async def test_one_browser_may_be_kiosk_and_board(browser: httpx.AsyncClient, devices: Devices) -> None:
    for device in (BROWSER, BOARD):
        await typed(browser, (await devices.code(device, STAFF)).written)
    for device in (BROWSER, BOARD):
        assert (await browser.get(f"/en/device/{device}/ready")).status_code == 200


async def test_a_bearer_token_reaches_its_own_device_and_a_cookie_is_none(
    office: Office, browser: httpx.AsyncClient, devices: Devices
) -> None:
    tokens = office.built.runtime.services.one(People).tokens

    async def issue(unit: UnitOfWork) -> str:
        return await tokens.issue("device", PRINTER, "kiosk program", STAFF, unit)

    bearer = {"authorization": f"Bearer {await office.built.runtime.transact(issue)}"}
    assert (await browser.get(f"/en/device/{PRINTER}/ready", headers=bearer)).status_code == 200
    assert (await browser.get(f"/en/device/{BOARD}/ready", headers=bearer)).status_code == 404
    enrolled = await devices.enrol((await devices.code(PRINTER, STAFF)).written, NETWORK)
    assert isinstance(enrolled, Enrolled)
    as_bearer = {"authorization": f"Bearer {enrolled.token}", "accept": "application/json"}
    assert (await browser.get(f"/en/device/{PRINTER}/ready", headers=as_bearer)).status_code == 401


async def test_revoked_it_is_out_at_its_next_request(browser: httpx.AsyncClient, devices: Devices) -> None:
    await typed(browser, (await devices.code(PRINTER, STAFF)).written)
    assert (await browser.get(f"/en/device/{PRINTER}/ready")).status_code == 200
    assert await devices.revoke(PRINTER, STAFF) == 1
    assert (await browser.get(f"/en/device/{PRINTER}/ready")).headers["location"] == "/en/device/enrol"
    assert await devices.enrolled() == {}


async def test_enrolled_anew_the_browser_before_is_out(
    office: Office, browser: httpx.AsyncClient, devices: Devices
) -> None:
    await typed(browser, (await devices.code(PRINTER, STAFF)).written)
    assert isinstance(await devices.enrol((await devices.code(PRINTER, STAFF)).written, NETWORK), Enrolled)
    assert (await browser.get(f"/en/device/{PRINTER}/ready")).status_code == 303


async def test_staff_see_when_it_was_there_last(browser: httpx.AsyncClient, devices: Devices, clock: DemoClock) -> None:
    await typed(browser, (await devices.code(PRINTER, STAFF)).written)
    assert (await devices.enrolled())[PRINTER].seen_at is None
    clock.advance(timedelta(minutes=5))
    await browser.get(f"/en/device/{PRINTER}/ready")
    assert (await devices.enrolled())[PRINTER].seen_at == clock.now()


async def test_what_was_done_stands_in_the_audit_log_without_the_code(office: Office, devices: Devices) -> None:
    code = await devices.code(PRINTER, STAFF)
    await devices.enrol(code.written, NETWORK)
    await devices.revoke(PRINTER, STAFF)
    async with office.built.runtime.store.reading():
        rows = await AuditRow.objects().order_by(AuditRow.position)
    assert [(row.action, row.subject) for row in rows] == [
        (action, f"device:{PRINTER}") for action in ("device.code_made", "device.enrolled", "device.revoked")
    ]
    assert code.written.replace("-", "") not in "".join(row.facts for row in rows)


async def test_a_device_that_the_file_has_no_more_is_out(
    office: Office, browser: httpx.AsyncClient, devices: Devices
) -> None:
    await typed(browser, (await devices.code(BOARD, STAFF)).written)
    office.built.runtime.city.offices["hall"].devices.pop("board")  # type: ignore[attr-defined]
    assert (await browser.get(f"/en/device/{BOARD}/ready")).status_code == 303


async def test_there_is_no_code_for_what_is_not_in_the_file(devices: Devices) -> None:
    with pytest.raises(KeyError):
        await devices.code("hall.lift", STAFF)


async def test_the_slip_of_another_device_is_not_there(
    office: Office, browser: httpx.AsyncClient, devices: Devices
) -> None:
    own, other = await office.queue(device=BROWSER), await office.queue(device=PRINTER)
    await typed(browser, (await devices.code(BROWSER, STAFF)).written)
    shown = await browser.get(f"/en/device/{BROWSER}/slips/{own}")
    assert (shown.status_code, shown.headers["content-type"], shown.content[:4]) == (200, "image/png", b"\x89PNG")
    assert (await browser.get(f"/en/device/{BROWSER}/slips/{other}")).status_code == 404
