"""What goes wrong on the way: a time taken, a hold run out, limits, suspensions. Nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicore.base.refusal import Refusal
from tests.booking.pages.citizen import WHO, House

NINE, HALF_PAST = "2026-11-25T08:00:00Z", "2026-11-25T08:30:00Z"
TYPED = ("Jana", "Nováková", "jana@posta.example")


async def test_case_34_a_time_taken_meanwhile_keeps_what_was_typed(house: House) -> None:
    jana = house.citizen()
    await jana.to_check(NINE)
    await house.book("2026-11-25T09:00:00+01:00")
    await jana.press("Objednat se")
    assert (jana.page.status, jana.page.one("h1").text) == (409, "Tento čas už není volný")
    assert "Nejbližší volný je středa 25. listopadu 2026 v 8:30" in jana.told
    await jana.press("Vybrat tento čas")
    assert "v 8:30" in jana.told
    assert all(words in jana.told for words in TYPED)
    await jana.press("Objednat se")
    assert "Potvrďte do" in jana.told


async def test_a_time_taken_before_the_form_is_said_at_once(house: House) -> None:
    jana = house.citizen()
    await jana.to_times()
    await house.book("2026-11-25T09:00:00+01:00")
    await jana.press("Pokračovat", {"start": NINE})
    assert jana.page.status == 409
    await jana.press("Vybrat jiný čas")
    picked = next(form for form in jana.page.forms() if form.choices.get("start"))
    assert NINE not in picked.choices["start"]


async def test_case_34_confirming_too_late_offers_the_nearest_time_with_everything_typed(house: House) -> None:
    jana = house.citizen()
    await jana.to_held(NINE)
    link = await house.link("/booking/confirm/")
    await jana.open(link)
    house.clock.advance(timedelta(minutes=15, seconds=1))
    await jana.press("Potvrdit objednávku")
    assert jana.page.status == 410
    assert "8:15" in jana.told
    await jana.press("Vybrat tento čas")
    assert all(words in jana.told for words in TYPED)
    await jana.press("Objednat se")
    assert "Potvrďte do 8:30" in jana.told
    await jana.open(await house.link("/booking/confirm/"))
    await jana.press("Potvrdit objednávku")
    assert "Jste objednaní" in jana.told


async def test_case_28_a_time_gone_to_somebody_else_is_said_and_another_is_offered(house: House) -> None:
    jana = house.citizen()
    await jana.to_held(NINE)
    await jana.open(await house.link("/booking/confirm/"))
    house.clock.advance(timedelta(minutes=15, seconds=1))
    theirs = await house.book("2026-11-25T09:00:00+01:00")
    await jana.press("Potvrdit objednávku")
    assert (jana.page.status, "v 8:30" in jana.told) == (410, True)
    kept = await house.bookings.get(theirs.id)
    assert kept is not None
    assert house.bookings.state(kept) == "confirmed"
    assert len(await house.letters()) == 1


async def test_at_the_last_second_it_is_not_too_late(house: House) -> None:
    jana = house.citizen()
    await jana.to_held(NINE)
    await jana.open(await house.link("/booking/confirm/"))
    house.clock.advance(timedelta(minutes=15))
    await jana.press("Potvrdit objednávku")
    assert "Jste objednaní" in jana.told


async def test_the_page_of_a_hold_tells_what_became_of_it(house: House) -> None:
    jana = house.citizen()
    held = (await jana.to_held(NINE)).url
    await house.letters()  # the first message is out before time goes on
    house.clock.advance(timedelta(minutes=15, seconds=1))
    await jana.open(held)
    assert "Čas na potvrzení vypršel v 8:15" in jana.told
    await jana.to_held(NINE)
    held = jana.page.url
    await jana.open(await house.link("/booking/confirm/"))
    await jana.press("Potvrdit objednávku")
    await jana.open(held)
    assert "Objednávka je potvrzená" in jana.told


async def test_case_36_a_second_tab_is_refused_by_the_limit_and_keeps_what_was_typed(house: House) -> None:
    first, second = house.citizen(), house.citizen()
    await first.to_check(NINE)
    await second.to_check(HALF_PAST)
    await first.press("Objednat se")
    await second.press("Objednat se")
    assert second.page.status == 409
    assert await house.states() == ["held"]
    await second.press("Změnit údaje")
    fields = {one.get("name"): one.get("value") for one in second.page.all("input")}
    assert {name: fields[name] for name in WHO} == WHO


async def test_case_31_opening_a_link_changes_nothing(house: House) -> None:
    jana = house.citizen()
    await jana.to_held(NINE)
    link = await house.link("/booking/confirm/")
    for _ in range(2):
        assert (await jana.open(link)).status == 200
        assert (await jana.http.head(link)).status_code == 200
    await jana.open(link.replace("/confirm/", "/not-me/"))
    await jana.open(link.replace("/confirm/", "/visit/") + "/cancel")
    assert await house.states() == ["held"]
    await jana.open(link)
    await jana.press("Potvrdit objednávku")
    assert await house.states() == ["confirmed"]


async def test_case_32_a_second_click_says_that_it_is_done(house: House) -> None:
    jana = house.citizen()
    await jana.to_held(NINE)
    asking = await jana.open(await house.link("/booking/confirm/"))
    await jana.press("Potvrdit objednávku")
    jana.page = asking
    await jana.press("Potvrdit objednávku")
    assert (jana.page.status, "Objednávka už je potvrzená." in jana.told) == (200, True)
    await jana.open(asking.url)
    assert (jana.page.status, "Objednávka už je potvrzená." in jana.told) == (200, True)
    assert await house.states() == ["confirmed"]


@pytest.mark.check("S52")
async def test_case_73_a_guessed_or_worn_out_link_opens_nothing(house: House) -> None:
    jana = house.citizen()
    await jana.to_held(NINE)
    link = await house.link("/booking/confirm/")
    await jana.open(link)
    await jana.press("Potvrdit objednávku")
    visit = jana.page.url
    token = visit.rpartition("/")[2]
    other = "A" if token[-5] != "A" else "B"
    guessed = visit.replace(token, token[:-5] + other + token[-4:])
    for page in ("", "/times", "/change", "/cancel", "/code.svg", "/visit.ics"):
        assert (await jana.open(guessed + page)).status == 404, page
    house.clock.advance(timedelta(days=3))
    for page in ("", "/times", "/cancel", "/code.svg", "/visit.ics"):
        assert (await jana.open(visit + page)).status == 404, page


@pytest.mark.check("S60")
async def test_pages_with_a_secret_are_kept_by_nobody_and_tell_nobody(house: House) -> None:
    jana = house.citizen()
    await jana.to_check(NINE)
    assert jana.answer.headers["cache-control"] == "no-store"
    await jana.press("Objednat se")
    await jana.open(await house.link("/booking/confirm/"))
    for page in ("", "/cancel", "/times"):
        if page == "":
            await jana.press("Potvrdit objednávku")
            visit = jana.page.url
        else:
            await jana.open(visit + page)
        headers = jana.answer.headers
        assert headers["cache-control"] == "no-store", page
        assert headers["referrer-policy"] == "no-referrer", page
        assert any(one.get("content") == "noindex" for one in jana.page.all("meta")), page


async def test_not_me_ends_the_hold(house: House) -> None:
    jana = house.citizen()
    await jana.to_held(NINE)
    await jana.open(await house.link("/booking/not-me/"))
    await jana.press("Ukončit objednávku, není moje")
    assert jana.page.status == 200
    assert await house.states() == []
    await jana.to_check(NINE)
    await jana.press("Objednat se")
    assert jana.page.status == 409


async def test_nothing_free_tells_every_other_way(house: House) -> None:
    for day in ("2026-11-25", "2026-12-02"):
        for hour in range(8, 12):
            for minute in ("00", "30"):
                email = f"p{day}{hour}{minute}@x.example"
                await house.book(f"{day}T{hour:02d}:{minute}:00+01:00", email, office="branch")
    jana = house.citizen()
    await jana.open("/cs/booking/cards/times?activity=apply&office=branch")
    for words in ("není volný žádný čas", "25. 11. 2026", "+420 499 000 222", "bez objednání", "mezi náhradníky"):
        assert words in jana.told
    assert not [form for form in jana.page.forms() if form.has("start")]


async def test_a_program_that_fills_in_the_hidden_field_books_nothing(house: House) -> None:
    robot = house.citizen()
    await robot.to_times()
    await robot.press("Pokračovat", {"start": NINE})
    page = await robot.press("Pokračovat", {**WHO, "_website": "https://spam.example"})
    assert page.url == "http://city/cs/booking"


async def test_what_is_stopped_for_one_department_goes_on_for_the_other(house: House) -> None:
    await switch(house)
    jana = house.citizen()
    await jana.open("/cs/booking")
    assert jana.page.status == 200
    assert "Svatební síň" in " ".join(jana.page.links())
    assert "Občanské průkazy" not in " ".join(jana.page.links())
    for address in ("", "/times?activity=apply&office=hall", "/office?activity=apply"):
        await jana.open(f"/cs/booking/cards{address}")
        assert jana.page.status == 503
        assert "Kvůli povodni neobjednáváme." in jana.page.source
        for words in (
            "Volejte nám nebo pište.",
            "+420 499 000 222",
            "registry@visits.example",
        ):
            assert words in jana.told
    assert (await jana.open("/cs/booking/wedding/times")).status == 200


async def test_stopped_while_the_form_is_filled_in_nothing_is_booked(house: House) -> None:
    jana = house.citizen()
    await jana.to_check(NINE)
    await switch(house)
    await jana.press("Objednat se")
    assert jana.page.status == 503
    assert await house.states() == []


async def switch(house: House) -> None:
    """Declare the emergency at the desk."""
    from civicore.people.principals import Principal
    from civicore.storage.unit_of_work import UnitOfWork

    by = Principal("staff", "1", "Eva", frozenset())

    async def work(unit: UnitOfWork) -> Refusal | None:
        return await house.built.runtime.suspensions.switch("flood", True, by, unit)

    assert await house.built.runtime.transact(work) is None
    house.built.runtime.suspensions.forget()
