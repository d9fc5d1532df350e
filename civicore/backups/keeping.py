"""Keeps the backups of a running city: starts what is due, ends what is too old, and tells staff what is wrong."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from civicore.backups import telling
from civicore.backups.book import Book, Kind
from civicore.backups.copying import forget_words_at
from civicore.backups.erasures import Ledger
from civicore.backups.key import KeyUnfit
from civicore.backups.setting import key_of, target_of, url_of
from civicore.backups.target import Target, stamp_of
from civicore.deployment.model.upkeep import Backups
from civicore.repairs.repair import Repair
from civicore.runtime import Runtime

log = logging.getLogger("civicore.backups")

DATABASE = "CIVICORE_DATABASE"
_AGAIN = timedelta(hours=1)  # after one that failed
_GRACE = timedelta(days=1)  # in which whoever owns an append-only folder ends what is old
_MAIN = "from civicore.cli import main; main()"
_COMMANDS: Mapping[Kind, str] = {"backup": "backup", "rehearsal": "rehearse"}


@dataclass(frozen=True)
class Keeper:
    """``database`` is the address that the command line names instead of the file, if it does."""

    runtime: Runtime
    ledger: Ledger
    file: Path
    database: str | None

    @property
    def said(self) -> Backups:
        return self.runtime.city.operations.backups

    async def look(self) -> None:
        """Do what is due now and tell what is wrong."""
        try:
            key = key_of(self.runtime.city, self.runtime.secret)
            troubles = [telling.no_key()] if key is None else await self._looked(rehearses=key.opens)
        except KeyUnfit as error:
            troubles = [telling.unfit(str(error))]
        self.runtime.repairs.tell(telling.KIND, troubles)

    async def forget(self) -> None:
        """Let go of lines of the ledger that no backup needs any more, and of words that indexes have struck out."""
        now, kept = self.runtime.clock.now(), self.runtime.city.retention
        await self.ledger.forget(now - max(kept.backups.exact, self.said.keep.exact), now - kept.audit.exact)
        await forget_words_at(url_of(self.runtime.store))

    async def _looked(self, *, rehearses: bool) -> list[Repair]:
        target, book = target_of(self.runtime.city), Book(self.runtime.store)
        waiting = await self.ledger.hand_over()
        await self._if_due(book, "backup", await asyncio.to_thread(newest, target), self.said.every.exact)
        if rehearses:
            made = await book.last_made("rehearsal")
            await self._if_due(
                book, "rehearsal", made.began_at if made is not None else None, self.said.test_restore.exact
            )
        found = [one async for one in self._troubles(book, target, rehearses=rehearses)]
        return [*found, telling.notes_wait(waiting)] if waiting else found

    async def _if_due(self, book: Book, kind: Kind, last: datetime | None, every: timedelta) -> None:
        now = self.runtime.clock.now()
        if last is not None and now - last < every:
            return
        tried = await book.last(kind)
        if tried is None or tried.state == "made" or now - tried.began_at >= min(every, _AGAIN):
            await self._run(_COMMANDS[kind])

    async def _run(self, command: str) -> None:
        """In a process of its own: whoever is served meanwhile does not wait."""
        environ = {**os.environ, **({DATABASE: self.database} if self.database else {})}
        arguments = ("-c", _MAIN, command, str(self.file), "--if-due")
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, env=environ
        )
        try:
            _, said = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        if process.returncode:
            log.error("civicore %s: %s", command, said.decode("utf-8", "replace").strip()[-300:])

    async def _troubles(self, book: Book, target: Target, *, rehearses: bool) -> AsyncIterator[Repair]:
        now = self.runtime.clock.now()
        last, newest_at = await book.last("backup"), await asyncio.to_thread(newest, target)
        late = newest_at is None or now - newest_at > 1.5 * self.said.every.exact
        if last is not None and last.state == "failed":
            yield telling.failed(last.trouble)
        elif late and last is not None and last.state != "running":
            yield telling.late(newest_at)
        tried = await book.last("rehearsal") if rehearses else None
        if tried is not None and tried.state == "failed":
            yield telling.not_restored(tried.trouble)
        if left := await asyncio.to_thread(too_old, target, now - self.said.keep.exact - _GRACE):
            yield telling.too_old(left)


def newest(target: Target) -> datetime | None:
    """When the newest whole backup was made."""
    found = target.stored()
    return found[0].manifest.made_at if found else None


def too_old(target: Target, before: datetime) -> int:
    """How many files are there that should have gone."""
    return sum(stamp_of(path) < before for path in target.files())
