"""What nobody foresaw is told: at the desk, by mail, once a day for each place of the program."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from civicore import jobs
from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.extension.parts import Job
from civicore.failures.telling import NOTICE, Teller
from civicore.storage.tables import MessageRow
from civicore.storage.transaction import StoreBusy
from civicore.web import search
from tests.people.colleague import Colleague

pytestmark = pytest.mark.anyio
PLACE = "civicore.web.search.search_page"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with a bug, whose error quotes what was asked."""

    def wrong(city: object, language: str, query: str) -> list[search.Found]:
        raise RuntimeError(query)

    monkeypatch.setattr(search, "search", wrong)


async def met(browser: Colleague) -> str:
    """Somebody meets the bug; what they are shown."""
    answer = await browser.client.get("/en/search", params={"q": "Ann Lee"})
    assert answer.status_code == 500
    return str(answer.text)


async def mails(town: Built) -> list[dict[str, Any]]:
    async with town.runtime.store.reading():
        return await MessageRow.select().where(MessageRow.notice == NOTICE)


async def test_s70_an_error_that_nobody_foresaw_raises_an_alarm(town: Built, browser: Colleague, broken: None) -> None:
    shown, teller = await met(browser), Teller(town.runtime)
    await met(browser)
    await teller.tell()
    (one,) = await town.runtime.repairs.standing()
    (mail,) = await mails(town)
    request = str(one.repair.words["request"])
    assert (one.repair.severity, one.repair.where, request in shown) == ("error", PLACE, True)
    assert mail["recipient"] == "it@town.example"
    assert PLACE in mail["subject"] and request in mail["text"]
    assert "Ann" not in f"{one} {mail}"


async def test_each_place_is_written_about_once_a_day_whichever_process_met_it(
    town: Built, browser: Colleague, broken: None, clock: DemoClock
) -> None:
    here, elsewhere = Teller(town.runtime), Teller(town.runtime)
    await met(browser)
    for teller in (here, here, elsewhere):
        await teller.tell()
    clock.advance(timedelta(hours=23))
    await met(browser)
    await here.tell()
    assert len(await mails(town)) == 1
    clock.advance(timedelta(days=1))
    await here.tell()
    assert await town.runtime.repairs.standing() == ()
    await met(browser)
    await here.tell()
    assert len(await mails(town)) == 2
    assert len(await town.runtime.repairs.standing()) == 1


async def test_a_notice_put_aside_stays_so_while_the_same_is_met_again(
    town: Built, browser: Colleague, broken: None, clock: DemoClock
) -> None:
    teller = Teller(town.runtime)
    await met(browser)
    await teller.tell()
    (before,) = await town.runtime.repairs.standing()
    clock.advance(timedelta(hours=1))
    await met(browser)
    await teller.tell()
    (after,) = await town.runtime.repairs.standing()
    assert (after.repair.words, after.repair.since) == (before.repair.words, before.repair.since)


@pytest.mark.parametrize(("error", "told"), [(RuntimeError("Ann"), {"job town.count"}), (StoreBusy(), set())])
async def test_a_job_that_fails_is_told_unless_the_database_was_away(error: Exception, told: set[str]) -> None:
    heard, ran = set[str](), asyncio.Event()

    async def fail() -> None:
        ran.set()
        raise error

    async with jobs.running([Job("town.count", timedelta(hours=1), fail)], heard.add):
        await asyncio.wait_for(ran.wait(), 60)
        await asyncio.sleep(0)
    assert heard == told
