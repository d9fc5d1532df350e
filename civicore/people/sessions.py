"""Browsers that are signed in: how long, and when it ends (S44, S45, S46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from civicore.base.clock import whole_second
from civicore.base.codes import Keyring, new_id, secret
from civicore.deployment.model.upkeep import Staff as StaffRules
from civicore.people.tables import SessionRow
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

_PURPOSE = "session"


@dataclass(frozen=True)
class Limits:
    """``idle`` since the last request, ``longest`` since sign-in; both instants are still inside."""

    idle: timedelta
    longest: timedelta

    @classmethod
    def of(cls, rules: StaffRules) -> Limits:
        return cls(rules.idle.exact, rules.longest.exact)

    def alive(self, made_at: datetime, seen_at: datetime, now: datetime) -> bool:
        """Whether a session still stands at this instant, to the second."""
        at = whole_second(now)
        return at - whole_second(seen_at) <= self.idle and at - whole_second(made_at) <= self.longest


@dataclass(frozen=True)
class Session:
    """``complete`` once every factor that is asked for has been given."""

    id: UUID
    staff: UUID
    complete: bool
    made_at: datetime
    seen_at: datetime


class Sessions:
    """The browser holds a secret of 256 bits, the database its keyed hash."""

    def __init__(self, store: Store, keys: Keyring, limits: Limits) -> None:
        self._store = store
        self._keys = keys
        self._limits = limits

    async def begin(self, staff: UUID, work: UnitOfWork, *, complete: bool) -> str:
        """A new session; returns the secret for the cookie. Call it at sign-in and at each rise of rights."""
        token = secret()
        digest = self._keys.digest(_PURPOSE, token)
        row = SessionRow(id=new_id(), staff=staff, digest=digest, complete=complete, made_at=work.now, seen_at=work.now)
        await SessionRow.insert(row)
        return token

    async def find(self, token: str, now: datetime) -> Session | None:
        """The session of a cookie, if it still stands; being asked for keeps it alive."""
        found = await self.standing(token, now)
        if found is not None and whole_second(found.seen_at) < whole_second(now):
            await self._store.transact(lambda work: _seen(found.id, work.now))
        return found

    async def standing(self, token: str, now: datetime) -> Session | None:
        """The same, and nobody counts as having been there: what asks by itself keeps no session alive."""
        async with self._store.reading():
            row = await SessionRow.objects().get(SessionRow.digest.is_in(list(self._keys.digests(_PURPOSE, token))))
        if row is None or not self._limits.alive(row.made_at, row.seen_at, now):
            return None
        return Session(row.id, row.staff, row.complete, row.made_at, row.seen_at)

    async def all_of(self, staff: UUID, now: datetime) -> list[Session]:
        """The sessions of an account that still stand, the newest first."""
        async with self._store.reading():
            rows = (
                await SessionRow.objects()
                .where(SessionRow.staff == staff)
                .order_by(SessionRow.made_at, ascending=False)
            )
        return [
            Session(row.id, row.staff, row.complete, row.made_at, row.seen_at)
            for row in rows
            if self._limits.alive(row.made_at, row.seen_at, now)
        ]

    async def tidy(self, now: datetime) -> None:
        """Delete what has run out; nothing depends on it."""

        async def work(unit: UnitOfWork) -> None:
            idle, longest = now - self._limits.idle, now - self._limits.longest
            await SessionRow.delete().where((SessionRow.seen_at < idle) | (SessionRow.made_at < longest))

        await self._store.transact(work)


async def end(session: UUID) -> None:
    """End one session, inside a unit of work."""
    await SessionRow.delete().where(SessionRow.id == session)


async def end_all(staff: UUID) -> None:
    """End every session of an account, inside a unit of work."""
    await SessionRow.delete().where(SessionRow.staff == staff)


async def _seen(session: UUID, now: datetime) -> None:
    await SessionRow.update({SessionRow.seen_at: now}).where(SessionRow.id == session)
