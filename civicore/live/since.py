"""What was told of a topic since one looked last: whoever keeps what they read knows by it what to read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from civicore.storage.statement import Statement

_SINCE = Statement(
    "SELECT core_live_topic.seq AS position, core_live.body FROM core_live_topic"
    " LEFT JOIN core_live ON core_live.topic = core_live_topic.topic AND core_live.seq > {}"
    " WHERE core_live_topic.topic = {} ORDER BY core_live.seq"
)
_NOTHING = 2**62  # no topic comes as far


@dataclass(frozen=True)
class Since:
    """How far a topic has come, and what was told meanwhile; ``told`` is None where not all of it is kept any more."""

    position: int
    told: tuple[Mapping[str, Any], ...] | None


async def told_since(topic: str, after: int | None) -> Since:
    """Inside a unit of work or a reading. None: only how far it has come.

    What a unit tells is written in it, so in one reading the records are those of ``position``.
    """
    rows = await _SINCE.ask(_NOTHING if after is None else after, topic)
    position = int(rows[0]["position"]) if rows else 0
    if after is None:
        return Since(position, None)
    told = tuple(json.loads(row["body"]) for row in rows if row["body"] is not None)
    return Since(position, told if len(told) == position - after else None)
