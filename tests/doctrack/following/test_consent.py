"""Consent: asked on the channel itself, given once, ended with one click; nothing of it in an address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from civicore_doctrack import links, subscribing

from civicore import Refusal, new_id
from civicore.contracts.dialog import Contact
from tests.doctrack.bureau import Bureau
from tests.tools.serving import code_in

pytestmark = pytest.mark.anyio


async def test_channel_case_26_by_e_mail_the_button_behind_the_link_says_yes(bureau: Bureau) -> None:
    number, to = bureau.number(), "anna@posta.example"
    found = await bureau.document("accepted", number=number)
    holder = bureau.stranger()
    await holder.open(f"/en/documents/{found.token}")
    await holder.follow("Follow it")
    page = await holder.press("Send me a letter to confirm", {"email": to})
    assert "Look into your mailbox" in page.text and to not in page.url
    (letter,) = await bureau.letters(to)
    assert "Passport" not in letter["text"] and letter["subject"] == "Confirm that you want to follow a document"
    (link,) = [one for one in letter["links"] if "/confirm/" in one]
    reader = bureau.stranger()
    await reader.open(link)
    await bureau.said("checking", number)
    await bureau.spread(found.document)
    assert len(await bureau.letters(to)) == 1, "a program that opens links says yes to nothing"
    page = await reader.press("Yes, write to me")
    assert "We will write to you" in page.text
    await bureau.said("printing", number)
    await bureau.spread(found.document)
    told = (await bureau.letters(to))[1:]
    assert [one["subject"] for one in told] == ["Passport: Printing"]


async def test_channel_case_26_one_click_ends_it(bureau: Bureau) -> None:
    number, to = bureau.number(), "stop@posta.example"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to)
    await bureau.said("checking", number)
    await bureau.spread(found.document)
    (letter,) = await bureau.letters(to)
    (link,) = [one for one in letter["links"] if "/stop/" in one]
    reader = bureau.stranger()
    page = await reader.open(link)
    assert "Passport" in page.text and "st…@posta.example" in page.text and to not in page.source
    await reader.press("Write to me no more")
    again = await reader.open(link)
    assert "We write to you no more" in again.text
    await bureau.said("printing", number)
    await bureau.spread(found.document)
    assert len(await bureau.letters(to)) == 1


async def test_mail_programs_end_it_by_themselves(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    one = await bureau.agreed(found.document, "hook@posta.example")
    token = links.stop_token(bureau.setting.runtime.keys, one.id)
    for secret in (token, token, "guess"):
        answer = await bureau.stranger().http.post(f"{links.STOP_HOOK}/{secret}")
        assert answer.status_code == 204
    assert not await subscribing.follows(bureau.setting, found.document, one.contact)


async def test_by_telephone_the_code_says_yes(bureau: Bureau) -> None:
    found, to = await bureau.document("accepted"), "+380671234567"
    holder = bureau.stranger()
    await holder.open(f"/en/documents/{found.token}/follow")
    page = await holder.press("Send me a code", {"sms": "+380 67 123 45 67"})
    assert to not in page.url
    (letter,) = await bureau.letters(to)
    code = code_in(letter["text"], r"\b\d{6}\b")
    page = await holder.press("Continue", {"code": "000000" if code != "000000" else "111111"})
    assert page.status == 422 and "not the code" in page.text
    page = await holder.press("Continue", {"code": f"{code[:3]} {code[3:]}"})
    assert "We will write to you at each stage" in page.text
    assert await subscribing.follows(bureau.setting, found.document, Contact("sms", to))


async def test_a_code_opens_only_its_own_document_and_not_for_ever(bureau: Bureau) -> None:
    found, to = await bureau.document("accepted"), "+380671112233"
    one = await subscribing.ask(bureau.setting, found.document, Contact("sms", to), "en", None)
    assert not isinstance(one, Refusal)
    code = code_in((await bureau.letters(to))[0]["text"], r"\b\d{6}\b")
    setting, wrong = bureau.setting, Refusal("doctrack.code_wrong")
    assert await subscribing.confirm_code(setting, new_id(), one.id, code) == wrong
    assert await subscribing.confirm_code(setting, found.document, new_id(), code) == wrong
    bureau.clock.advance(timedelta(days=4))
    assert await subscribing.confirm_code(setting, found.document, one.id, code) == wrong


async def test_nobodys_mailbox_is_filled(bureau: Bureau) -> None:
    found, contact = await bureau.document("accepted"), Contact("email", "full@posta.example")
    for _ in range(4):
        await subscribing.ask(bureau.setting, found.document, contact, "en", "192.0.2.1")
    assert len(await bureau.letters(contact.to)) == 1
    bureau.clock.advance(timedelta(hours=2))
    await subscribing.ask(bureau.setting, found.document, contact, "en", "192.0.2.1")
    assert len(await bureau.letters(contact.to)) == 2


async def test_what_is_no_address_is_said_at_the_field(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    holder = bureau.stranger()
    await holder.open(f"/uk/documents/{found.token}/follow")
    page = await holder.press("Надіслати лист для підтвердження", {"email": "nobody"})
    assert page.status == 422 and page.form("email").value("email") == "nobody"


@pytest.mark.check("S52")
async def test_a_link_of_another_purpose_confirms_nothing(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    one = await bureau.agreed(found.document, "other@posta.example")
    keys = bureau.setting.runtime.keys
    assert await subscribing.to_confirm(bureau.setting, links.stop_token(keys, one.id)) is None
    assert await subscribing.following(bureau.setting, links.confirm_token(keys, one.id)) is None
