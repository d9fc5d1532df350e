"""How long data about text messages live: their content until they are worked, their traces for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from civicore.extension.parts import Job, Retention
from civicore.messaging.sms.tables import Receipt, Stopped, TextIn, TextOut
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

_REPEATED = timedelta(days=7)  # as long as gateways try to hand a message over again
_LATE = timedelta(days=1)  # how long a receipt for an unknown id is kept (channel case 33)


def tidy_job(runtime: Runtime) -> Job:
    """Forgets traces of messages that came, receipts that fit nothing, and parts nobody asks about any more."""
    lines = runtime.city.retention.audit.exact

    async def work(unit: UnitOfWork) -> None:
        await TextIn.delete().where((TextIn.at < unit.now - _REPEATED) & (TextIn.state != "new"))
        await Receipt.delete().where(Receipt.at < unit.now - _LATE)
        await TextOut.delete().where(TextOut.at < unit.now - lines)

    async def run() -> None:
        await runtime.transact(work)

    return Job("sms.tidy", timedelta(hours=1), run)


def retention(runtime: Runtime, persons: Callable[[str], Sequence[str]]) -> Retention:
    """What people wrote, should it never have been worked, goes with ``retention.finished``; a person is a number."""
    finished = runtime.city.retention.finished.exact

    async def expire() -> int:
        return await runtime.transact(lambda unit: _delete(TextIn.at < unit.now - finished))

    async def export(number: str) -> Sequence[Mapping[str, object]]:
        async with runtime.store.reading():
            mine = TextIn.person.is_in(list(persons(number)))
            came = await TextIn.select(TextIn.at, TextIn.sender, TextIn.text).where(mine)
            stopped = await Stopped.select(Stopped.at).where(Stopped.person.is_in(list(persons(number))))
        return [*came, *({"no_more_news_since": row["at"]} for row in stopped)]

    async def erase(number: str) -> int:
        return await runtime.transact(lambda unit: _delete(TextIn.person.is_in(list(persons(number)))))

    return Retention("sms.messages", expire, export, erase)


async def _delete(which: Any) -> int:
    return len(await TextIn.delete().where(which).returning(TextIn.id))
