"""Several ways to one person: what stands in for a message, when it is its turn, and when nobody needs it any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from civicore.base.codes import new_id
from civicore.contracts.dialog import Contact
from civicore.storage.dead_addresses import bury, is_dead
from civicore.storage.manners import Manners
from civicore.storage.messages import Letter, Place, delete, erased, write_down
from civicore.storage.tables import Attempt, MessageRow

_DEAD = "the address is dead"
_LOST = "the other side could not deliver it"


async def queue(
    letters: Sequence[Letter],
    now: datetime,
    manners: Manners,
    *,
    send_at: datetime | None,
    forget: bool,
    expires: datetime | None,
) -> UUID:
    """Write one message down by all its ways: the first one to be sent, the others to stand in. Returns the first."""
    first, *others = letters
    due = max(now, manners.when(first.notice, first.purpose, send_at or now, expires))
    id = new_id(now)
    chain = id if others else None
    dead = await is_dead(Contact(first.channel, first.to))
    await write_down(first, now, Place(id, due, chain=chain), forget=forget, expires=expires)
    patience = manners.patience(first.notice) if others else None
    for rank, letter in enumerate(others, start=1):
        release = due + patience if patience is not None and rank == 1 else None
        place = Place(new_id(now), due, "spare", chain, rank, release)
        await write_down(letter, now, place, forget=forget, expires=expires)
    if dead:
        await give_up(MessageRow.id == id, _DEAD, now, manners)
    return id


async def give_up(where: Any, reason: str, now: datetime, manners: Manners) -> list[dict[str, Any]]:
    """Messages that nobody is sending are failed, and what stands in for them goes out. Returns their rows."""
    failed: list[dict[str, Any]] = (
        await MessageRow.update({MessageRow.state: "failed"}).where(where).returning(*MessageRow.all_columns())
    )
    for row in failed:
        await Attempt.insert(_failed(row["id"], row["channel"], reason, now))
        if row["forget"]:
            await MessageRow.update(erased()).where(MessageRow.id == row["id"])
        await release_next(row["chain"], now, manners)
    return failed


async def release_next(chain: UUID | None, now: datetime, manners: Manners) -> None:
    """The first spare of a chain is sent now; one whose address is dead is failed and the next one is taken."""
    waiting = (MessageRow.chain == chain) & (MessageRow.state == "spare")
    rows = await MessageRow.select().where(waiting).order_by(MessageRow.rank).limit(2) if chain is not None else []
    if not rows:
        return
    row, mine = rows[0], (MessageRow.id == rows[0]["id"]) & (MessageRow.state == "spare")
    if await is_dead(Contact(row["channel"], row["recipient"])):
        await give_up(mine, _DEAD, now, manners)
        return
    due = max(now, manners.when(row["notice"], row["purpose"], now, row["expires_at"]))
    out: dict[Any, Any] = {
        MessageRow.state: "queued",
        MessageRow.due_at: due,
        MessageRow.next_at: due,
        MessageRow.release_at: None,
    }
    await MessageRow.update(out).where(mine)
    patience = manners.patience(row["notice"])
    if patience is not None and len(rows) > 1:
        await MessageRow.update({MessageRow.release_at: due + patience}).where(MessageRow.id == rows[1]["id"])


async def drop(chain: UUID | None) -> None:
    """The message arrived: what stood in for it and was not sent is gone, with the addresses in it."""
    if chain is None:
        return
    unsent = (MessageRow.chain == chain) & MessageRow.state.is_in(["spare", "queued"])
    await delete([row["id"] for row in await MessageRow.select(MessageRow.id).where(unsent)])


async def died(contact: Contact, reason: str, now: datetime, manners: Manners) -> None:
    """An address turned out to be dead: nothing that waits for it is tried any more."""
    await bury(contact, reason, now)
    waiting = (
        (MessageRow.channel == contact.channel)
        & (MessageRow.recipient == contact.to)
        & (MessageRow.state == "queued")
        & MessageRow.withdrawn.eq(False)
    )
    await give_up(waiting, _DEAD, now, manners)


async def arrived(message: UUID) -> None:
    """The other side says that a message reached its person, however often it says so."""
    rows = await MessageRow.update({MessageRow.state: "sent"}).where(_handed_over(message)).returning(MessageRow.chain)
    for row in rows:
        await drop(row["chain"])


async def lost(message: UUID, now: datetime, manners: Manners, *, dead: bool = False) -> bool:
    """The other side says that a message it took will not arrive: it is failed, and the next way is taken."""
    rows = await give_up(_handed_over(message) & (MessageRow.state == "sent"), _LOST, now, manners)
    if dead:
        found = await MessageRow.select(MessageRow.channel, MessageRow.recipient).where(MessageRow.id == message)
        for row in found:
            if row["recipient"]:
                await died(Contact(row["channel"], row["recipient"]), _LOST, now, manners)
    return bool(rows)


def _handed_over(message: UUID) -> Any:
    ended = MessageRow.state.is_in(["sent", "failed", "unknown"])
    return (MessageRow.id == message) & ended & MessageRow.sent_at.is_not_null()


def _failed(message: UUID, channel: str, detail: str, now: datetime) -> Attempt:
    return Attempt(id=new_id(now), message=message, channel=channel, at=now, outcome="failed", detail=detail[:300])
