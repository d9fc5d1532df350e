"""A time that is confirmed by the code of a text message: the page that asks for it, and the same over the API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from civicore_booking.tables import BOOKING

from civicore.extension.parts import TableSet
from tests.booking.pages.citizen import Citizen, House
from tests.tables import DEMO

OWN = """\
civicore: 1
extends: [./town.yaml]
booking:
  confirmation: {by: sms_code, within: 15 min}
  fields: {email: optional, phone: required}
channels:
  sms: {gateway: smpp, host: smsc.example, user: town, number: "+420 499 000 111"}
"""
FILE, PHONE = Path(__file__).with_name("town.yaml"), "+420 602 123 456"
BUTTON = "Potvrdit objednávku"


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "town.yaml").write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


async def code(house: House) -> str:
    """The code of the last text message, which begins with it."""
    (letter,) = await house.letters(re.sub(r"\s", "", PHONE))
    assert letter["channel"] == "sms"
    return str(re.findall(r"^\d{6}", letter["text"])[0])


async def asked(house: House) -> Citizen:
    jana = house.citizen()
    await jana.to_held(phone=PHONE, email="")
    assert jana.page.status == 200 and "…456" in jana.told
    assert PHONE not in jana.told and await code(house) not in jana.page.source
    return jana


async def test_the_page_asks_for_the_code_and_leads_on_to_the_visit(house: House) -> None:
    jana = await asked(house)
    await jana.press(BUTTON, {"code": ""})
    assert jana.page.status == 422 and "Chyba" in jana.page.title
    await jana.press(BUTTON, {"code": "000000"})
    assert jana.page.status == 422 and "Kód není správný" in jana.told
    await jana.press(BUTTON, {"code": f" {await code(house)} "})
    assert jana.page.status == 200 and "/booking/visit/" in jana.page.url and "Jste objednaní" in jana.told
    assert await house.states() == ["confirmed"]


async def test_after_five_wrong_codes_the_right_one_comes_too_late(house: House) -> None:
    jana = await asked(house)
    for _ in range(5):
        await jana.press(BUTTON, {"code": "000000"})
    await jana.press(BUTTON, {"code": await code(house)})
    assert jana.page.status == 429 and await house.states() == ["held"]


async def test_the_api_confirms_with_the_id_and_the_code(house: House) -> None:
    jana = await asked(house)
    proof = {"booking": jana.page.url.rpartition("/")[2], "code": "000000"}
    wrong = await confirmed(jana.http, proof)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "booking.wrong_sms_code")
    mixed = await confirmed(jana.http, {**proof, "last_name": "Nováková"})
    assert mixed.status_code == 422 and await house.states() == ["held"]
    right = await confirmed(jana.http, {**proof, "code": await code(house)})
    assert right.status_code == 200, right.text
    assert await house.states() == ["confirmed"]


async def confirmed(http: httpx.AsyncClient, proof: dict[str, str]) -> httpx.Response:
    return await http.post("/api/v1/bookings/confirm", json=proof)
