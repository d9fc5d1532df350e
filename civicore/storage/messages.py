"""Messages to people, from the unit that wrote them to their fate."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from piccolo.querystring import Unquoted

from civicore.base.codes import new_id
from civicore.extension.parts import Attachment
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.written import dumps, loads

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


async def queue(
    letter: Letter, now: datetime, *, due_at: datetime, attachments: Sequence[Attachment], forget: bool
) -> UUID:
    """Write a message down inside the running unit; it is sent from ``due_at`` on."""
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
        position=_NEXT,
    )
    await MessageRow.insert(row)
    return row.id


async def withdraw(about: str, notice: str | None) -> int:
    """Delete what waits to be sent; what is being sent right now stays. Returns how many were deleted."""
    matching = (MessageRow.about == about) & (MessageRow.state == "queued")
    if notice is not None:
        matching = matching & (MessageRow.notice == notice)
    gone = await MessageRow.delete().where(matching).returning(MessageRow.id)
    if gone:
        await Attempt.delete().where(Attempt.message.is_in([row["id"] for row in gone]))
    return len(gone)


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
