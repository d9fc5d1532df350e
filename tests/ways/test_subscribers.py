"""News for thousands of subscribers through a kill of the process: all told within the limit, none twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from civicore.storage.resending import undelivered_messages
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT, everywhere_in_soak
from tests.storage.saying import Echo
from tests.tools.counts import times
from tests.ways.far_side import far_side

pytestmark = [pytest.mark.anyio, everywhere_in_soak]

SUBSCRIBERS = times(200, 10_000)
PER_SECOND = times(150, 30)  # a messenger's own limit is 30; CI has no six minutes
LONGEST = SUBSCRIBERS / PER_SECOND * 4 + PATIENT


@contextmanager
def broadcast(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "tests.ways.broadcast", *arguments])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.soak
async def test_signal_case_57_every_subscriber_is_told_once_through_a_kill(store: Store, database_url: str) -> None:
    store.renderer = Echo()

    async def stage_reached(unit: UnitOfWork) -> None:
        for number in range(SUBSCRIBERS):
            await unit.send(
                "doctrack.ready", channel="telegram", to=f"bot:{number}", language="uk", context={}, about="doctrack:1",
                purpose="news",
            )  # fmt: skip

    await store.transact(stage_reached)
    with far_side(PER_SECOND, SUBSCRIBERS // 2) as side:
        with broadcast(database_url, side.url, str(PER_SECOND * 0.9)) as first:
            side.wait_for(SUBSCRIBERS // 2, LONGEST)
            first.kill()
            first.wait()
        side.speak.set()
        with broadcast(database_url, side.url, str(PER_SECOND * 0.9), "--later") as second:
            assert second.wait(LONGEST) == 0
        told, twice = set(side.got), [who for who, often in side.got.items() if often > 1]
    async with store.reading():
        shown = await undelivered_messages(SUBSCRIBERS)
        states = {row["state"] for row in await MessageRow.select(MessageRow.state)}
    open_to_staff = {one.to for one in shown}
    assert twice == []
    assert told | open_to_staff == {f"bot:{number}" for number in range(SUBSCRIBERS)}
    assert states == {"sent", "unknown"} and {one.state for one in shown} == {"unknown"}
    assert 0 < len(shown) <= 30, "what was under way at the kill, and nothing else"
