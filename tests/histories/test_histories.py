"""Histories: eight client processes book at two workers while these are killed, cut off and misled about the time.

Afterwards the checker asks what Jepsen asks: all acknowledged ones there, ids unique, no time sold to more people than
it has places, every letter out. The databases are real, and so are the kills.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import asyncpg  # type: ignore[import-untyped]
import pytest
from civicore_booking.tables import BOOKING, BookingRow

from civicore.base.clock import SystemClock
from civicore.capacity.tables import CAPACITY, ClaimRow
from civicore.demo.tables import TABLES, Caught
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from tests.faults.town import COUNTERS, FILE, TUESDAY, some
from tests.histories.checker import Event, Kept, judged
from tests.histories.client import client
from tests.tools.counts import times
from tests.tools.paper import of
from tests.tools.reliability import Counted
from tests.tools.serving import PATIENCE, Server, eventually, served
from tests.tools.warm import NURSERY
from tests.tools.wire import Wire, wire

CLIENTS = 8
EACH = times(4, 60)  # bookings that each client wants
STARTS = times(12, 250)  # times they want: fewer places than wishes, so that they meet
FAULTS = times(3, 25)
MORNING = TUESDAY.isoformat()
AFTERWARDS = [TUESDAY + timedelta(minutes=2), TUESDAY + timedelta(minutes=62)]
"""When whoever was killed while sending has lost what they had taken; the same for what was written an hour ahead."""


class Worker:
    """One of the two, behind a wire that can be cut; it comes back with the same records when it is killed."""

    def __init__(self, folder: Path, database: str) -> None:
        self._folder, self._database = folder, database
        self._stack = ExitStack()
        self.server = self._begin()
        self.wire: Wire = self._stack.enter_context(wire(self._port))

    @property
    def _port(self) -> int:
        return int(self.server.base.rpartition(":")[2])

    def _begin(self) -> Server:
        return self._stack.enter_context(served(FILE, self._folder, clock=MORNING, database=self._database))

    def kill(self) -> None:
        """F01."""
        self.server.process.kill()
        self.server = self._begin()
        self.wire.mend(self._port)

    def cut(self) -> None:
        """F02: all answers that are under way get lost."""
        self.wire.cut()
        self.wire.mend()

    def mislead(self) -> None:
        """F08: its clock jumps by an hour, forward or back, and is right again a little later."""
        for now in (random.choice(["2026-11-24T09:00:00+01:00", "2026-11-24T07:00:00+01:00"]), MORNING):
            self.server.set_clock(now)
            time.sleep(0.1)

    def close(self) -> None:
        self._stack.close()


@contextmanager
def workers(folder: Path, database: str) -> Iterator[tuple[Worker, Worker]]:
    with ExitStack() as stack:
        pair = []
        for _ in range(2):
            pair.append(Worker(folder, database))
            stack.callback(pair[-1].close)
        for one in pair:
            one.server.set_clock(MORNING)
        yield pair[0], pair[1]


@pytest.mark.soak
@pytest.mark.parametrize("run", range(of("histories")))
def test_what_eight_clients_were_told_by_two_workers_is_true(
    empty_database_url: str, tmp_path: Path, run: int, counted: Counted
) -> None:
    dice = random.Random(run)
    starts = [one.start.isoformat() for one in some(STARTS * COUNTERS)][::COUNTERS]
    with workers(tmp_path, empty_database_url) as pair:
        before = {one.id for one in anyio.run(kept, empty_database_url)}
        crowd, files = begun(tmp_path, [one.wire.base for one in pair], starts)
        faults: list[Callable[[Worker], None]] = [Worker.kill, Worker.cut, Worker.mislead]
        if empty_database_url.startswith("postgres"):
            faults.append(lambda _: anyio.run(broken_off, empty_database_url))
        dice.shuffle(faults)
        for number in range(FAULTS):
            faults[number % len(faults)](dice.choice(pair))
        for one in crowd:
            one.join(PATIENCE * 5)
            assert one.exitcode == 0, "a client did not come to its end"
        history = [event for file in files for event in Event.read(file.read_text("utf-8").splitlines())]
        wanted = {one.email for one in history}
        there = [one for one in anyio.run(kept, empty_database_url) if one.id not in before]
        for now in AFTERWARDS:
            pair[0].server.set_clock(now.isoformat())
            eventually(partial(nothing_waits, empty_database_url, now), f"all letters that are due at {now}")
        out = {to: many for to, many in anyio.run(letters, empty_database_url).items() if to in wanted}
    early = [one for one in anyio.run(made_too_early, empty_database_url) if one in wanted]
    judgement = judged(history, there, COUNTERS, dict.fromkeys(early, 1) | out)
    assert judgement.sound, judgement
    answers = Counter(one.status for one in history)
    told = {one.id for one in history if one.status == 201}
    assert len(told) > CLIENTS, answers
    assert not answers.keys() - {0, 201, 409, 503}, answers
    counted(runs=1, faults=FAULTS, inputs=answers[0], acknowledged=len(told), lost=len(judgement.lost))


def begun(folder: Path, bases: Sequence[str], starts: Sequence[str]) -> tuple[list[Any], list[Path]]:
    """Eight clients, and the files that they write down what they see in."""
    files = [folder / f"client{number}.jsonl" for number in range(CLIENTS)]
    given = [(number, tuple(bases), tuple(starts), EACH, str(file)) for number, file in enumerate(files)]
    crowd = [NURSERY.Process(target=client, args=one, daemon=True) for one in given]
    for one in crowd:
        one.start()
    return crowd, files


async def kept(url: str) -> list[Kept]:
    async with opened(url) as store, store.reading():
        rows = await BookingRow.select(BookingRow.id, BookingRow.start, BookingRow.fields)
        placed = {one["holder"] for one in await ClaimRow.select(ClaimRow.holder)}
    return [
        Kept(str(one["id"]), _wall(one["start"]), json.loads(one["fields"]).get("email", ""), one["id"] in placed)
        for one in rows
    ]


async def made_too_early(url: str) -> list[str]:
    """Who was told by a clock that went an hour back: their time to confirm is over before their letter is out."""
    async with opened(url) as store, store.reading():
        rows = await BookingRow.select(BookingRow.fields).where(BookingRow.made_at < TUESDAY)
    return [json.loads(one["fields"]).get("email", "") for one in rows]


def nothing_waits(url: str, now: datetime) -> bool | None:
    return not anyio.run(due, url, now) or None


async def due(url: str, now: datetime) -> int:
    """How many letters could be out by now and are not."""
    open_ = MessageRow.state.is_in(["queued", "sending"]) & (MessageRow.next_at <= now) & (MessageRow.due_at <= now)
    async with opened(url) as store, store.reading():
        found: int = await MessageRow.count().where(open_)
    return found


def _wall(start: datetime) -> str:
    return start.astimezone(TUESDAY.tzinfo).isoformat()


async def letters(url: str) -> dict[str, int]:
    """How many messages each person got."""
    async with opened(url) as store, store.reading():
        return dict(Counter(one["recipient"] for one in await Caught.select(Caught.recipient)))


class opened:
    """The records, beside the workers."""

    def __init__(self, url: str) -> None:
        self._store = Store(url, clock=SystemClock(), apps=(BOOKING, CAPACITY, TABLES))

    async def __aenter__(self) -> Store:
        await self._store.open()
        return self._store

    async def __aexit__(self, *_: object) -> None:
        await self._store.close()


async def broken_off(url: str) -> None:
    """F04, F21: every connection of the workers to their database breaks in the middle of what it does."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()
