"""Booking and cancelling at a kiosk, without script, on both databases."""

from __future__ import annotations

import re

import pytest
from civicore_booking.jobs import forget_days

from civicore.people.principals import Principal
from tests.booking.kiosk.person import House, Stand

STAFF = Principal("staff", "1", "Operator")


@pytest.mark.rule("KRY-04", "KRY-05")
async def test_a_visit_is_booked_at_a_kiosk_with_a_pin_on_screen_and_paper(house: House) -> None:
    kiosk = await house.stand()
    address = kiosk.page.url
    await kiosk.book()
    (booking,) = await house.booked()
    assert (booking.state, booking.channel, booking.office) == ("confirmed", "kiosk", "hall")
    assert (booking.name, booking.email, booking.phone, booking.activities) == ("Jan Novák", None, None, ("apply",))
    assert kiosk.pin == house.code(booking) and re.fullmatch(r"\d{6}", kiosk.pin)
    assert "úterý 24. listopadu" in kiosk.told and "Radnice" in kiosk.told and "starý průkaz" in kiosk.told
    assert kiosk.page.url == address and "Novák" not in kiosk.page.source
    (job,) = await house.printed()
    words = [line.text for line in job.slip.lines]
    assert next(one.size for one in job.slip.lines if one.text == kiosk.pin) == "huge"
    assert {"Radnice", "Občanské průkazy", "– starý průkaz"} <= set(words) and any("8:00" in one for one in words)
    assert not any("Novák" in one for one in words), "paper lies about"
    assert job.slip.qr is not None and job.slip.qr.startswith("http://city/cs/booking/visit/")
    house.later(101)
    await forget_days(house.bookings.setting)
    assert len(await house.slips()) == 1
    house.later(3601)
    await forget_days(house.bookings.setting)
    assert await house.slips() == [], "the spool keeps no codes"
    await kiosk.open()
    assert kiosk.choices("agenda") and house.code(booking) not in kiosk.page.source, "a browser that never reset"


async def test_one_touch_sent_twice_books_once_and_prints_once(house: House) -> None:
    kiosk = await house.stand()
    await kiosk.open()
    await kiosk.touch("agenda", "cards")
    await kiosk.touch("activity", "apply")
    await kiosk.choose()
    await kiosk.type("JAN")
    await kiosk.type("NOVÁK")
    await kiosk.touch("skip", "1")
    await kiosk.touch("skip", "1")
    again = Stand(house.browser(), kiosk.device)
    again.http.cookies.update(dict(kiosk.http.cookies))
    again.page = kiosk.page
    await kiosk.touch("book", "1")
    await again.touch("book", "1")
    assert again.pin == kiosk.pin and len(await house.booked()) == 1
    assert len(await house.slips()) == 1


async def test_every_kind_of_question_is_asked_by_touch(house: House) -> None:
    kiosk = await house.stand()
    await kiosk.touch("agenda", "wedding")
    await kiosk.choose()
    await kiosk.type("EVA")
    await kiosk.type("MALÁ")
    await kiosk.touch("answer", "1", typed="to není adresa")
    assert kiosk.heading == "E-mail" and kiosk.typed == "to není adresa"
    await kiosk.touch("answer", "1", typed="eva@posta.example")
    await kiosk.touch("skip", "1")
    await kiosk.touch("answer", "organ")
    await kiosk.touch("answer", "on")
    assert "Varhany" in kiosk.told and "eva@posta.example" in kiosk.told
    await kiosk.touch("book", "1")
    (booking,) = await house.booked()
    assert dict(booking.fields) | {"music": "organ", "agree": "on"} == dict(booking.fields)


async def test_the_idle_reset_leaves_nothing_of_the_person(house: House) -> None:
    kiosk = await house.stand()
    await kiosk.touch("agenda", "cards")
    await kiosk.touch("activity", "apply")
    await kiosk.choose()
    await kiosk.type("JAN")
    kiosk.page = await kiosk.touch("key", "N", typed="")
    refresh = [one.get("content", "") for one in kiosk.page.all("meta") if one.get("http-equiv") == "refresh"]
    assert refresh == ["40; url=/cs/device/hall.kiosk/start/over"]
    await kiosk._get("/cs/device/hall.kiosk/start/over")
    assert kiosk.page.url.endswith("/device/hall.kiosk/start") and "kiosk-hall.kiosk" not in str(
        dict(kiosk.http.cookies)
    )
    await kiosk.open()
    assert set(kiosk.choices("agenda")) == {"cards", "wedding"}


@pytest.mark.rule("KRY-01")
async def test_a_kiosk_in_town_asks_at_which_office_its_own_district_first(house: House) -> None:
    kiosk = await house.stand("town.market")
    await kiosk.touch("agenda", "cards")
    await kiosk.touch("activity", "collect")
    assert list(kiosk.choices("office")) == ["branch", "hall"]
    await kiosk.touch("office", "branch")
    assert list(kiosk.choices("day")) == ["2026-11-25"]
    other = await house.stand("town.park")
    assert other.answer.status_code == 404, "this one only informs"


async def test_a_time_taken_meanwhile_is_said_and_another_chosen(house: House) -> None:
    kiosk = await house.stand()
    await kiosk.touch("agenda", "cards")
    await kiosk.touch("activity", "apply")
    await kiosk.choose()
    await kiosk.type("JAN")
    await kiosk.type("NOVÁK")
    await kiosk.touch("skip", "1")
    await kiosk.touch("skip", "1")
    await house.book(agenda="cards", office="hall")
    await kiosk.touch("book", "1")
    assert "Tento čas si právě někdo vzal" in kiosk.told
    await kiosk.touch("time", next(iter(kiosk.choices("time"))))
    assert kiosk.heading == "Je vše správně?", "what was typed stays"
    await kiosk.touch("book", "1")
    assert kiosk.pin and len(await house.booked()) == 2


async def test_a_booking_is_cancelled_by_pin_and_name_also_during_a_pause(house: House) -> None:
    kiosk = await house.stand()
    await kiosk.book()
    pin, runtime = kiosk.pin, house.built.runtime
    cancel = await house.stand("town.market", "booking/cancel")
    told = []
    for code, name in (("000000", "NOVÁK"), (pin, "SVOBODA")):
        await cancel.type(code)
        await cancel.type(name)
        told.append(cancel.told)
        assert len(await house.booked()) == 1 and "Novák" not in cancel.page.source
        await cancel.touch("back", "1")
    assert told[0] == told[1], "who guesses learns nothing"
    await runtime.transact(lambda unit: runtime.suspensions.switch("outage", True, STAFF, unit, "power"))
    other = await house.stand("town.market")
    assert other.heading == "Kvůli výpadku proudu nyní nepřijímáme." and not other.choices("agenda")
    await cancel.type(pin)
    await cancel.type("NOVAK")
    assert cancel.heading == "Zrušit tuto objednávku?" and "Radnice" in cancel.told and "Jan" not in cancel.page.source
    await cancel.touch("cancel", "1")
    assert cancel.heading.startswith("Objednávka je zrušen") and await house.booked() == []


async def test_without_paper_the_screen_must_do(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from civicore.devices.printer import PrinterState

    async def empty(device: str) -> PrinterState:
        return PrinterState.of("paper_out")

    monkeypatch.setattr(house.built.runtime.printers, "state", empty)
    kiosk = await house.stand()
    await kiosk.book()
    assert "Došel papír" in kiosk.told and kiosk.pin and await house.slips() == []


async def test_looks_and_languages_keep_what_is_typed(house: House) -> None:
    kiosk = await house.stand()
    await kiosk.touch("agenda", "cards")
    await kiosk.touch("activity", "apply")
    await kiosk.choose()
    action = {"typed": "Ja", "look": "large"}
    csrf = {one.get("name", ""): one.get("value", "") for one in kiosk.page.all("input") if one.get("name") == "_csrf"}
    headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
    await kiosk.http.post(f"/cs{kiosk.path}", data={**csrf, **action}, headers=headers)
    await kiosk.open(language="uk")
    assert kiosk.typed == "Ja" and "large" in str(kiosk.page.one("body").get("class"))
    assert set("ЇЄҐ") <= set("".join(kiosk.choices("key")))
    await kiosk.touch("board", "cs", typed=kiosk.typed)
    assert kiosk.typed == "Ja" and "Ě" in kiosk.choices("key")
