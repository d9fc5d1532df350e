"""Tracking a document in a conversation: number and secret, or a link of the site; then consent and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from civicore_doctrack import links, subscribing
from civicore_doctrack.bot import Track

from civicore import new_id
from civicore.contracts.dialog import Ask, BotLink, Contact, Done, Intent, Messengers, Stale, Talk
from civicore.extension.parts import Service
from tests.doctrack.bureau import Bureau

pytestmark = pytest.mark.anyio


def talk(bureau: Bureau, who: str = "papers:42", channel: Any = "telegram", start: str = "", **answers: str) -> Talk:
    contact = Contact(channel, who) if who else None
    return Talk(new_id(), "en", bureau.now, channel, answers, start, contact)


def track(bureau: Bureau) -> Track:
    intents = bureau.built.runtime.services.all(Intent)  # type: ignore[type-abstract]
    (found,) = [one for one in intents if isinstance(one, Track)]
    return found


async def test_number_secret_consent_and_a_message_in_the_chat(bureau: Bureau) -> None:
    intent, number = track(bureau), bureau.number()
    found = await bureau.document("accepted", "checking", number=number)
    asked = await intent.next(talk(bureau))
    assert isinstance(asked, Ask) and asked.key == "number" and asked.typed == "text" and "receipt" in str(asked.help)
    asked = await intent.next(talk(bureau, number=number))
    assert isinstance(asked, Ask) and asked.key == "secret"
    asked = await intent.next(talk(bureau, number=number, secret="Other"))
    assert isinstance(asked, Ask) and asked.key == "secret" and asked.refused
    known = {"number": number, "secret": "шевченко"}
    asked = await intent.next(talk(bureau, **known))
    assert isinstance(asked, Ask) and [one.id for one in asked.choices] == ["yes", "no"]
    assert "Passport: Checking" in asked.text and asked.text.endswith("Do you want to follow your document?")
    for _ in range(2):
        done = await intent.next(talk(bureau, **known, follow="yes"))
    assert isinstance(done, Done) and "each stage" in done.title
    assert await subscribing.follows(bureau.setting, found.document, Contact("telegram", "papers:42"))
    asked = await intent.next(talk(bureau, **known))
    assert isinstance(asked, Ask) and [one.id for one in asked.choices] == ["keep", "stop"]
    await intent.next(talk(bureau, **known, follow="stop"))
    assert not await subscribing.follows(bureau.setting, found.document, Contact("telegram", "papers:42"))


async def test_channel_case_11_a_link_opens_the_document_for_two_days_and_a_forged_one_nothing(bureau: Bureau) -> None:
    intent = track(bureau)
    found = await bureau.document("accepted")
    start = links.chat_start(bureau.setting.runtime.keys, found.document, bureau.now)
    assert len(start) <= 40 and start.replace("-", "").replace("_", "").isalnum()
    asked = await intent.next(talk(bureau, start=start))
    assert isinstance(asked, Ask) and asked.key == "follow" and "Passport" in asked.text
    forged = [start[:-1] + ("0" if start[-1] != "0" else "1"), start[:22], "", "ж" * 38, f"{start}x"]
    late = [talk(bureau, start=one) for one in forged]
    bureau.clock.advance(timedelta(days=3))
    for one in [*late, talk(bureau, start=start)]:
        asked = await intent.next(one)
        assert isinstance(asked, Ask) and asked.key == "number" and "Passport" not in asked.text


async def test_whoever_cannot_be_told_there_gets_the_answer_alone(bureau: Bureau) -> None:
    found = await bureau.document("accepted", "arrived")
    start = links.chat_start(bureau.setting.runtime.keys, found.document, bureau.now)
    for who, channel in (("", "web"), ("x", "kiosk")):
        done = await track(bureau).next(talk(bureau, who, channel, start=start))
        assert isinstance(done, Done) and done.title == "Passport: Arrived"
        assert "You collect it where you applied." in done.lines and done.links[-1].url.startswith("/documents/")


async def test_a_document_that_is_gone_begins_anew(bureau: Bureau) -> None:
    start = links.chat_start(bureau.setting.runtime.keys, new_id(), bureau.now)
    assert isinstance(await track(bureau).next(talk(bureau, start=start)), Stale)


class Bots:
    """A bot that works, and one that the file does not notify by."""

    async def links(self, intent: str | None = None, start: str = "") -> tuple[BotLink, ...]:
        return (BotLink("papers", "telegram", "@papers_bot", f"https://t.example/papers?start=t{start}"),)


async def test_the_page_leads_into_the_chat(bureau: Bureau) -> None:
    bureau.built.runtime.services.add([Service(Messengers, Bots())])
    found = await bureau.document("accepted")
    page = await bureau.stranger().open(f"/en/documents/{found.token}/follow")
    url = page.link("Open @papers_bot")
    asked = await track(bureau).next(talk(bureau, start=url.partition("start=t")[2]))
    assert isinstance(asked, Ask) and asked.key == "follow"
