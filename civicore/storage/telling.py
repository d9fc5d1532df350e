"""What units of work told of topics: numbered without a gap, in the order of the commits, kept for an hour."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from civicore.base.codes import new_id
from civicore.storage.statement import Insertion, Statement
from civicore.storage.tables import LiveRow, LiveTopic

_NEW = Insertion(LiveRow)
_NUMBERED = Statement(
    "INSERT INTO core_live_topic (topic, seq, at) VALUES ({}, 1, {})"
    " ON CONFLICT (topic) DO UPDATE SET seq = core_live_topic.seq + 1, at = excluded.at RETURNING seq"
)
KEPT = timedelta(hours=1)
_TOPIC_KEPT = timedelta(days=400)  # a screen that stood dark through a year's closure still sees that it is behind


@dataclass(frozen=True)
class Told:
    """Something that a unit tells when it commits; ``body`` are JSON values."""

    topic: str
    body: Mapping[str, object]


@dataclass(frozen=True)
class LiveEvent:
    """Something told of a topic, the ``seq``-th.

    ``missed``: what was told up to here is not kept any more, or the topic began anew. Look at the whole state.
    """

    topic: str
    seq: int
    body: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    missed: bool = False


class Announcing(Protocol):
    """Wakes all processes of this database when the unit commits."""

    async def announce(self) -> None: ...


class Stored(Protocol):
    """A store, as far as sweeping needs it."""

    async def transact(self, work: Any) -> Any: ...


async def write_down(told: Sequence[Told], now: datetime, engine: Announcing) -> None:
    """Number what was told, as the last thing in its unit. Topics are locked in one order, so nobody deadlocks."""
    for one in sorted(told, key=lambda one: one.topic):
        await _NEW.note(id=new_id(now), topic=one.topic, seq=await _next(one.topic, now), **_body(one, now))
    if told:
        await engine.announce()


async def _next(topic: str, now: datetime) -> int:
    rows = await _NUMBERED.ask(topic, now)
    return int(rows[0]["seq"])


def _body(one: Told, now: datetime) -> dict[str, Any]:
    return {"body": json.dumps(one.body, ensure_ascii=False, separators=(",", ":")), "at": now}


async def positions(topics: Collection[str]) -> dict[str, int]:
    """How far each topic has come; 0 where nothing was told yet."""
    found = await LiveTopic.select(LiveTopic.topic, LiveTopic.seq).where(LiveTopic.topic.is_in(list(topics)))
    return dict.fromkeys(topics, 0) | {row["topic"]: row["seq"] for row in found}


async def told_between(topic: str, after: int, until: int) -> list[LiveEvent]:
    """What is kept of a topic behind ``after``, up to and with ``until``, in order."""
    wanted = (LiveRow.topic == topic) & (LiveRow.seq > after) & (LiveRow.seq <= until)
    rows = await LiveRow.select(LiveRow.seq, LiveRow.body, LiveRow.at).where(wanted).order_by(LiveRow.seq)
    return [LiveEvent(topic, row["seq"], json.loads(row["body"]), row["at"]) for row in rows]


async def sweep(store: Stored) -> None:
    """Delete what was told more than an hour ago, and topics of which nobody told for more than a year."""

    async def work(unit: Any) -> None:
        await LiveRow.delete().where(LiveRow.at < unit.now - KEPT)
        await LiveTopic.delete().where(LiveTopic.at < unit.now - _TOPIC_KEPT)

    await store.transact(work)
