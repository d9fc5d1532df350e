"""How many messages a second an outbox writes down and hands to a channel that answers at once, on both databases.

python -m bench.outbox [--messages N]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from bench._bases import ENGINES, bases
from bench._figures import of_rounds
from bench._measure import Told, quickly, run
from civicore.base.clock import SystemClock
from civicore.extension.channels import Channel, ChannelMessage
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.saying import Echo

MESSAGES = 1000


async def _measure(url: str, messages: int) -> tuple[float, float]:
    """Messages a second: written down, and sent."""
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
    return messages / (written - began), messages / (sent - written)


def figures(said: argparse.Namespace) -> Iterator[Told]:
    messages = int(quickly(said, "messages", 100, MESSAGES))
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for engine in ENGINES:
            found = [asyncio.run(_measure(databases.made(engine), messages)) for _ in range(said.rounds)]
            for which, what in enumerate(("written down", "handed over")):
                yield of_rounds(f"Messages {what}, {engine}", [one[which] for one in found], "/s")


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--messages", type=int)


def main(arguments: Sequence[str] = ()) -> None:
    run("outbox", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
