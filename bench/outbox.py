"""How many messages a second an outbox writes down and hands to a channel that answers at once, on both databases.

python -m bench.outbox [--messages N]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from time import perf_counter

from civicore.base.clock import SystemClock
from civicore.extension.channels import Channel, ChannelMessage
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from civicore.testing.cluster import Cluster
from tests.storage.saying import Echo

MESSAGES = 1000


async def _measure(url: str, messages: int) -> str:
    store = Store(url, clock=SystemClock(), renderer=Echo())
    await store.open()
    await store.migrate()

    async def write(unit: UnitOfWork) -> None:
        for number in range(messages):
            await unit.send("n", channel="chat", to=f"{number}", language="en", context={}, about="document:1")

    async def send(message: ChannelMessage) -> None:
        await asyncio.sleep(0)

    began = perf_counter()
    await store.transact(write)
    written = perf_counter()
    await Outbox(store, {"chat": Channel("chat", send, at_once=30)}, (), store.clock).flush()
    sent = perf_counter()
    await store.close()
    return f"{messages / (written - began):6.0f} written/s {messages / (sent - written):6.0f} sent/s"


def main() -> None:
    """Print one line a database."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--messages", type=int, default=MESSAGES)
    messages = asked.parse_known_args()[0].messages
    with tempfile.TemporaryDirectory() as folder:
        print("sqlite  ", asyncio.run(_measure(f"sqlite:///{folder}/bench.db", messages)))
    cluster = Cluster()
    try:
        print("postgres", asyncio.run(_measure(cluster.url("postgres"), messages)))
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
