"""An outbox in a process of its own, to be killed: ``python -m tests.ways.broadcast <database> <far side> <rate>``.

Sends what is queued for the channel ``telegram`` to a real HTTP server, and ends when nothing is left. ``--later`` sets
its clock on, so that it takes over at once what a killed one left.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta

import httpx

from civicore.base.clock import DemoClock
from civicore.extension.channels import CannotSend, Channel, ChannelMessage
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from tests.databases import PATIENT

_MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # when the tests' own clock stands still
_LATER = timedelta(hours=1)  # longer than anything is reserved for whoever is sending it


async def left(store: Store) -> bool:
    async with store.reading():
        return await MessageRow.exists().where(MessageRow.state.is_in(["queued", "sending"]))


async def main(database: str, far_side: str, rate: float, *, later: bool) -> None:
    clock = DemoClock(_MORNING + _LATER if later else _MORNING)
    store = Store(database, clock=clock, wait=PATIENT)
    await store.open()
    async with httpx.AsyncClient(timeout=30) as client:

        async def send(message: ChannelMessage) -> None:
            try:
                answer = await client.post(far_side, json={"to": message.to, "text": message.text})
            except httpx.HTTPError as error:
                raise CannotSend(type(error).__name__, unclear=True) from error
            if answer.status_code == 429:
                raise CannotSend("429", wait=timedelta(seconds=answer.json()["retry_after"]))

        outbox = Outbox(store, {"telegram": Channel("telegram", send, per_second=rate, at_once=30)}, (), clock)
        async with outbox.around():
            while await left(store):
                await asyncio.sleep(0.05)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), later="--later" in sys.argv))
