"""Messages that reached nobody: for staff, with the ways that are left, and sent again by their hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from civicore.base.refusal import Refusal
from civicore.runtime import Runtime
from civicore.storage import resending
from civicore.storage.dead_addresses import dead_among
from civicore.storage.messages import Fate
from civicore.storage.unit_of_work import UnitOfWork

MOST = 200
_RECENT = timedelta(hours=1)
_MANY = 20


@dataclass(frozen=True)
class Failure:
    """A message that failed, or of which nobody knows; ``ways`` are the channels by which it can be sent again."""

    fate: Fate
    ways: Sequence[str]


async def failures(runtime: Runtime) -> list[Failure]:
    """The latest first, at most ``MOST``; those that another way brought are no failures."""
    async with runtime.store.reading():
        found = await resending.undelivered_messages(MOST)
        ways = await resending.ways_of([one.id for one in found])
        dead = await dead_among([one for many in ways.values() for one in many])
    return [
        Failure(one, tuple(dict.fromkeys(way.channel for way in ways.get(one.id, ()) if way not in dead)))
        for one in reversed(found)
    ]


async def again(runtime: Runtime, message: UUID, channel: str, actor: str) -> Refusal | None:
    """Send a message that reached nobody once more, by this channel; ``ways.nothing_left`` when it cannot be."""

    async def work(unit: UnitOfWork) -> Refusal | None:
        about = await resending.again(unit, message, channel)
        if about is None:
            return Refusal("ways.nothing_left")
        await unit.record("messages.sent_again", actor=actor, subject=about, facts={"channel": channel})
        return None

    return await runtime.transact(work)


async def owner_again(runtime: Runtime, about: str, message: UUID) -> Refusal | None:
    """The citizen asks for one of their own messages again, by its own channel."""

    async def work(unit: UnitOfWork) -> Refusal | None:
        done = await resending.again(unit, message, None, about=about)
        return None if done is not None else Refusal("ways.nothing_left")

    return await runtime.transact(work)


async def trouble(runtime: Runtime) -> str | None:
    """A sentence when many messages failed lately: then it is not the addresses."""
    now = runtime.clock.now()
    async with runtime.store.reading():
        failed = await resending.failed_since(now - _RECENT)
    worst = [f"{channel}: {number}" for channel, number in failed.items() if number >= _MANY]
    return f"messages failed in the last hour ({', '.join(worst)})" if worst else None
