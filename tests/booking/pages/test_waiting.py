"""The waiting list on the site: join, be offered a freed time, take it or leave."""

from __future__ import annotations

from tests.booking.pages.citizen import WHO, Citizen, House

EVA = "eva@posta.example"


async def joined(house: House) -> Citizen:
    """Eva, who waits for a time at the branch, where the only day is full."""
    for hour in range(8, 12):
        for minute in ("00", "30"):
            email = f"p{hour}{minute}@x.example"
            await house.book(f"2026-11-25T{hour:02d}:{minute}:00+01:00", email, office="branch")
    eva = house.citizen()
    await eva.to_times("branch")
    await eva.follow("Zapsat se mezi náhradníky")
    days = {"first_day": "2026-11-25", "last_day": "2026-12-02"}
    await eva.press("Zapsat se mezi náhradníky", {**WHO, "first_name": "Eva", "email": EVA, **days})
    return eva


async def confirmed(house: House) -> Citizen:
    """Eva, who has opened the link of the message as well and pressed its button."""
    eva = await joined(house)
    await eva.open(await house.link("/booking/waiting/", EVA))
    assert "Potvrďte, že chcete čekat" in eva.told
    await eva.press("Ano, zapište mě mezi náhradníky")
    return eva


async def test_who_has_not_confirmed_is_offered_nothing(house: House) -> None:
    await joined(house)
    freed = (await house.bookings.search("p900@x.example"))[0]
    await house.bookings.cancel_by_staff(freed.id, None, "staff:1")
    assert not [one for one in await house.letters(EVA) if any("/confirm/" in link for link in one["links"])]


async def test_a_freed_time_is_held_for_who_waits(house: House) -> None:
    eva = await confirmed(house)
    assert "Jste mezi náhradníky" in eva.told
    freed = (await house.bookings.search("p900@x.example"))[0]
    await house.bookings.cancel_by_staff(freed.id, None, "staff:1")
    link = await house.link("/booking/confirm/", EVA)
    await eva.open(link)
    assert "v 9:00" in eva.told
    await eva.press("Potvrdit objednávku")
    assert "Jste objednaní" in eva.told


async def test_an_offer_can_be_declined(house: House) -> None:
    eva = await confirmed(house)
    freed = (await house.bookings.search("p900@x.example"))[0]
    await house.bookings.cancel_by_staff(freed.id, None, "staff:1")
    await eva.open(await house.link("/booking/confirm/", EVA))
    await eva.follow("Čas nechci, uvolněte ho")
    await eva.press("Ano, zrušit objednávku")
    assert "je zrušená" in eva.told


async def test_who_leaves_hears_no_more(house: House) -> None:
    eva = await confirmed(house)
    page = eva.page
    await eva.press("Odhlásit se z náhradníků")
    assert "Nejste mezi náhradníky" in eva.told
    assert (await eva.open(page.url)).status == 200
    assert "Nejste mezi náhradníky" in eva.told
    freed = (await house.bookings.search("p900@x.example"))[0]
    await house.bookings.cancel_by_staff(freed.id, None, "staff:1")
    assert not [one for one in await house.letters(EVA) if any("/confirm/" in link for link in one["links"])]


async def test_only_the_message_leads_to_the_wish(house: House) -> None:
    eva = await joined(house)
    assert "Podívejte se do e-mailu" in eva.told
    token = (await house.link("/booking/waiting/", EVA)).rpartition("/")[2]
    assert token not in eva.page.source
    assert token not in eva.page.url
    assert not [one for one in eva.answer.history if token in str(one.headers)]


async def test_a_program_joins_no_list(house: House) -> None:
    robot = house.citizen()
    await robot.open("/cs/booking/cards/waiting?activity=apply&office=hall")
    page = await robot.press("Zapsat se mezi náhradníky", {**WHO, "_website": "https://spam.example"})
    assert page.url == "http://city/cs/booking"
    assert await house.letters() == []


async def test_the_days_must_stand_in_their_order(house: House) -> None:
    eva = house.citizen()
    await eva.open("/cs/booking/cards/waiting?activity=apply&office=hall")
    days = {"first_day": "2026-12-02", "last_day": "2026-11-30"}
    page = await eva.press("Zapsat se mezi náhradníky", {**WHO, **days})
    assert (page.status, "Poslední den nesmí být před prvním." in eva.told) == (422, True)


async def test_without_a_waiting_list_there_is_none(house: House) -> None:
    eva = house.citizen()
    await eva.open("/cs/booking/wedding/times")
    assert not [words for words in eva.page.links() if "náhradníky" in words]
    assert (await eva.open("/cs/booking/wedding/waiting")).status == 409
