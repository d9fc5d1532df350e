"""Sessions that came from the directory: how long its word holds, and which are to be asked about again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from piccolo.columns import Column

from civicore.base.codes import Keyring
from civicore.deployment.model.directory import Directory
from civicore.people.accounts import STAFF
from civicore.people.directory.rules import Told
from civicore.people.directory.sealing import seal, unseal
from civicore.people.tables import SessionRow, VisitRow
from civicore.storage.unit_of_work import UnitOfWork

_AT_ONCE = 200  # visits asked about in one round; the rest come with the next
RECENT = timedelta(minutes=5)


@dataclass(frozen=True)
class Visit:
    """A session whose turn it is. ``grant`` holds ``refresh`` or ``access``, or nothing."""

    session: UUID
    owner: UUID
    grant: Mapping[str, str]


class Visits:
    """Inside a unit of work or a reading."""

    def __init__(self, keys: Keyring, rules: Directory) -> None:
        self._keys = keys
        self._every = rules.ask_every.exact
        self._holds = rules.ask_every.exact + rules.without_answer.exact

    async def begin(self, session: UUID, owner: UUID, person: Told, grant: Mapping[str, str], now: datetime) -> None:
        """The directory has just said yes."""
        row = VisitRow(
            session=session,
            owner=owner,
            named=person.session,
            grant=self._sealed(grant),
            answered_at=now,
            ask_at=now + self._every,
            proved_at=person.proved_at,
        )
        await VisitRow.insert(row)

    async def stands(self, session: UUID, now: datetime) -> bool:
        """Whether the directory's word for a session still holds."""
        row = await _of(session)
        return row is not None and now - row.answered_at <= self._holds

    async def just_proved(self, session: UUID, now: datetime) -> bool:
        """Whether the person showed the directory who they are a moment ago."""
        row = await _of(session)
        return row is not None and row.proved_at is not None and now - row.proved_at <= RECENT

    async def take_due(self, work: UnitOfWork) -> list[Visit]:
        """Those whose turn it is; no other process asks about them meanwhile. Ended sessions are tidied away."""
        rows = await VisitRow.objects().where(VisitRow.ask_at <= work.now).order_by(VisitRow.ask_at).limit(_AT_ONCE)
        ids = [row.session for row in rows]
        alive = {row.id for row in await SessionRow.objects().where(SessionRow.id.is_in(ids))} if ids else set()
        if ended := [id for id in ids if id not in alive]:
            await VisitRow.delete().where(VisitRow.session.is_in(ended))
        taken = []
        for row in (row for row in rows if row.session in alive):
            mine = (VisitRow.session == row.session) & (VisitRow.ask_at == row.ask_at)
            if await VisitRow.update({VisitRow.ask_at: work.now + self._every}).where(mine).returning(VisitRow.session):
                taken.append(Visit(row.session, row.owner, unseal(self._keys, row.grant) if row.grant else {}))
        return taken

    async def answered(self, session: UUID, grant: Mapping[str, str], now: datetime) -> None:
        """It said yes again."""
        columns: dict[Column | str, object] = {VisitRow.answered_at: now, VisitRow.ask_at: now + self._every}
        columns |= {VisitRow.grant: self._sealed(grant)}
        await VisitRow.update(columns).where(VisitRow.session == session)

    def _sealed(self, grant: Mapping[str, str]) -> str | None:
        return seal(self._keys, grant) if grant else None


async def end(session: UUID) -> None:
    """End one session that came from the directory."""
    await STAFF.end_session(session)
    await VisitRow.delete().where(VisitRow.session == session)


async def end_all(owner: UUID) -> None:
    """End every session of an account."""
    await STAFF.end_sessions(owner)
    await VisitRow.delete().where(VisitRow.owner == owner)


async def named(session: str) -> list[tuple[UUID, UUID]]:
    """Session and owner of those that the directory calls so."""
    rows = await VisitRow.objects().where(VisitRow.named == session) if session else []
    return [(row.session, row.owner) for row in rows]


async def unnamed(owner: UUID) -> list[tuple[UUID, UUID]]:
    """The same of an account's for which the directory gave no name."""
    rows = await VisitRow.objects().where((VisitRow.owner == owner) & (VisitRow.named == ""))
    return [(row.session, row.owner) for row in rows]


async def _of(session: UUID) -> VisitRow | None:
    return await VisitRow.objects().get(VisitRow.session == session)
