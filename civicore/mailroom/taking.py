"""Takes letters in: each once, however often and in however many processes it is handed over."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from civicore.base.codes import new_id
from civicore.contracts.dialog import Contact
from civicore.contracts.letters import LetterReturned
from civicore.mailroom.mail import Mail, opened, read, unreadable
from civicore.mailroom.quoting import parted
from civicore.mailroom.sorting import Sorted, ours, sort
from civicore.mailroom.tables import LetterRow
from civicore.runtime import Runtime
from civicore.storage import spares
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from civicore.storage.written import dumps

log = logging.getLogger("civicore.mailroom")

_REASON = "a mail server said that it does not exist, or its owner wants no letters"
_AHEAD = timedelta(days=1)  # a letter dated later than this has a wrong clock


@dataclass(frozen=True)
class Paper:
    """A letter on paper, typed in by staff."""

    sender_name: str
    sender: str
    subject: str
    text: str


@dataclass(frozen=True)
class Parcel:
    """A letter that was read, and what is known about it without the database.

    ``known_as`` are the names under which older keys of the city would have kept it.
    """

    key: str
    mail: Mail
    sort: Sorted
    known_as: tuple[str, ...] = ()


class Mailroom:
    """Where letters fall in, from a mailbox, a folder, or a member of staff who types."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        letter, email = runtime.city.channels.letter, runtime.city.channels.email
        named = (letter and letter.email, email and email.sender, email and email.reply_to)
        self._own = tuple(one for one in named if one)

    async def take(self, raw: bytes) -> bool:
        """Take a letter as it came (RFC 5322), for good; False when it was there already."""
        parcel = await self.parcel(raw)
        return await self._runtime.transact(partial(self.put, parcel))

    async def parcel(self, raw: bytes) -> Parcel:
        """Read it, off the loop: letters can be large and strange."""
        return await asyncio.to_thread(self._read, raw)

    def _read(self, raw: bytes) -> Parcel:
        keys = self._runtime.keys
        try:
            message = opened(raw)
            mail = read(message)
            kind = sort(message, mail, self._own)
        except Exception as error:
            # No letter stops those behind it, whatever its sender did to it; what it says is not logged.
            log.error("a letter could not be read: %s", type(error).__name__)
            mail, kind = unreadable(), Sorted("human")
        known = f"id|{mail.message_id}|{mail.sender}" if mail.message_id else hashlib.sha256(raw).hexdigest()
        key, *older = keys.digests("letter", known)
        return Parcel(key, mail, kind, tuple(older))

    async def put(self, parcel: Parcel, unit: UnitOfWork) -> bool:
        """Write it down inside a unit, with all that follows from it."""
        if parcel.known_as and await LetterRow.exists().where(LetterRow.key.is_in(list(parcel.known_as))):
            return False  # it came before the city's key was changed
        row = self._row(parcel, unit.now)
        if parcel.sort.kind != "returned":
            row.about = await self._answered(parcel.mail)
        if not await LetterRow.insert(row).on_conflict(action="DO NOTHING").returning(LetterRow.id):
            return False
        if parcel.sort.kind == "returned":
            await self._came_back(parcel.sort, unit)
        return True

    async def typed(self, paper: Paper, owner: str, unit: UnitOfWork) -> UUID:
        """A letter on paper; whoever typed it has it on their desk."""
        row = LetterRow(
            id=new_id(),
            key=new_id().hex,
            kind="human",
            via="paper",
            person=self.person(paper.sender) if paper.sender else "",
            sender=paper.sender,
            sender_name=paper.sender_name,
            subject=paper.subject,
            text=paper.text,
            written_at=unit.now,
            came_at=unit.now,
            state="taken",
            owner=owner,
        )
        await LetterRow.insert(row)
        return row.id

    def person(self, address: str) -> str:
        """How senders are told apart without their address."""
        return self._runtime.keys.digest("letter.person", address.strip().casefold())

    def persons(self, address: str) -> tuple[str, ...]:
        """The same under every key of the city, for what was kept before it was changed."""
        return self._runtime.keys.digests("letter.person", address.strip().casefold())

    def _row(self, parcel: Parcel, now: datetime) -> LetterRow:
        mail, human = parcel.mail, parcel.sort.kind == "human"
        own, quoted = parted(mail.text)
        said: dict[str, Any] = {}
        if parcel.sort.kind != "returned":  # what came back holds our own words, and nobody reads it
            said = {
                "person": self.person(mail.sender),
                "sender": mail.sender,
                "sender_name": mail.sender_name,
                "subject": mail.subject,
                "text": own,
                "quoted": quoted,
                "files": dumps(list(mail.files)),
            }
        return LetterRow(
            id=new_id(),
            key=parcel.key,
            kind=parcel.sort.kind,
            via="email",
            written_at=mail.at if mail.at and mail.at < now + _AHEAD else now,
            came_at=now,
            state="new" if human else "done",
            ended="" if human else "machine",
            done_at=None if human else now,
            **said,
        )

    async def _answered(self, mail: Mail) -> str:
        """What the newest message of ours was about that the letter says it answers."""
        ids = ours(mail.answers_ids, [one.rpartition("@")[2] for one in self._own])
        rows = await MessageRow.select(MessageRow.about).where(MessageRow.id.is_in(list(ids))) if ids else []
        return str(rows[-1]["about"]) if rows else ""

    async def _came_back(self, report: Sorted, unit: UnitOfWork) -> None:
        """Mark the message, and the address when it is dead; one that is not ours is filed and nothing more."""
        envelope = report.envelope
        id = envelope.message if envelope is not None else report.message
        row = await MessageRow.select().where(MessageRow.id == id).first() if id is not None else None
        if row is None or row["channel"] != "email":
            return
        known = _recipients(row, replace(report, envelope=envelope), self._runtime)
        if not known:
            return
        if (report.lost or report.dead) and await spares.lost(row["id"], unit.now, unit.manners, dead=report.dead):
            await unit.publish(LetterReturned(row["about"], row["notice"], "email", unit.now))
        if report.dead:
            for address in known:
                await spares.died(Contact("email", address), _REASON, unit.now, unit.manners)


def _recipients(row: dict[str, Any], report: Sorted, runtime: Runtime) -> tuple[str, ...]:
    """Addresses the message really went to: the kept one, or named ones that fit the mark of the envelope.

    A report that names a message and none of its recipients may be anybody's invention: nothing is believed of it.
    """
    kept = row["recipient"].casefold()
    envelope = report.envelope
    if envelope is not None:
        named = (row["recipient"], *report.recipients)
        return tuple(dict.fromkeys(one for one in named if one and envelope.fits(runtime.keys, one)))
    return (row["recipient"],) if kept and kept in {one.casefold() for one in report.recipients} else ()
