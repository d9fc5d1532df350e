"""The puzzle at the pages: with a script nobody notices it, without one an e-mail is the way round it."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicore import puzzle
from tests.booking.pages.citizen import WHO, House

NINE = "2026-11-25T08:00:00Z"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The town, its cards scarce."""
    made = tmp_path / "town.yaml"
    written = Path(__file__).with_name("town.yaml").read_text("utf-8")
    assert "\nbooking:\n" in written
    written = written.replace("\nbooking:\n", "\nsecurity: {puzzle: {bits: 5}}\nbooking:\n  puzzle: always\n")
    made.write_text(written, "utf-8")
    return made


async def test_the_answers_bear_a_puzzle_and_a_solved_one_books(house: House) -> None:
    jana = house.citizen()
    await jana.to_check(NINE)
    text = next(text for one in jana.page.all("p") if (text := one.get("data-puzzle")))
    number = next(str(one) for one in range(10_000) if puzzle.zeros(text, str(one)) >= 5)
    await jana.press("Objednat se", {"_solution": number})
    assert "Potvrďte do" in jana.told


async def test_without_a_script_an_e_mail_leads_round_it_once(house: House) -> None:
    jana = house.citizen()
    await jana.to_check(NINE)
    await jana.press("Objednat se")
    assert (jana.page.status, jana.page.one("h1").text) == (428, "Ještě okamžik, než vás objednáme")
    await jana.press("Poslat mi odkaz", {"email": WHO["email"]})
    assert "zatím není nic objednáno" in jana.told and await house.states() == []
    link = await house.link("pass=")
    await jana.open(link)
    await jana.press("Pokračovat", WHO)
    await jana.press("Objednat se")
    assert "Potvrďte do" in jana.told
    eva = house.citizen()
    await eva.open(link.replace("T08%3A00", "T08%3A30"))
    await eva.press("Pokračovat", {**WHO, "email": "eva@posta.example"})
    await eva.press("Objednat se")
    assert eva.page.status == 428 and "už posloužil" in eva.told


async def test_the_way_round_wants_an_address(house: House) -> None:
    jana = house.citizen()
    await jana.to_check(NINE)
    await jana.press("Objednat se")
    await jana.press("Poslat mi odkaz", {"email": "nobody"})
    assert jana.page.status == 422 and await house.letters() == []


async def test_the_api_tells_programs_what_to_solve(house: House) -> None:
    http = house.citizen().http
    wish = {"agenda": "cards", "activity": "apply", "office": "hall", "start": NINE, "fields": WHO}
    asked = await http.post("/api/v1/bookings", json=wish)
    assert (asked.status_code, asked.json()["code"]) == (428, "booking.puzzle")
    text, bits = asked.json()["facts"]["puzzle"], int(asked.json()["facts"]["bits"])
    number = next(str(one) for one in range(10_000) if puzzle.zeros(text, str(one)) >= bits)
    made = await http.post("/api/v1/bookings", json={**wish, "puzzle": text, "solution": number})
    assert made.status_code == 201, made.text
