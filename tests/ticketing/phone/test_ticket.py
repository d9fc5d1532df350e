"""The visitor's own ticket as a browser without script uses it."""

from __future__ import annotations

import pytest

from civicore.base.refusal import Refusal
from tests.ticketing.phone.street import JANA, K1, Street

PHONE = "+420602111222"


async def test_the_ticket_says_its_place_and_what_is_called(street: Street) -> None:
    first, second = await street.take(), await street.take()
    phone = await street.holds(second)
    assert "Your number is A002" in phone.told and "1 person is called before you" in phone.told
    assert await street.call() == await street.now_is(first)
    await phone.follow("Update")
    assert "You are next" in phone.told and "A001 → Cabin 1" in phone.told
    await street.call("hall.k2")
    await phone.follow("Update")
    assert "Number A002: it is your turn" in phone.told and "Please go to: Cabin 2" in phone.told
    assert phone.page.title.startswith("Number A002: it is your turn")
    assert not phone.page.links().keys() & {"Let others go first"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("cs", "Vaše číslo je A001"), ("uk", "Ваш номер"), ("bg", "Вашият номер")],
)
async def test_it_speaks_the_language_of_its_reader(street: Street, language: str, words: str) -> None:
    phone = await street.holds(await street.take(), language)
    assert words in phone.told, phone.told


async def test_a_visit_to_its_end(street: Street) -> None:
    ticket = await street.take()
    phone = await street.holds(ticket)
    await street.call()
    await street.queues.arrived(K1, JANA)
    await phone.follow("Update")
    assert "you are being served" in phone.told
    await street.queues.finish(K1, JANA)
    await phone.follow("Update")
    assert "Thank you for your visit." in phone.told


async def test_who_missed_the_call_is_told_and_at_last_that_it_is_over(street: Street) -> None:
    ticket = await street.take()
    phone = await street.holds(ticket)
    await street.call()
    await street.queues.no_show(K1, JANA)
    await phone.follow("Update")
    assert "You were called and did not come" in phone.told
    street.wait(120)
    await phone.follow("Update")
    assert "You are next" in phone.told, "back in line by the clock alone"
    await street.call()
    await street.queues.no_show(K1, JANA)
    await phone.follow("Update")
    assert "You were called several times" in phone.told


async def test_giving_the_number_up(street: Street) -> None:
    first, second = await street.take(), await street.take()
    phone = await street.holds(first)
    await phone.press("Give my number up")
    assert "You gave this number up." in phone.told
    assert (await street.now_is(first)).state == "left"
    assert "You are next" in (await street.holds(second)).told
    assert not any(form.method == "POST" and "/ticket/" in form.action for form in phone.page.forms())


async def test_letting_others_go_first_keeps_the_number_and_has_an_end(street: Street) -> None:
    first, _ = await street.take(), await street.take()
    phone = await street.holds(first)
    await phone.press("Let others go first")
    assert "Others go first now. You keep your number." in phone.told and "Your number is A001" in phone.told
    assert (await street.call()).label == "A002"
    street.wait(11 * 60)
    await phone.open(street.link(first))
    await phone.press("Let others go first")
    street.wait(11 * 60)
    await phone.open(street.link(first))
    form = next(one for one in phone.page.forms() if one.has("Let others go first"))
    await phone.send(form, {}, "Let others go first")
    assert phone.page.status == 409 and "There is a problem" in phone.told


async def test_only_who_waits_can_leave(street: Street) -> None:
    ticket = await street.take()
    phone = await street.holds(ticket)
    behind = next(one for one in phone.page.forms() if one.action.endswith("/leave"))
    await street.call()
    await street.queues.arrived(K1, JANA)
    await street.queues.finish(K1, JANA)
    await phone.send(behind, {}, "Give my number up")
    assert (phone.page.status, (await street.now_is(ticket)).state) == (409, "done")


async def test_channel_case_51_a_link_opens_nothing_else_and_nothing_the_next_day(street: Street) -> None:
    ticket = await street.take()
    phone, path = street.telephone(), street.link(ticket)
    assert (await phone.open(path)).status == 200
    assert (await phone.open(path[:-4] + "aaaa")).status == 404
    for deed in ("leave", "delay", "ask"):
        answer = await phone.http.post(f"{path[:-4]}aaaa/{deed}", headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code in (403, 404), deed
    street.wait(15 * 3600)
    assert (await phone.open(path)).status == 404


async def test_nobody_else_keeps_the_page(street: Street) -> None:
    phone = await street.holds(await street.take())
    assert "no-store" in phone.answer.headers["cache-control"]
    assert "noindex" in phone.answer.headers.get("x-robots-tag", "") + phone.page.source


# "You are next but two"


async def test_next_but_two_is_written_once_and_the_number_forgotten(street: Street) -> None:
    for _ in range(3):
        await street.take()
    mine = await street.take()
    phone = await street.holds(mine)
    await phone.press("Tell me by text message", {"phone": "+420 602 111 222"})
    assert "We will write to you when your turn is near." in phone.told
    assert await street.numbers_kept() == [PHONE] and await street.texts(PHONE) == []
    await street.call()
    (text,) = await street.texts(PHONE)
    assert text["text"] == "Number A004: 2 people before you. Please come."
    assert await street.numbers_kept() == []
    await street.call()
    await street.call()
    assert len(await street.texts(PHONE)) == 1


async def test_who_asks_when_near_already_is_told_at_the_next_change(street: Street) -> None:
    await street.take()
    mine = await street.take()
    phone = await street.holds(mine, "cs")
    await phone.press("Dejte mi vědět SMS", {"phone": PHONE})
    await street.call()
    (text,) = await street.texts(PHONE)
    assert text["text"] == "Cislo A002: jste na rade jako dalsi. Prijdte prosim.", "without accents it is one message"


async def test_asked_again_the_newer_number_is_told(street: Street) -> None:
    await street.take()
    await street.take()
    await street.take()
    mine = await street.take()
    phone = await street.holds(mine)
    form = next(one for one in phone.page.forms() if one.action.endswith("/ask"))
    for number in ("+420 602 111 333", "+420 602 111 222"):
        await phone.send(form, {"phone": number}, "Tell me by text message")
    await street.call()
    assert len(await street.texts(PHONE)) == 1 and await street.texts("+420602111333") == []


@pytest.mark.parametrize("ends", ["left", "called"])
async def test_the_number_is_forgotten_when_the_wait_ends_otherwise(street: Street, ends: str) -> None:
    for _ in range(3):
        await street.take()
    mine = await street.take()
    phone = await street.holds(mine)
    await phone.press("Tell me by text message", {"phone": PHONE})
    if ends == "left":
        await phone.press("Give my number up")
    else:
        await street.queues.open_counter(K1, JANA)
        await street.queues.take_number(K1, JANA, mine.label)
    assert await street.numbers_kept() == [] and await street.texts(PHONE) == []


async def test_what_is_no_telephone_number_is_said_at_the_field(street: Street) -> None:
    phone = await street.holds(await street.take())
    await phone.press("Tell me by text message", {"phone": "12"})
    assert phone.page.status == 422 and await street.numbers_kept() == []


async def test_where_the_file_does_not_allow_it_nothing_is_asked(street: Street) -> None:
    ticket = await street.take("passports", "branch")
    phone = await street.holds(ticket)
    assert "Wait elsewhere" not in phone.told
    assert not isinstance(await street.queues.place(ticket), Refusal)
