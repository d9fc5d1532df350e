"""Brings letters from the mailbox to the desk: the place reached is written in the unit that takes the letter."""

from __future__ import annotations

import asyncio
import logging
import ssl
from datetime import datetime
from functools import partial
from pathlib import Path

from civicore.base.codes import new_id
from civicore.deployment.model.channels import Imap, Inbox
from civicore.mailroom import imap, maildir
from civicore.mailroom.imap import Batch, CannotRead, Place
from civicore.mailroom.tables import MailboxRow
from civicore.mailroom.taking import Mailroom, Parcel
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

log = logging.getLogger("civicore.mailroom")


class Fetching:
    """Looks into the city's mailbox. ``trust`` holds the authorities whose certificates are believed."""

    def __init__(self, runtime: Runtime, mailroom: Mailroom, inbox: Inbox, trust: ssl.SSLContext | None = None) -> None:
        self._runtime, self._mailroom, self._inbox, self._trust = runtime, mailroom, inbox, trust

    async def look(self) -> int:
        """Take all that has come; how many were new. A server that is away is tried again at the next look."""
        if self._inbox.maildir is not None:
            return await self._from_folder(self._runtime.city.folder / self._inbox.maildir)
        if self._inbox.imap is None or self._runtime.demo:
            return 0  # a demo speaks with nobody
        try:
            return await self._from_server(self._inbox.imap)
        except CannotRead as error:
            log.warning("the mailbox of letters cannot be read: %s", error)
            await self._note(self._inbox.imap, str(error))
            return 0

    async def trouble(self) -> str | None:
        """What is wrong with the mailbox; None when it is well."""
        if self._inbox.maildir is not None:
            folder = self._runtime.city.folder / self._inbox.maildir
            return None if self._runtime.demo or folder.is_dir() else "the folder of letters is not there"
        if self._inbox.imap is None:
            return None
        async with self._runtime.store.reading():
            row = await MailboxRow.select(MailboxRow.trouble).where(MailboxRow.box == self._box(self._inbox.imap))
        said = row[0]["trouble"] if row else ""
        return f"the mailbox of letters cannot be read: {said}" if said else None

    async def _from_folder(self, folder: Path) -> int:
        new = 0
        for letter in await asyncio.to_thread(lambda: list(maildir.waiting(folder))):
            raw = await asyncio.to_thread(maildir.beginning, letter)
            if raw is not None:
                new += await self._mailroom.take(raw)
            await asyncio.to_thread(maildir.put_away, letter)
        return new

    async def _from_server(self, server: Imap) -> int:
        password = self._runtime.secret(server.password.name)
        if password is None:
            raise CannotRead("its password is missing")
        new, batch = 0, Batch(0, (), True)
        while batch.more:
            async with self._runtime.store.reading():
                place = await self._place(server)
            now = self._runtime.clock.now()
            batch = await imap.fetch(server, password, place, now, self._trust)
            for uid, raw in batch.letters:
                parcel = await self._mailroom.parcel(raw)
                new += await self._runtime.transact(partial(self._take, server, batch.validity, uid, parcel))
            if not batch.letters:
                break
        await self._note(server, "")
        return new

    async def _take(self, server: Imap, validity: int, uid: int, parcel: Parcel, unit: UnitOfWork) -> bool:
        taken = await self._mailroom.put(parcel, unit)
        await self._reached(server, Place(validity, uid), unit.now)
        return taken

    async def _place(self, server: Imap) -> Place:
        row = await MailboxRow.select().where(MailboxRow.box == self._box(server)).first()
        return Place(row["validity"], row["last"]) if row is not None else Place()

    async def _reached(self, server: Imap, place: Place, now: datetime) -> None:
        """Another process may have got further meanwhile: the place never moves back within one validity."""
        box = self._box(server)
        await MailboxRow.insert(MailboxRow(id=new_id(), box=box, read_at=now)).on_conflict(action="DO NOTHING")
        behind = (MailboxRow.validity != place.validity) | (MailboxRow.last < place.last)
        await MailboxRow.update({MailboxRow.validity: place.validity, MailboxRow.last: place.last}).where(
            (MailboxRow.box == box) & behind
        )

    async def _note(self, server: Imap, trouble: str) -> None:
        async def work(unit: UnitOfWork) -> None:
            box = self._box(server)
            row = MailboxRow(id=new_id(), box=box, read_at=unit.now)
            await MailboxRow.insert(row).on_conflict(action="DO NOTHING")
            await MailboxRow.update({MailboxRow.trouble: trouble, MailboxRow.read_at: unit.now}).where(
                MailboxRow.box == box
            )

        await self._runtime.transact(work)

    def _box(self, server: Imap) -> str:
        return self._runtime.keys.digest("mailbox", f"{server.user}@{server.host}/{server.folder}")
