"""Messages to people, from the unit that wrote them to their fate."""

from __future__ import annotations

import base64
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from piccolo.querystring import Unquoted

from civicore.base.codes import new_id
from civicore.extension.parts import Attachment
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.written import dumps, loads

_LOST = "the gateway could not deliver it"
_NEXT = Unquoted("(SELECT COALESCE(MAX(position), 0) + 1 FROM core_message)")


@dataclass(frozen=True)
class Letter:
    """A rendered message and to whom it goes."""

    notice: str
    purpose: str
    channel: str
    to: str
    language: str
    about: str
    subject: str
    text: str
    html: str | None
    unsubscribe: str | None = None


@dataclass(frozen=True)
class Try:
    """One try at sending; ``later`` means that it will be tried again."""

    at: datetime
    outcome: Literal["sent", "failed", "later"]
    detail: str


@dataclass(frozen=True)
class Fate:
    """A message and what became of it. Person and content are empty once they were erased.

    ``unknown`` counts the tries whose end nobody wrote down: under way, or whoever sent it was stopped meanwhile.
    """

    id: UUID
    notice: str
    channel: str
    to: str
    language: str
    subject: str
    text: str
    made_at: datetime
    due_at: datetime
    state: Literal["queued", "sending", "sent", "failed"]
    sent_at: datetime | None
    next_at: datetime | None
    tries: tuple[Try, ...]
    unknown: int = 0


async def queue(
    letter: Letter,
    now: datetime,
    *,
    due_at: datetime,
    attachments: Sequence[Attachment],
    forget: bool,
    expires: datetime | None = None,
) -> UUID:
    """Write a message down inside the running unit; it is sent from ``due_at`` on, and no more from ``expires`` on."""
    row = MessageRow(
        id=new_id(),
        about=letter.about,
        notice=letter.notice,
        purpose=letter.purpose,
        channel=letter.channel,
        recipient=letter.to,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        attachments=packed(attachments),
        made_at=now,
        due_at=due_at,
        state="queued",
        next_at=due_at,
        forget=forget,
        expires_at=expires,
        unsubscribe=letter.unsubscribe,
        position=_NEXT,
    )
    await MessageRow.insert(row)
    return row.id


async def withdraw(about: str, notice: str | None) -> int:
    """Delete what waits to be sent; what is being sent right now is not tried again. Returns how many were deleted."""
    waiting, _under_way = await _take_back(about, notice)
    return waiting


async def forget(about: str) -> int:
    """Erase person and content of everything about this: unsent messages are deleted, sent ones emptied.

    What is being sent right now is emptied when it has been delivered, and deleted when it has not.
    Returns how many messages were touched.
    """
    waiting, under_way = await _take_back(about, None)
    if under_way:
        await MessageRow.update({MessageRow.forget: True}).where(MessageRow.id.is_in(under_way))
    past = (MessageRow.about == about) & MessageRow.state.is_in(["sent", "failed"])
    emptied = await MessageRow.update({**erased(), MessageRow.forget: True}).where(past).returning(MessageRow.id)
    return waiting + len(under_way) + len(emptied)


async def _take_back(about: str, notice: str | None) -> tuple[int, list[UUID]]:
    """How many waited and are deleted, and which are being sent and are marked."""
    matching = (MessageRow.about == about) & MessageRow.state.is_in(["queued", "sending"])
    if notice is not None:
        matching = matching & (MessageRow.notice == notice)
    # All are marked first: from then on this unit holds them, and none goes from one state to the other meanwhile.
    mark = MessageRow.update({MessageRow.withdrawn: True}).where(matching)
    marked = await mark.returning(MessageRow.id, MessageRow.state)
    waiting = [row["id"] for row in marked if row["state"] == "queued"]
    await delete(waiting)
    return len(waiting), [row["id"] for row in marked if row["state"] == "sending"]


async def delete(messages: Sequence[UUID]) -> None:
    """Take messages away, with what was written down about the tries at sending them."""
    if messages:
        await MessageRow.delete().where(MessageRow.id.is_in(list(messages)))
        await Attempt.delete().where(Attempt.message.is_in(list(messages)))


def erased() -> dict[Any, Any]:
    """The changes that take person and content out of a message; that there was one stays."""
    return {
        MessageRow.recipient: "",
        MessageRow.subject: "",
        MessageRow.text: "",
        MessageRow.html: None,
        MessageRow.attachments: "[]",
        MessageRow.unsubscribe: None,
    }


async def messages_about(about: str) -> tuple[Fate, ...]:
    """What was written about this and what became of it, the oldest first; inside ``store.reading()``."""
    rows = await MessageRow.select().where(MessageRow.about == about).order_by(MessageRow.position)
    tries = (
        await Attempt.select().where(Attempt.message.is_in([row["id"] for row in rows])).order_by(Attempt.at)
        if rows
        else []
    )
    return tuple(_fate(row, [one for one in tries if one["message"] == row["id"]]) for row in rows)


async def undelivered(abouts: Collection[str]) -> frozenset[str]:
    """About which of these a message was given up; one query, inside ``store.reading()``."""
    if not abouts:
        return frozenset()
    rows = await MessageRow.select(MessageRow.about).where(
        MessageRow.about.is_in(list(abouts)), MessageRow.state == "failed"
    )
    return frozenset(row["about"] for row in rows)


def _fate(row: dict[str, Any], tries: Sequence[dict[str, Any]]) -> Fate:
    return Fate(
        id=row["id"],
        notice=row["notice"],
        channel=row["channel"],
        to=row["recipient"],
        language=row["language"],
        subject=row["subject"],
        text=row["text"],
        made_at=row["made_at"],
        due_at=row["due_at"],
        state=row["state"],
        sent_at=row["sent_at"],
        next_at=row["next_at"] if row["state"] == "queued" else None,
        tries=tuple(Try(one["at"], one["outcome"], one["detail"]) for one in tries),
        unknown=max(0, row["tries"] - len(tries)),
    )


def packed(attachments: Sequence[Attachment]) -> str:
    """Attachments as JSON text."""
    return dumps(
        [
            {"name": one.name, "type": one.content_type, "content": base64.b64encode(one.content).decode()}
            for one in attachments
        ]
    )


def unpacked(text: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(one["name"], one["type"], base64.b64decode(one["content"])) for one in loads(text))


async def mark_undelivered(message: UUID, lost: bool, now: datetime, *, channel: str) -> None:
    """A gateway told what became of a message that it took; what it lost counts as failed, and staff see it."""
    before, after = ("sent", "failed") if lost else ("failed", "sent")
    mine = (MessageRow.id == message) & (MessageRow.state == before) & MessageRow.sent_at.is_not_null()
    if await MessageRow.update({MessageRow.state: after}).where(mine).returning(MessageRow.id) and lost:
        row = Attempt(id=new_id(), message=message, channel=channel, at=now, outcome="failed", detail=_LOST)
        await Attempt.insert(row)
