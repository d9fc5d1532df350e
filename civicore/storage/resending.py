"""Messages that reached nobody, and sending them once more by somebody's hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import Unquoted

from civicore.base.codes import new_id
from civicore.contracts.dialog import Contact
from civicore.storage.messages import Fate, brought, fates
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.unit_of_work import UnitOfWork

_MOST_COPIES = 5
_GIVEN_UP = WhereRaw("state IN ('failed', 'unknown')")  # word for word as in the index
_NEXT = Unquoted("(SELECT COALESCE(MAX(position), 0) + 1 FROM core_message)")
_ANEW: Mapping[str, Any] = {
    "state": "queued", "tries": 0, "lease": None, "sent_at": None, "withdrawn": False, "expires_at": None,
    "release_at": None, "position": _NEXT,
}  # fmt: skip


async def undelivered_messages(most: int) -> tuple[Fate, ...]:
    """What failed, or ended nobody knows how, and came by no other way; of a chain the last try. In a reading."""
    found = await fates(_GIVEN_UP, most)
    chains = await _chains([one.id for one in found])
    helped = await brought({chain for chain in chains.values() if chain is not None})
    last = {chains[one.id] or one.id: one.id for one in found}
    return tuple(
        one for one in found if chains[one.id] not in helped and last[chains[one.id] or one.id] == one.id
    )  # fmt: skip


async def ways_of(ids: Collection[UUID]) -> dict[UUID, Sequence[Contact]]:
    """By which ways these could be sent once more: those of their chain whose words are still there."""
    if not ids:
        return {}
    chains = await _chains(ids)
    members = MessageRow.id.is_in(list(ids))
    if known := [one for one in chains.values() if one is not None]:
        members = members | MessageRow.chain.is_in(known)  # type: ignore[assignment]
    rows = await MessageRow.select().where(members & (MessageRow.recipient != "")).order_by(MessageRow.rank)
    ways: dict[UUID, list[Contact]] = {}
    for id, chain in chains.items():
        mine = [row for row in rows if row["id"] == id or (chain is not None and row["chain"] == chain)]
        ways[id] = list(dict.fromkeys(Contact(row["channel"], row["recipient"]) for row in mine))
    return dict(ways)


async def again(unit: UnitOfWork, message: UUID, channel: str | None, *, about: str | None = None) -> str | None:
    """Send it once more by this channel (None: its own); what it is about, None when that cannot be done.

    Asked twice while the copy waits, one goes out. ``about``: only a message about this.
    """
    row = await MessageRow.select().where(MessageRow.id == message).first()
    ended = ("failed", "unknown") if about is None else ("failed", "unknown", "sent")
    if row is None or row["state"] not in ended or (about is not None and row["about"] != about):
        return None
    chain = row["chain"] or row["id"]
    # Read by writing: a second click waits for this unit and sees its copy.
    await MessageRow.update({MessageRow.chain: chain}).where(MessageRow.id == message)
    others = await MessageRow.select().where(MessageRow.chain == chain).order_by(MessageRow.rank, ascending=False)
    if any(one["state"] in ("queued", "sending") for one in others):
        return str(row["about"])
    wanted = channel or row["channel"]
    usable = [one for one in others if one["channel"] == wanted and one["recipient"]]
    if not usable or len(others) >= _MOST_COPIES + len({one["channel"] for one in others}):
        return None
    when = {"id": new_id(unit.now), "made_at": unit.now, "due_at": unit.now, "next_at": unit.now, "chain": chain}
    copy = {**usable[0], **_ANEW, **when, "rank": others[0]["rank"] + 1}
    await MessageRow.insert(MessageRow(**copy))
    unit.outgoing = True
    return str(row["about"])


async def failed_since(at: datetime) -> dict[str, int]:
    """How many tries failed for good since then, by channel; in a reading."""
    rows = await Attempt.select(Attempt.channel).where((Attempt.at >= at) & (Attempt.outcome == "failed"))
    return dict(Counter(row["channel"] for row in rows))


async def _chains(ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    if not ids:
        return {}
    rows = await MessageRow.select(MessageRow.id, MessageRow.chain).where(MessageRow.id.is_in(list(ids)))
    return {row["id"]: row["chain"] for row in rows}
