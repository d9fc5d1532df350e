"""Messages to people, from the unit that wrote them to their fate."""

from __future__ import annotations

import base64
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from civicore.contracts.dialog import Contact
from civicore.extension.channels import Action, Attachment
from civicore.storage.dead_addresses import dead_among
from civicore.storage.statement import Done, Insertion
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.written import dumps, loads

_NEW = Insertion(MessageRow)
_NONE = "[]"  # as JSON


class Letter(NamedTuple):
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
    repeats: bool = True
    actions: tuple[Action, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class Place(NamedTuple):
    """Where a message stands among those that say the same by other ways; ``chain`` is None where there are none."""

    id: UUID
    due_at: datetime
    state: Literal["queued", "spare"] = "queued"
    chain: UUID | None = None
    rank: int = 0
    release_at: datetime | None = None


@dataclass(frozen=True)
class Try:
    """One try at sending; ``later`` means that it will be tried again, ``unknown`` that nobody knows how it ended."""

    at: datetime
    outcome: Literal["sent", "failed", "later", "unknown"]
    detail: str


@dataclass(frozen=True)
class Fate:
    """A message and what became of it. Person and content are empty once they were erased.

    ``unknown`` counts the tries whose end nobody wrote down: under way, or whoever sent it was stopped meanwhile. As
    a state it means that such a message is not tried again. ``dead``: the address will never work. ``stands_in``: it
    went out because the way before it failed. ``shown`` is what its reader recognises the address by, also when the
    message has been emptied after delivery.
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
    state: Literal["queued", "sending", "sent", "failed", "unknown"]
    sent_at: datetime | None
    next_at: datetime | None
    tries: tuple[Try, ...]
    unknown: int = 0
    dead: bool = False
    stands_in: bool = False
    purpose: str = "transaction"
    about: str = ""
    shown: str = ""


def write_down(letter: Letter, now: datetime, place: Place, *, forget: bool, expires: datetime | None) -> Done:
    """Write a message down inside the running unit."""
    return _NEW.note(
        id=place.id,
        about=letter.about,
        notice=letter.notice,
        purpose=letter.purpose,
        channel=letter.channel,
        recipient=letter.to,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        attachments=packed(letter.attachments),
        made_at=now,
        due_at=place.due_at,
        state=place.state,
        next_at=place.due_at,
        forget=forget,
        expires_at=expires,
        unsubscribe=letter.unsubscribe,
        chain=place.chain,
        rank=place.rank,
        release_at=place.release_at,
        repeats=letter.repeats,
        actions=dumps([asdict(one) for one in letter.actions]) if letter.actions else _NONE,
        shown=masked(letter.channel, letter.to),
    )


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
        wiped: dict[Any, Any] = {MessageRow.forget: True, MessageRow.shown: ""}
        await MessageRow.update(wiped).where(MessageRow.id.is_in(under_way))
    past = (MessageRow.about == about) & MessageRow.state.is_in(["sent", "failed", "unknown"])
    emptied = (
        await MessageRow.update({**erased(), MessageRow.shown: "", MessageRow.forget: True})
        .where(past)
        .returning(MessageRow.id)
    )
    return waiting + len(under_way) + len(emptied)


async def _take_back(about: str, notice: str | None) -> tuple[int, list[UUID]]:
    """How many waited and are deleted, and which are being sent and are marked."""
    matching = (MessageRow.about == about) & MessageRow.state.is_in(["queued", "sending", "spare"])
    if notice is not None:
        matching = matching & (MessageRow.notice == notice)
    # All are marked first: from then on this unit holds them, and none goes from one state to the other meanwhile.
    mark = MessageRow.update({MessageRow.withdrawn: True}).where(matching)
    marked = await mark.returning(MessageRow.id, MessageRow.state)
    waiting = [row["id"] for row in marked if row["state"] == "queued"]
    await delete([*waiting, *(row["id"] for row in marked if row["state"] == "spare")])
    return len(waiting), [row["id"] for row in marked if row["state"] == "sending"]


async def delete(messages: Sequence[UUID]) -> None:
    """Take messages away, with what was written down about the tries at sending them."""
    if messages:
        await MessageRow.delete().where(MessageRow.id.is_in(list(messages)))
        await Attempt.delete().where(Attempt.message.is_in(list(messages)))


def masked(channel: str, to: str) -> str:
    """Enough of an address to recognise one's own, not enough to write to it; chats have nothing to recognise."""
    local, at, domain = to.partition("@")
    if at and channel == "email":
        return f"{local[:1]}…@{domain}"
    return f"…{to[-3:]}" if to and channel == "sms" else ""


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
    """What was written about this and what became of it, the oldest first; inside ``store.reading()``.

    What only stands in for another message, and was not needed so far, is no part of it.
    """
    return await fates((MessageRow.about == about) & (MessageRow.state != "spare"))


async def fates(where: Any, most: int | None = None) -> tuple[Fate, ...]:
    """The messages of a condition with every try, the oldest first; of many the ``most`` latest."""
    asked = MessageRow.select().where(where).order_by(MessageRow.position, ascending=False)
    rows = list(reversed(await (asked if most is None else asked.limit(most))))
    if not rows:
        return ()
    tries = await Attempt.select().where(Attempt.message.is_in([row["id"] for row in rows])).order_by(Attempt.at)
    dead = await dead_among([Contact(row["channel"], row["recipient"]) for row in rows if row["recipient"]])
    return tuple(
        _fate(
            row,
            [one for one in tries if one["message"] == row["id"]],
            dead=Contact(row["channel"], row["recipient"]) in dead,
        )
        for row in rows
    )


async def undelivered(abouts: Collection[str]) -> frozenset[str]:
    """About which of these a message was given up, and no other way brought it; inside ``store.reading()``."""
    if not abouts:
        return frozenset()
    rows = await MessageRow.select(MessageRow.about, MessageRow.chain).where(
        MessageRow.about.is_in(list(abouts)), MessageRow.state.is_in(["failed", "unknown"])
    )
    chains = {row["chain"] for row in rows if row["chain"] is not None}
    helped = await brought(chains)
    return frozenset(row["about"] for row in rows if row["chain"] not in helped)


async def brought(chains: Collection[UUID]) -> frozenset[UUID]:
    """Of which chains one message went out, or is still on its way."""
    if not chains:
        return frozenset()
    well = MessageRow.chain.is_in(list(chains)) & MessageRow.state.is_in(["queued", "sending", "sent"])
    return frozenset(row["chain"] for row in await MessageRow.select(MessageRow.chain).where(well))


def _fate(row: dict[str, Any], tries: Sequence[dict[str, Any]], *, dead: bool) -> Fate:
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
        dead=dead,
        stands_in=row["rank"] > 0,
        purpose=row["purpose"],
        about=row["about"],
        shown=row["shown"],
    )


def packed(attachments: Sequence[Attachment]) -> str:
    """Attachments as JSON text."""
    if not attachments:
        return _NONE
    return dumps(
        [
            {"name": one.name, "type": one.content_type, "content": base64.b64encode(one.content).decode()}
            for one in attachments
        ]
    )


def unpacked(text: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(one["name"], one["type"], base64.b64decode(one["content"])) for one in loads(text))


async def queued() -> int:
    """How many messages are not delivered yet."""
    return int(await MessageRow.count().where(WhereRaw("state IN ('queued', 'sending')")))  # as in the index
