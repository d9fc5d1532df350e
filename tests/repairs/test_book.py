"""Repair notices: one book for all processes, gone with their cause, put aside by name."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.extension.registry import Quarantined
from civicore.people.principals import Principal
from civicore.people.team import People
from civicore.repairs.book import Repairs
from civicore.repairs.plugin import RepairsPlugin
from civicore.repairs.repair import LONGEST, Repair, masked
from civicore.repairs.tables import RepairRow
from tests.people.colleague import audit

pytestmark = pytest.mark.anyio

BOSS = Principal("staff", "b0b", "Jana Malá")
PAPER = Repair("printer:hall", "warning", "No paper at %(place)s", "Put some in.", words={"place": "the hall"})
DISK = Repair("disk:full", "error", "The disk is full")


async def ids(book: Repairs) -> list[str]:
    return [one.repair.id for one in await book.standing()]


async def test_every_process_reads_what_one_has_seen(town: Built, elsewhere: Repairs) -> None:
    here = town.runtime.repairs
    here.raise_(PAPER)
    elsewhere.raise_(DISK)
    await elsewhere.write()
    assert await ids(here) == ["disk:full", "printer:hall"] == await ids(elsewhere)
    assert here.waiting() == 2


async def test_a_notice_stands_until_no_process_sees_its_cause(town: Built, elsewhere: Repairs) -> None:
    here = town.runtime.repairs
    for book in (here, elsewhere):
        book.raise_(PAPER)
        await book.write()
    here.settle(PAPER.id)
    assert await ids(here) == [PAPER.id]
    elsewhere.settle(PAPER.id)
    assert await ids(elsewhere) == []


async def test_what_a_process_that_ended_saw_goes_after_a_while(
    town: Built, elsewhere: Repairs, clock: DemoClock
) -> None:
    elsewhere.raise_(DISK)
    await elsewhere.write()
    clock.advance(timedelta(minutes=4))
    assert await ids(town.runtime.repairs) == [DISK.id]
    clock.advance(timedelta(minutes=2))
    assert await ids(town.runtime.repairs) == []


async def test_a_process_that_is_started_again_begins_with_what_it_sees_now(
    town: Built, elsewhere: Repairs, clock: DemoClock
) -> None:
    elsewhere.raise_(DISK)
    elsewhere.raise_(PAPER)
    (old, _) = await elsewhere.standing()
    clock.advance(timedelta(minutes=1))
    again = Repairs(town.runtime.store, "elsewhere")
    again.raise_(DISK)
    assert [one.repair for one in await again.standing()] == [old.repair]


async def test_all_of_a_kind_are_told_at_once(town: Built) -> None:
    book, other = town.runtime.repairs, Repair("printer:annex", "error", "Offline")
    book.raise_(DISK)
    book.tell("printer", [PAPER, other])
    assert await ids(book) == ["disk:full", "printer:annex", "printer:hall"]
    book.tell("printer", [other])
    assert await ids(book) == ["disk:full", "printer:annex"]
    with pytest.raises(ValueError, match="disk:full"):
        book.tell("printer", [DISK])


async def test_staff_put_a_notice_aside_until_it_says_something_new(town: Built) -> None:
    book, transact = town.runtime.repairs, town.runtime.transact
    book.raise_(PAPER)
    await book.standing()
    assert await transact(lambda work: book.ignore(PAPER.id, BOSS, work)) is None
    assert await transact(lambda work: book.ignore(PAPER.id, BOSS, work)) == Refusal("repair.already")
    (one,) = await book.standing()
    assert (one.ignored_by, book.waiting()) == ("Jana Malá", 0)
    book.raise_(Repair(PAPER.id, "error", "The printer burns"))
    (one,) = await book.standing()
    assert (one.repair.what, one.ignored_by, book.waiting()) == ("The printer burns", "", 1)
    assert await transact(lambda work: book.heed("no:such", BOSS, work)) == Refusal("repair.gone")
    assert await audit(town) == [("repair.ignored", "staff:b0b", "repair:printer:hall")]


async def test_it_may_be_raised_within_a_unit_that_is_undone(town: Built) -> None:
    async def work(unit: object) -> Refusal:
        town.runtime.repairs.raise_(DISK)
        return Refusal("too.late")

    await town.runtime.transact(work)
    assert await ids(town.runtime.repairs) == [DISK.id]


async def test_an_older_sight_is_never_written_over_a_newer(town: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    book, transact, newer = town.runtime.repairs, town.runtime.store.transact, asyncio.Event()

    async def late(*asked: Any) -> Any:
        await newer.wait()
        return await transact(*asked)

    book.raise_(PAPER)
    with monkeypatch.context() as patch:
        patch.setattr(town.runtime.store, "transact", late)
        older = asyncio.create_task(book.write())
        await asyncio.sleep(0)
    book.raise_(DISK)
    await book.write()
    newer.set()
    await older
    assert [row["repair"] for row in await rows(town)] == [DISK.id, PAPER.id]


async def rows(town: Built) -> list[dict[str, Any]]:
    async with town.runtime.store.reading():
        return await RepairRow.select(RepairRow.repair).order_by(RepairRow.repair)


async def test_plugins_that_are_not_used_are_told_from_the_start(town: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town.runtime.services.one(People), "aside", [Quarantined("weather", "no wind")])
    (life,) = RepairsPlugin().register_lifespan(town.runtime)
    async with life.around():
        assert await ids(town.runtime.repairs) == ["plugin.aside:weather"]


async def test_no_secret_is_written_down(town: Built, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    reason = "postgresql://clerk:canary-1@db/x refused, password=canary-2, api_key: canary-3"
    town.runtime.repairs.raise_(Repair("a:b", "error", "It says %(reason)s", where=reason, words={"reason": reason}))
    (one,) = await town.runtime.repairs.standing()
    assert "canary" not in f"{one} {caplog.text}"
    assert "db/x refused" in str(one.repair.words["reason"])


def test_a_long_reason_is_cut() -> None:
    assert len(str(masked(Repair("a:b", "error", "x", words={"reason": "y" * 5000})).words["reason"])) == LONGEST
