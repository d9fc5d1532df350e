"""The page "your notifications": what the citizen sees and changes, through the served city."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from civicore_booking.booking import Booking

from civicore import ways
from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Ask, Contact, Done, Intent, Talk
from civicore.ways.confirming import Confirming
from civicore.ways.tables import WayRow
from tests.booking.pages.citizen import Citizen, House
from tests.databases import everywhere_in_soak

pytestmark = [pytest.mark.anyio, everywhere_in_soak]

VISIT = "2026-11-25T08:00:00Z"
CHAT = Contact("telegram", "hall:77")


async def at_the_page(house: House) -> tuple[Citizen, Booking]:
    """Somebody with a booking, at the page of their notices; the booking."""
    booking = await house.book(VISIT)
    citizen = house.citizen()
    await citizen.open(await house.link("/visit/", "petr@posta.example"))
    await citizen.follow("Co jsme poslali a jak vám máme dávat vědět")
    assert citizen.page.status == 200
    return citizen, booking


async def chosen(house: House, about: str) -> tuple[Contact, ...]:
    async with house.built.runtime.store.reading():
        return (await ways.of(about)).ways


async def test_what_was_sent_is_shown_with_masked_addresses_and_the_page_is_nobody_elses(house: House) -> None:
    citizen, _booking = await at_the_page(house)
    assert "Jste objednaní Odesláno E-mail p…@posta.example" in citizen.told
    assert "petr@posta.example" not in citizen.page.source
    assert citizen.answer.headers["Cache-Control"].startswith("no-store")
    url = citizen.page.url
    await citizen.open(url[:-1] + ("A" if url[-1] != "A" else "B"))
    assert citizen.page.status == 404


async def test_another_address_is_used_once_its_owner_typed_the_code(house: House) -> None:
    citizen, booking = await at_the_page(house)
    about = booking.about
    await citizen.press("Poslat mi kód", {"address": "nova@posta.example"})
    assert await chosen(house, about) == ()
    (letter,) = await house.letters("nova@posta.example")
    (code,) = set(re.findall(r"\b\d{6}\b", str(letter["text"])))
    wrong = "111111" if code != "111111" else "222222"
    await citizen.press("Potvrdit", {"code": wrong})
    assert citizen.page.status == 422 and "Tento kód nesouhlasí" in citizen.told
    await citizen.press("Potvrdit", {"code": f" {code[:3]} {code[3:]} "})
    assert "Odteď píšeme nejprve tam." in citizen.told
    assert await chosen(house, about) == (Contact("email", "nova@posta.example"),)
    assert not isinstance(await house.bookings.cancel(str(house.bookings.token(booking))), Refusal)
    assert len(await house.letters("nova@posta.example")) == 2, "the cancellation comes to the chosen address"
    assert len(await house.letters("petr@posta.example")) == 1, "and not to the other one besides"


async def test_a_guesser_of_codes_has_five_tries_and_a_strangers_mailbox_is_not_filled(house: House) -> None:
    about = (await at_the_page(house))[1].about
    confirming = Confirming(house.built.runtime)
    assert await confirming.ask(about, Contact("email", "x@posta.example"), "cs") is None
    (letter,) = await house.letters("x@posta.example")
    (code,) = set(re.findall(r"\b\d{6}\b", str(letter["text"])))
    for _ in range(5):
        assert await confirming.confirm(about, "000000" if code != "000000" else "1") == Refusal("ways.code_wrong")
    assert await confirming.confirm(about, code) == Refusal("ways.code_over")
    assert await chosen(house, about) == ()


async def test_channel_case_26_opening_a_link_changes_nothing_only_the_button_ends_it(house: House) -> None:
    citizen, booking = await at_the_page(house)
    about = booking.about
    url = citizen.page.url
    for _ in range(3):
        await citizen.open(url)
    for path in ("end", "end/0", "resume", "by/email"):
        await citizen.open(f"{url}/{path}")
        assert citizen.page.status in (404, 405)
    async with house.built.runtime.store.reading():
        assert not await WayRow.exists()
    await citizen.open(url)
    await citizen.press("Už žádná připomenutí a novinky")
    async with house.built.runtime.store.reading():
        assert (await ways.of(about)).ended
    await citizen.press("Znovu mi připomínat")
    assert "Připomenutí budou znovu chodit." in citizen.told
    async with house.built.runtime.store.reading():
        assert not (await ways.of(about)).ended


async def test_a_chat_is_connected_by_its_link_alone_and_ended_with_one_click(house: House) -> None:
    citizen, booking = await at_the_page(house)
    about = booking.about
    runtime = house.built.runtime
    connect = next(one for one in runtime.services.all(Intent) if one.id == "ways.connect")  # type: ignore[type-abstract]
    link = ways.token(runtime.keys, about, runtime.clock.now())
    talk = {"id": uuid4(), "language": "cs", "at": runtime.clock.now(), "channel": "telegram"}
    foreign = await connect.next(Talk(**talk, start=link[::-1], who=CHAT))  # type: ignore[arg-type]
    assert isinstance(foreign, Done) and about not in str(foreign)
    asked = await connect.next(Talk(**talk, start=link, who=CHAT))  # type: ignore[arg-type]
    assert isinstance(asked, Ask) and await chosen(house, about) == ()
    for _ in range(2):
        await connect.next(Talk(**talk, start=link, who=CHAT, answers={"connect": "yes"}))  # type: ignore[arg-type]
    assert await chosen(house, about) == (CHAT,)
    await citizen.open(citizen.page.url)
    await citizen.press("Ukončit – Telegram")
    assert "Tam už nepíšeme." in citizen.told
    assert await chosen(house, about) == ()


async def test_with_the_booking_go_the_ways_chosen_for_it(house: House) -> None:
    about = (await at_the_page(house))[1].about
    await house.built.runtime.transact(lambda unit: ways.choose(unit, about, CHAT))
    await house.built.runtime.transact(lambda unit: unit.forget(about))
    async with house.built.runtime.store.reading():
        assert not await WayRow.exists()
