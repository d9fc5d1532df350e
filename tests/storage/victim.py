"""A process for tests to run beside them, and to kill: ``python -m tests.storage.victim <what> <url> [<folder>]``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

from civicore.base.clock import DemoClock
from civicore.extension.channels import Channel, ChannelMessage
from civicore.extension.parts import TableSet
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.transaction import CannotOpen
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT
from tests.storage.news import Booked
from tests.storage.saying import Echo, letter

WRITERS = 8
STOPPED = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # as the tests' own clock


def say(line: str) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def whole_unit(unit: UnitOfWork, id: UUID) -> None:
    """An audit line, a message and an event, which belong together."""
    await unit.record("booked", actor="", subject=str(id))
    await letter(unit, str(id), to=f"{id}@example.org", about=str(id))
    await unit.publish(Booked(id))


async def write(store: Store) -> None:
    """Write without end and say each id once it is acknowledged."""

    async def writer() -> None:
        while True:
            id = uuid4()
            await store.transact(lambda unit, id=id: whole_unit(unit, id))  # type: ignore[misc]
            say(str(id))

    await asyncio.gather(*(writer() for _ in range(WRITERS)))


async def send(store: Store) -> None:
    """Deliver; die between the sending of the third message and the mark that it was sent."""
    numbers = count(1)

    async def channel(message: ChannelMessage) -> None:
        say(message.id)
        if next(numbers) == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    await Outbox(store, {"email": Channel("email", channel)}, (), store.clock).flush()


async def migrate(store: Store) -> None:
    """Bring the tables up to date and say what was done."""
    say(" ".join(await store.migrate()))


async def wait_in_vain(store: Store) -> None:
    """Run into a lock that another process holds, many times at once, and end all the same."""

    async def work(unit: UnitOfWork) -> None:
        await unit.record("never", actor="", subject="")

    ended = await asyncio.gather(*(store.transact(work) for _ in range(20)), return_exceptions=True)
    say(" ".join(sorted({type(one).__name__ for one in ended})))


async def stay(_store: Store) -> None:
    """Do nothing until killed."""
    say("here")
    await asyncio.Event().wait()


async def opened(store: Store) -> None:
    """Open it, on a busy machine too: who soon gives up waiting gives up connecting just as soon."""
    for _try in range(100):
        with suppress(CannotOpen):
            return await store.open()
    return await store.open()


async def main(what: str, url: str, folder: str | None = None) -> None:
    apps = [TableSet("trial", (), Path(folder))] if folder else []
    clock = DemoClock()
    clock.freeze(STOPPED)
    store = Store(url, clock=clock, apps=apps, renderer=Echo(), wait=0.5 if what == "wait_in_vain" else PATIENT)
    await opened(store)
    await {one.__name__: one for one in (write, send, migrate, wait_in_vain, stay)}[what](store)
    if what != "wait_in_vain":  # that one shows that a process ends even when nobody closes the store
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
