"""Taking a number at a distance: where the file allows it, as many as it allows."""

from __future__ import annotations

from tests.ticketing.phone.street import Street

TAKE = "/en/queue/hall/take"


async def test_a_number_from_afar_is_one_in_the_same_line(street: Street) -> None:
    await street.take()
    phone = street.telephone()
    await phone.open("/en/queue/hall")
    await phone.follow("Take a number")
    assert "Identity cards" in phone.told and "Passports" in phone.told
    await phone.press("Identity cards 1 person waits")
    assert "Your number is A002" in phone.told and "1 person is called before you" in phone.told
    assert [(await street.call()).label, (await street.call()).label] == ["A001", "A002"]
    assert (await street.view()).current.origin == "remote"  # type: ignore[union-attr]


async def test_the_same_form_sent_twice_gives_one_number(street: Street) -> None:
    phone = street.telephone()
    await phone.open(TAKE)
    form = phone.page.form("Identity cards 0 people wait")
    for _ in range(2):
        await phone.send(form, {}, "Identity cards 0 people wait")
        assert "Your number is A001" in phone.told
    assert len((await street.queues.queue("hall")).line) == 1


async def test_agendas_that_the_file_leaves_out_are_not_given(street: Street) -> None:
    phone = street.telephone()
    await phone.open(TAKE)
    assert "Vehicles" not in phone.told
    form = phone.page.form("Identity cards 0 people wait")
    form.buttons["forged"] = ("agenda", "cars")
    await phone.send(form, {}, "forged")
    assert phone.page.status == 422 and (await street.queues.queue("hall")).line == ()


async def test_no_more_than_the_file_allows(street: Street) -> None:
    for _ in range(3):
        await street.take()
    phone = street.telephone()
    await phone.open(TAKE)
    await phone.press("Identity cards 3 people wait")
    assert phone.page.status == 409 and "There is a problem" in phone.told
    assert len((await street.queues.queue("hall")).line) == 3
    await street.call()
    await phone.open(TAKE)
    await phone.press("Identity cards 2 people wait")
    assert phone.page.status == 200 and "Your number is A004" in phone.told


async def test_where_the_file_offers_none_there_is_no_page(street: Street) -> None:
    phone = street.telephone()
    for path in ("/en/queue/branch/take", "/en/queue/moon/take"):
        assert (await phone.open(path)).status == 404, path
    await phone.open("/en/queue/branch")
    assert "Take a number" not in phone.page.links()


async def test_outside_the_hours_it_says_so_and_gives_none(street: Street) -> None:
    street.set("06:00:00")
    phone = street.telephone()
    await phone.open(TAKE)
    assert "No numbers are given now." in phone.told
    assert not any(name.startswith("Identity cards") for form in phone.page.forms() for name in form.buttons)
