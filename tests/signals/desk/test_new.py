"""Somebody calls: one page, the number is read back, and the case is theirs."""

from __future__ import annotations

from tests.signals.desk.house import House

NEW = "/en/desk/signals/new"
SAID = {
    "kind": "signal",
    "category": "roads.cycling",
    "text": "The lane ends in a wall.",
    "where": "River street 5",
    "area": "ne",
    "name": "Petr Volající",
    "email": "petr@volani.example",
    "language": "cs",
}


async def test_signal_case_15_a_caller_is_the_sender_and_the_operator_stands_in_the_audit_log(house: House) -> None:
    operator = await house.clerk("operator")
    await operator.open(NEW)
    assert "In an emergency call 112." in operator.told
    await operator.press("File the case", SAID)
    assert "Read this number to the caller" in operator.told and "petr@volani.example" in operator.told
    id = operator.page.url.split("/")[-2]
    assert "signals.filed_for" in await house.audit(f"signals:{id}")
    (letter,) = await house.letters("petr@volani.example")
    assert "The operator" not in letter["text"]
    boss = await house.clerk()
    await boss.open(f"/en/desk/signals/cases/{id}")
    assert "Petr Volající" in boss.told and "by telephone" in boss.told and "ne" in boss.told
    number = boss.page.one("h1").text or ""
    public = await house.stranger().open(f"/en/signals/no/{number.split()[0]}")
    assert "operator" not in public.source.lower() and "Petr" not in public.source


async def test_the_same_form_sent_twice_is_one_case(house: House) -> None:
    operator = await house.clerk("operator")
    await operator.open(NEW)
    form = operator.page
    await operator.press("File the case", {**SAID, "text": "Sent twice."})
    first = operator.page.url
    operator.page = form
    await operator.press("File the case", {**SAID, "text": "Sent twice."})
    assert operator.page.url == first


async def test_a_category_asks_its_questions_and_nothing_typed_is_lost(house: House) -> None:
    operator = await house.clerk("operator")
    await operator.open(NEW)
    await operator.press("Show what this category asks", {**SAID, "category": "roads.pothole"})
    assert operator.page.status == 200 and "What is the surface?" in operator.told
    assert "The lane ends in a wall." in operator.page.source
    await operator.press("File the case")
    assert operator.page.status == 422 and 'href="#q_surface"' in operator.page.source
    await operator.press("File the case", {"q_surface": "asphalt"})
    assert operator.page.status == 422 and "How deep is it?" in operator.told
    await operator.press("File the case", {"q_depth": "deep"})
    assert "Read this number" in operator.told and "Emergency repairs" in operator.told


async def test_what_is_missing_is_said_at_its_field(house: House) -> None:
    operator = await house.clerk("operator")
    await operator.open(NEW)
    await operator.press("File the case", {"text": "", "email": "no address"})
    assert operator.page.status == 422
    for field in ("text", "category", "email"):
        assert f'href="#{field}"' in operator.page.source, field


async def test_only_operators_file_for_others(house: House) -> None:
    clerk = await house.clerk("clerk")
    assert (await clerk.open(NEW)).status == 403
    assert "File for a caller" not in (await clerk.open("/en/desk")).links()


async def test_the_operator_sees_what_the_caller_sent_before_by_number_or_address(house: House) -> None:
    before = await house.filed(sender=house.sender(phone="+420608111222", email="before@calls.example"))
    other = await house.filed(sender=house.sender(phone="+420608999888", email="other@calls.example"))
    operator = await house.clerk("operator")
    for said in ({"phone": "+420 608 111 222"}, {"email": "Before@calls.example"}):
        await operator.open(NEW)
        await operator.press("Has this person written before?", {"text": "Again!", **said})
        assert operator.page.status == 200 and "Again!" in operator.page.source, "nothing typed is lost"
        assert str(before.number) in operator.told and str(other.number) not in operator.told
    await operator.open(NEW)
    await operator.press("Has this person written before?", {"phone": "+420600000000"})
    assert "None that you may see." in operator.told


async def test_a_case_names_other_cases_of_its_sender_to_those_who_see_contacts_and_hold_them(house: House) -> None:
    mine = [await house.filed(sender=house.sender(phone=None, email="twice@calls.example")) for _ in range(2)]
    theirs = await house.filed(
        category="greenery", sender=house.sender(phone=None, email="twice@calls.example"), answers={}
    )
    boss, clerk = await house.clerk("manager"), await house.clerk("clerk")
    await boss.open(f"/en/desk/signals/cases/{mine[0].id}")
    assert str(mine[1].number) in boss.told and str(theirs.number) in boss.told
    await clerk.open(f"/en/desk/signals/cases/{mine[0].id}")
    section = clerk.told.partition("Their other cases")[2]
    assert str(theirs.number) not in section and section, "a case of another unit is not named"
