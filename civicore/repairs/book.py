"""The book of repair notices: every process writes down what it sees, and all read the same."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.base.tasks import Kept, is_the_end
from civicore.base.text import Text
from civicore.people.principals import Principal
from civicore.repairs.repair import Repair, masked
from civicore.repairs.tables import RepairRow, SightRow
from civicore.storage.delivering import described
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

log = logging.getLogger("civicore.repairs")

_AGAIN = 60.0  # seconds between two looks at the book
_PAUSE = 5.0  # seconds until it is tried again to write
_STALE = timedelta(minutes=2)  # a process says again what it still sees
_GONE = timedelta(minutes=5)  # a process that said nothing for so long has ended


@dataclass(frozen=True)
class Standing:
    """A notice that stands. ``ignored_by`` is the name of who put it aside, empty when nobody did."""

    repair: Repair
    ignored_by: str = ""
    ignored_at: datetime | None = None


class Repairs:
    """``process`` names this process among all that serve the database; after a restart it has the same name.

    ``raise_`` and ``settle`` may be called anywhere, also before the database is open and within a unit of work:
    what is wrong is remembered at once and written down soon after. A notice stands as long as any process sees
    its cause.
    """

    def __init__(self, store: Store, process: str = "") -> None:
        self._store = store
        self._process = process
        self._seen: dict[str, Repair] = {}
        self._written: dict[str, Repair] | None = None
        self._news = asyncio.Event()
        self._open = 0

    def waiting(self) -> int:
        """How many notices nobody put aside, as of the last look at the book; at most a minute old."""
        return self._open

    def raise_(self, repair: Repair) -> None:
        """Tell staff. Raised again under the same id it says the new words and keeps its age."""
        told = masked(repair)
        if self._seen.get(repair.id) == told:
            return
        log.warning("repair %s: %s", told.id, told.sentence)
        self._seen[repair.id] = told
        self._news.set()

    def settle(self, id: str) -> None:
        """The cause is gone as far as this process sees."""
        if self._seen.pop(id, None) is not None:
            log.info("repair %s is settled", id)
            self._news.set()

    def tell(self, kind: str, repairs: Iterable[Repair]) -> None:
        """These are all notices of a kind that there are now: others of it are settled. ValueError for a stranger."""
        now = {one.id: one for one in repairs}
        if strange := [id for id, one in now.items() if one.kind != kind]:
            raise ValueError(f"not of the kind {kind}: {', '.join(strange)}")
        for id in [id for id, one in self._seen.items() if one.kind == kind and id not in now]:
            self.settle(id)
        for one in now.values():
            self.raise_(one)

    async def standing(self) -> tuple[Standing, ...]:
        """Every notice that stands, of all processes: errors first, what was put aside last, else by age.

        RuntimeError within ``store.reading()``: what this process saw is written down first.
        """
        await self.write()
        async with self._store.reading():
            rows: Sequence[RepairRow] = await RepairRow.objects()
        found = sorted((_standing(row) for row in rows), key=_urgency)
        self._open = sum(not one.ignored_by for one in found)
        return tuple(found)

    async def ignore(self, id: str, by: Principal, work: UnitOfWork) -> Refusal | None:
        """Put a notice aside until its cause is gone; the audit log says who. ``repair.gone``, ``repair.already``."""
        return await self._mark(id, by, work, by.name, "repair.ignored")

    async def heed(self, id: str, by: Principal, work: UnitOfWork) -> Refusal | None:
        """Take a notice up again that was put aside. ``repair.gone``, ``repair.already``."""
        return await self._mark(id, by, work, "", "repair.heeded")

    async def write(self) -> None:
        """Write down what this process sees, unless the book says so already."""
        if await self._is_true():
            return
        self._written = await self._store.transact(self._put)

    @asynccontextmanager
    async def around(self) -> AsyncIterator[None]:
        """Keep the book while the server lives. What this process saw stays written, for it may only be restarting."""
        self._news = asyncio.Event()
        kept = Kept("repair notices", self._keep)
        kept.begin()
        try:
            yield
        finally:
            await kept.end()

    async def _keep(self) -> None:
        while True:
            self._news.clear()
            try:
                await self.standing()
            except BaseException as error:
                if is_the_end(error):
                    raise
                log.error("repair notices could not be written: %s", described(error))
                await asyncio.sleep(_PAUSE)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN):
                    await self._news.wait()

    async def _is_true(self) -> bool:
        if self._written != self._seen:
            return False
        async with self._store.reading():
            sights: Sequence[SightRow] = await SightRow.objects()
        now = self._store.clock.now()
        return all(abs(now - one.seen_at) < _STALE for one in sights)

    async def _put(self, work: UnitOfWork) -> dict[str, Repair]:
        """What was written. It is looked at under the lock, so that nobody writes down an older sight after a newer."""
        await work.lock("core.repairs")
        seen = dict(self._seen)
        gone = (SightRow.process == self._process) | (SightRow.seen_at < work.now - _GONE)
        await SightRow.delete().where(gone)
        for id, repair in seen.items():
            await SightRow.insert(SightRow(id=new_id(), repair=id, process=self._process, seen_at=work.now))
            await _put_down(repair, work.now)
        rows = await SightRow.select(SightRow.repair)
        still = [row["repair"] for row in rows]
        others = RepairRow.delete(force=True)
        await (others.where(RepairRow.repair.not_in(still)) if still else others)
        return seen

    async def _mark(self, id: str, by: Principal, work: UnitOfWork, name: str, action: str) -> Refusal | None:
        await work.lock("core.repairs")
        row = await RepairRow.objects().get(RepairRow.repair == id)
        if row is None:
            return Refusal("repair.gone")
        if bool(row.ignored_by) == bool(name):
            return Refusal("repair.already")
        aside: dict[Any, Any] = {"ignored_by": name, "ignored_at": work.now if name else None}
        await RepairRow.update(aside).where(RepairRow.repair == id)
        await work.record(action, actor=by.actor, subject=f"repair:{id}")
        self._news.set()
        return None


async def _put_down(repair: Repair, now: datetime) -> None:
    """A notice that says something new is no longer put aside."""
    row = await RepairRow.objects().get(RepairRow.repair == repair.id)
    if row is None:
        await RepairRow.insert(RepairRow(id=new_id(), repair=repair.id, since=now, **_columns(repair)))
    elif replace(_standing(row).repair, since=None) != replace(repair, since=None):
        anew = {"ignored_by": "", "ignored_at": None}
        await RepairRow.update(_columns(repair) | anew).where(RepairRow.id == row.id)


def _columns(repair: Repair) -> dict[Any, Any]:
    return {
        "severity": repair.severity,
        "what": repair.what,
        "how": repair.how,
        "place": repair.where,
        "words": json.dumps(dict(repair.words), ensure_ascii=False, default=lambda text: text.by_language),
        "breaks_in": repair.breaks_in or "",
        "learn_more": repair.learn_more or "",
    }


def _standing(row: RepairRow) -> Standing:
    repair = Repair(
        row.repair,
        cast(Literal["error", "warning"], row.severity),
        row.what,
        row.how,
        row.place,
        {name: Text(word) if isinstance(word, dict) else word for name, word in json.loads(row.words).items()},
        row.since,
        row.breaks_in or None,
        row.learn_more or None,
    )
    return Standing(repair, row.ignored_by, row.ignored_at)


def _urgency(one: Standing) -> tuple[bool, bool, datetime | None, str]:
    return bool(one.ignored_by), one.repair.severity != "error", one.repair.since, one.repair.id
