"""Following other people's cases: one letter to confirm, one click to end, one tap with an account."""

from __future__ import annotations

import pytest
from civicore_signals.case import Case

from tests.signals.backoffice.office import BOSS
from tests.signals.desk.house import House
from tests.signals.public.writer import holder, number, writer

pytestmark = pytest.mark.anyio


async def shown(house: House) -> Case:
    case = await house.filed()
    await house.desk.publish(case.id, ["text"], BOSS, agreed=True)
    return case


@pytest.mark.rule("SOF-18")
async def test_an_account_subscribes_with_one_button_and_finds_it_in_its_list(house: House) -> None:
    case, maria = await shown(house), await holder(house, "fan@example.org")
    await maria.open(f"/en/signals/no/{case.number}")
    await maria.press("Subscribe")
    assert "You follow this case now" in maria.page.text and "End the subscription" in maria.page.text
    await maria.open("/en/signals/subscriptions")
    assert number(case) in maria.page.text and "My subscriptions" in maria.page.title
    await maria.press(f"End the subscription – {case.number}")
    assert number(case) not in maria.page.text and "You follow nothing yet" in maria.page.text


async def test_an_address_is_confirmed_first_and_ends_by_one_click(house: House) -> None:
    case, one = await shown(house), writer(house)
    await one.open(f"/en/signals/no/{case.number}")
    await one.follow("Subscribe")
    await one.press("Continue", {"email": "nobody"})
    assert one.page.status == 422
    await one.press("Continue", {"email": "reader@example.org"})
    assert "Look into your mailbox" in one.page.text
    (letter,) = await house.letters("reader@example.org")
    assert case.text not in letter["text"], "the letter that asks tells nothing of the case"
    (link,) = [link for link in letter["links"] if "/signals/follow/" in link]
    await writer(house).http.get(link)
    await house.desk.update(case.id, "Not yet for readers.", BOSS)
    assert len(await house.letters("reader@example.org")) == 1
    await one.open(link)
    await one.press("Yes, I want to follow it")
    assert "You follow this case" in one.page.text
    await house.desk.update(case.id, "We were there.", BOSS)
    news = (await house.letters("reader@example.org"))[-1]
    (stop,) = [link for link in news["links"] if "/signals/stop/" in link]
    await one.open(stop)
    assert "Then we write to you no more" in one.page.text
    await one.press("End the subscription")
    assert "The subscription has ended" in one.page.text
    count = len(await house.letters("reader@example.org"))
    await house.desk.update(case.id, "And again.", BOSS)
    assert len(await house.letters("reader@example.org")) == count
    assert (await one.open(link)).status == 404


async def test_a_mail_program_ends_it_without_a_page(house: House) -> None:
    answer = await writer(house).http.post("/hooks/signals/stop/" + "A" * 43, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 204


async def test_nobody_follows_what_is_not_public(house: House) -> None:
    case = await shown(house)
    await house.desk.hide(case.id, "A mistake", BOSS)
    one = writer(house)
    assert (await one.open(f"/en/signals/follow?number={case.number}")).status == 404
    assert (await one.open("/en/signals/follow?number=СК26-01-99999")).status == 404
