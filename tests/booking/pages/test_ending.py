"""Changing the time and cancelling: by the link of a message, or by the form on the site."""

from __future__ import annotations

from tests.booking.pages.citizen import Citizen, House

NINE = "2026-11-25T08:00:00Z"
UNKNOWN = "Takovou objednávku neznáme."


async def confirmed(house: House) -> Citizen:
    """Somebody who has booked and confirmed, looking at the confirmation."""
    jana = house.citizen()
    await jana.to_held(NINE)
    await jana.open(await house.link("/booking/confirm/"))
    await jana.press("Potvrdit objednávku")
    return jana


def code_on(page: Citizen) -> str:
    return next(word for word in page.told.split() if word.isdecimal() and len(word) == 6)


async def test_the_time_is_changed_by_the_same_picker(house: House) -> None:
    jana = await confirmed(house)
    code = code_on(jana)
    await jana.follow("Změnit termín")
    assert "Teď máte objednaný čas: středa 25. listopadu 2026 v 9:00" in jana.told
    await jana.press("Pokračovat", {"start": "2026-11-25T12:00:00Z"})
    assert "Středa 25. listopadu 2026 v 13:00" in jana.told
    await jana.press("Změnit termín")
    assert "Termín je změněný." in jana.told
    assert "od 12:45 do 13:15" in jana.told
    assert code_on(jana) == code
    assert await house.states() == ["confirmed"]


async def test_without_a_time_the_picker_says_what_is_missing(house: House) -> None:
    jana = await confirmed(house)
    await jana.follow("Změnit termín")
    page = await jana.press("Pokračovat")
    assert (page.status, page.title.startswith("Chyba:")) == (422, True)


async def test_a_time_taken_meanwhile_leaves_the_booking_where_it_was(house: House) -> None:
    jana = await confirmed(house)
    await jana.follow("Změnit termín")
    await jana.press("Pokračovat", {"start": "2026-11-25T12:00:00Z"})
    await house.book("2026-11-25T13:00:00+01:00")
    await jana.press("Změnit termín")
    assert jana.page.status == 409
    await jana.follow("Ponechat, jak to je")
    assert "v 9:00" in jana.told


async def test_cancelled_by_the_link_the_booking_is_erased(house: House) -> None:
    jana = await confirmed(house)
    visit = jana.page.url
    await jana.follow("Zrušit objednávku")
    assert "Zrušit tuto objednávku?" in jana.told
    asking = jana.page
    await jana.press("Ano, zrušit objednávku")
    assert "Schůzka 25. 11. 2026 v 9:00 je zrušená." in jana.told
    assert await house.states() == []
    jana.page = asking
    await jana.press("Ano, zrušit objednávku")
    assert (jana.page.status, "Pokud jste ji před chvílí zrušili, je vše v pořádku." in jana.told) == (404, True)
    assert (await jana.open(visit)).status == 404


async def test_a_hold_can_be_cancelled_too(house: House) -> None:
    jana = house.citizen()
    await jana.to_held(NINE)
    link = (await house.link("/booking/confirm/")).replace("/confirm/", "/visit/")
    await jana.open(f"{link}/cancel")
    await jana.press("Ano, zrušit objednávku")
    assert await house.states() == []


async def test_cancelled_by_the_form_from_the_front_page(house: House) -> None:
    jana = await confirmed(house)
    code = code_on(jana)
    await jana.open("/cs/")
    await jana.follow("Zrušit objednávku")
    await jana.press("Pokračovat", {"code": f"{code[:3]} {code[3:]}", "last_name": "novakova"})
    assert "Zrušit tuto objednávku?" in jana.told
    assert await house.states() == ["confirmed"]
    await jana.press("Ano, zrušit objednávku")
    assert "Objednávka je zrušená" in jana.told
    assert await house.states() == []


async def test_an_unknown_code_and_a_wrong_name_are_answered_alike(house: House) -> None:
    jana = await confirmed(house)
    code = code_on(jana)
    told = []
    for typed in ({"code": code, "last_name": "Jiná"}, {"code": "000000", "last_name": "Nováková"}):
        await jana.open("/cs/booking/cancel")
        page = await jana.press("Pokračovat", typed)
        told.append((page.status, page.text.replace(typed["code"], "").replace(typed["last_name"], "")))
    assert told[0] == told[1]
    assert (told[0][0], UNKNOWN in jana.told) == (422, True)
    assert await house.states() == ["confirmed"]


async def test_the_form_says_what_is_missing(house: House) -> None:
    jana = house.citizen()
    await jana.open("/cs/booking/cancel")
    page = await jana.press("Pokračovat", {"code": "123456"})
    assert (page.status, "Vyplňte příjmení." in jana.told) == (422, True)
    assert {one.get("name"): one.get("value") for one in page.all("input")}["code"] == "123456"


async def test_after_the_visit_nothing_can_be_changed(house: House) -> None:
    jana = await confirmed(house)
    visit = jana.page.url
    await house.citizen().http.post("/demo/clock", json={"now": "2026-11-25T09:30:00+01:00"})
    await jana.open(visit)
    assert "Změnit termín" not in jana.page.links()
    for page in ("/times", "/cancel"):
        assert (await jana.open(visit + page)).status == 410
    assert await house.states() == ["confirmed"]
