"""Telling all who follow: once, in order, in their language; through news that comes twice and a stop in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from civicore_doctrack import journal, keeping_followers, store, store_followers, subscribing, telling
from civicore_doctrack.plan import folded
from civicore_doctrack.stages import Observation
from civicore_doctrack.subscribing import about

from civicore import new_id, ways
from civicore.contracts.dialog import Contact
from civicore.contracts.documents import StageReached
from civicore.contracts.letters import LetterReturned
from civicore.contracts.offers import Bookable
from civicore.extension.parts import Service
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import on_postgres
from tests.doctrack.bureau import Bureau
from tests.tools.counts import times

pytestmark = pytest.mark.anyio


class Book:
    """An agenda that can be booked."""

    def path(self, agenda: str, office: str | None = None) -> str | None:
        return f"/booking/{agenda}/times?office={office}"


async def followers(bureau: Bureau, document: UUID) -> int:
    async with bureau.built.runtime.store.reading():
        return await store_followers.count(document)


async def test_signal_case_57_each_stage_is_told_once_and_in_order(bureau: Bureau) -> None:
    number, to = bureau.number(), "olena@posta.example"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to, "uk")
    for stage in ("checking", "printing", "printing", "checking"):
        await bureau.said(stage, number)
        await asyncio.gather(bureau.spread(found.document, 2), bureau.spread(found.document))
    told = await bureau.letters(to)
    assert [one["subject"] for one in told] == ["Закордонний паспорт: Перевірка", "Закордонний паспорт: Друк"]
    assert "Документ друкується." in told[1]["text"] and "Шевченко" not in str(told) and number not in str(told)
    assert f"…{number[-4:]}" in told[1]["text"]


async def test_news_that_never_came_is_made_good_for_in_order(bureau: Bureau) -> None:
    number, to = bureau.number(), "ivan@posta.example"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to)
    await bureau.built.outbox.flush()
    for stage in ("checking", "printing", "arrived"):
        await bureau.said(stage, number)
    await bureau.spread(found.document)
    assert [one["subject"].split(": ")[1] for one in await bureau.letters(to)] == ["Checking", "Printing", "Arrived"]


async def test_only_what_comes_after_the_consent_is_told(bureau: Bureau) -> None:
    number, to = bureau.number(), "petro@posta.example"
    found = await bureau.document("accepted", "checking", number=number)
    await bureau.agreed(found.document, to)
    await bureau.spread(found.document)
    assert await bureau.letters(to) == []


async def test_nobody_is_told_who_did_not_agree(bureau: Bureau) -> None:
    number, to = bureau.number(), "silent@posta.example"
    found = await bureau.document("accepted", number=number)
    await subscribing.ask(bureau.setting, found.document, Contact("email", to), "en", None)
    await bureau.said("checking", number)
    await bureau.spread(found.document)
    assert [one["notice"] for one in await bureau.letters(to)] == ["doctrack.confirm"]


async def test_ready_offers_a_time_on_the_citys_own_site(bureau: Bureau) -> None:
    bureau.built.runtime.services.add([Service(Bookable, Book())])
    number, to = bureau.number(), "ready@posta.example"
    found = await bureau.document("accepted", number=number, office="north")
    await bureau.agreed(found.document, to)
    await bureau.said("arrived", number, office="north")
    await bureau.spread(found.document)
    (letter,) = await bureau.letters(to)
    links = [one for one in letter["links"] if "/booking" in one]
    assert len(links) == 1 and links[0].startswith("http://city/en/booking")
    assert "You collect it where you applied." in letter["text"] and "Northern unit" in letter["text"]


async def test_after_the_end_nobody_follows_and_no_address_is_kept(bureau: Bureau) -> None:
    number, to = bureau.number(), "end@posta.example"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to)
    await bureau.said("handed_over", number)
    await bureau.spread(found.document)
    assert len(await bureau.letters(to)) == 1 and await followers(bureau, found.document) == 0


async def test_on_the_channel_chosen(bureau: Bureau) -> None:
    number, to = bureau.number(), "+380501112233"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to, "cs", channel="sms")
    await bureau.said("printing", number)
    await bureau.spread(found.document)
    (letter,) = await bureau.letters(to)
    assert letter["channel"] == "sms" and letter["text"] == "Cestovni pas: Tisk. http://city/cs/documents"


async def test_signal_case_56_an_address_that_does_not_exist_is_left_in_peace(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    one = await bureau.agreed(found.document, "gone@posta.example")

    async def gone(unit: UnitOfWork) -> None:
        await ways.bury(unit, one.contact, "it does not exist")

    for subject in ("signals:x", f"docfollow:{new_id()}", about(one.id)):
        await came_back(bureau, subject)
    assert await followers(bureau, found.document) == 1, "a server that is away, a balance used up: not the address"
    await bureau.built.runtime.transact(gone)
    await came_back(bureau, about(one.id))
    assert await followers(bureau, found.document) == 0


async def test_signal_case_56_whoever_chose_another_way_is_told_there(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    one = await bureau.agreed(found.document, "gone@posta.example")

    async def gone(unit: UnitOfWork) -> None:
        await ways.choose(unit, about(one.id), Contact("sms", "+380501112244"))
        await ways.bury(unit, one.contact, "it does not exist")

    await bureau.built.runtime.transact(gone)
    await came_back(bureau, about(one.id))
    assert await followers(bureau, found.document) == 1


async def came_back(bureau: Bureau, subject: str) -> None:
    """News that a message about this was not delivered."""
    letter = LetterReturned(subject, "doctrack.stage", "email", bureau.now)
    await bureau.built.runtime.transact(lambda unit: telling.returned(letter, unit))


async def test_a_word_that_the_file_explains_later_repeats_no_message(bureau: Bureau) -> None:
    number, to = bureau.number(), "later@posta.example"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to)
    for stage in ("LAB-7", "printing"):
        await bureau.said(stage, number)
    await bureau.spread(found.document)
    plan = bureau.setting.plan
    explained = replace(bureau.setting, plan=replace(plan, words={**plan.words, folded("LAB-7"): "checking"}))
    await bureau.said("arrived", number)
    await telling.told(explained, StageReached(found.document, "passport", "arrived", 2, bureau.now))
    assert [one["subject"].split(": ")[1] for one in await bureau.letters(to)] == ["Printing", "Arrived"]


class Killed(BaseException):
    """The process ended here."""


async def test_ten_thousand_are_told_once_through_a_kill(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """In units of a hundred: what a stopped process had begun is undone, what it had finished is not done again."""
    many = times(250, 10_000)
    number = bureau.number()
    found = await bureau.document("accepted", "checking", number=number)
    await bureau.built.outbox.flush()  # from now on news come only when the test hands them on
    crowd = await bureau.built.runtime.transact(lambda unit: gathered(bureau, found.document, many, unit))
    real, count = telling.write, 0

    async def dying(*arguments: object) -> None:
        nonlocal count
        count += 1
        if count == many // 2 + 30:
            raise Killed
        await real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(telling, "write", dying)
    with pytest.raises(Killed):
        await bureau.spread(found.document)
    monkeypatch.setattr(telling, "write", real)
    half = await written(bureau, crowd)
    assert 0 < len(half) < many and len(half) % 100 == 0
    await asyncio.gather(bureau.spread(found.document), bureau.spread(found.document))
    every = await written(bureau, crowd)
    assert sorted(every) == sorted(crowd) and set(half) <= set(every)


async def gathered(bureau: Bureau, document: UUID, many: int, unit: UnitOfWork) -> set[str]:
    """Many who follow and have had nothing yet; what messages to them are about."""
    crowd = set()
    for place in range(many):
        contact = Contact("email", f"crowd{place}@posta.example")
        one = subscribing.follower(bureau.setting, document, contact, "en", unit.now)
        await store_followers.add(one)
        await store_followers.confirm(one.id, unit.now, 0)
        crowd.add(about(one.id))
    return crowd


async def written(bureau: Bureau, crowd: set[str]) -> list[str]:
    """Who of the crowd was written to, as often as they were; also when it has been sent and emptied already."""
    async with bureau.built.runtime.store.reading():
        rows = await MessageRow.select(MessageRow.about).where(MessageRow.notice == "doctrack.stage")
    return [row["about"] for row in rows if row["about"] in crowd]


async def test_addresses_are_erased_that_nobody_confirmed_or_whose_document_is_gone(bureau: Bureau) -> None:
    kept = keeping_followers.retention(bureau.setting)
    found = await bureau.document("accepted")
    await bureau.agreed(found.document, "stays@posta.example")
    await subscribing.ask(bureau.setting, found.document, Contact("email", "late@posta.example"), "en", None)
    assert [one["channel"] for one in await kept.export("late@posta.example")] == ["email"]
    bureau.clock.advance(timedelta(days=4))
    assert await kept.expire() >= 1
    assert await kept.export("late@posta.example") == [] and len(await kept.export("stays@posta.example")) == 1
    assert await kept.erase("stays@posta.example") == 1 and await followers(bureau, found.document) == 0


@on_postgres
async def test_a_batch_between_two_reads_is_counted_whole(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    number, to = bureau.number(), "between@posta.example"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to)
    await bureau.said("checking", number)
    real, waits = store.observations_of, ["printing"]

    async def later(documents: Collection[UUID]) -> dict[UUID, list[Observation]]:
        if waits:
            await asyncio.create_task(bureau.said(waits.pop(), number), context=Context())
        return await real(documents)

    monkeypatch.setattr(store, "observations_of", later)
    messages = await bureau.built.runtime.transact(lambda unit: journal.messages_of(bureau.setting, found.document))
    assert messages is not None and messages.count == len(messages.all) == 2
