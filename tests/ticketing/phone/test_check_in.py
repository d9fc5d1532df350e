"""Check-in on one's own telephone, by an address that only who stands in the waiting room can read."""

from __future__ import annotations

import pytest

from tests.ticketing.counter.room import Browser
from tests.ticketing.phone.conftest import Opens
from tests.ticketing.phone.street import Street


async def typed(phone: Browser, code: str) -> Browser:
    await phone.press("Check in", {"code": code})
    return phone


async def test_a_code_in_its_window_becomes_a_ticket_and_again_the_same(street: Street) -> None:
    _, code = await street.book("09:00")
    for _ in range(2):
        phone = street.telephone()
        await phone.open(street.at_the_place())
        await typed(phone, f" {code[:3]} {code[3:]} ")
        assert phone.page.status == 200 and "Your number is A001" in phone.told
        assert "Booked for 09:00" in phone.told


@pytest.mark.parametrize(("seconds", "status"), [(14 * 60, 200), (15 * 60, 200), (30 * 60, 410)])
async def test_the_address_is_good_for_a_quarter_of_an_hour_at_least(street: Street, seconds: int, status: int) -> None:
    address, phone = street.at_the_place(), street.telephone()
    street.wait(seconds)
    assert (await phone.open(address)).status == status
    assert ("scan it again" in phone.told) is (status == 410)


async def test_an_old_address_lets_nobody_in_even_with_a_form_opened_before(street: Street) -> None:
    _, code = await street.book("09:30")
    phone = street.telephone()
    await phone.open(street.at_the_place())
    form = phone.page.form("Check in")
    street.wait(31 * 60)
    await phone.send(form, {"code": code}, "Check in")
    assert phone.page.status == 410 and (await street.queues.queue("hall")).line == ()


@pytest.mark.parametrize("path", ["/en/check-in/hall/0123456789abcdef012345", "/en/check-in/hall/%C5%99"])
async def test_a_forged_address_is_no_proof(street: Street, path: str) -> None:
    phone = street.telephone()
    assert (await phone.open(path)).status == 410
    assert not any(form.has("code") for form in phone.page.forms())


async def test_the_address_of_one_office_is_none_of_another(street: Street) -> None:
    phone = street.telephone()
    assert (await phone.open(street.at_the_place(office="branch"))).status == 404, "nobody checks in so there"
    assert (await phone.open("/en/check-in/moon/0123456789abcdef012345")).status == 404
    foreign = street.at_the_place(office="branch").replace("/branch/", "/hall/")
    assert (await phone.open(foreign)).status == 410


async def test_wrong_early_and_late_codes_look_alike(street: Street) -> None:
    _, late = await street.book("08:15")
    _, early = await street.book("12:00")
    said = set()
    for code in ("000000", early, late, "ABC"):
        phone = street.telephone()
        await phone.open(street.at_the_place())
        await typed(phone, code)
        assert phone.page.status == 409
        assert code not in phone.told
        said.add(phone.told)
    assert len(said) == 1, said


async def test_nothing_typed_is_said_at_the_field(street: Street) -> None:
    phone = street.telephone()
    await phone.open(street.at_the_place())
    await typed(phone, "")
    assert phone.page.status == 422 and (await street.queues.queue("hall")).line == ()


async def test_who_only_guesses_is_stopped(opens: Opens) -> None:
    async with opens(strict=True) as street:
        _, code = await street.book("09:00")
        phone = street.telephone()
        for number in range(6):
            await phone.open(street.at_the_place())
            await typed(phone, f"00000{number}")
        assert phone.page.status == 409 and "try" in phone.told.lower()
        await phone.open(street.at_the_place())
        await typed(phone, code)
        assert phone.page.status == 409, "from there even the right one waits"
        street.wait(61)
        await phone.open(street.at_the_place())
        await typed(phone, code)
        assert "Your number is A001" in phone.told
