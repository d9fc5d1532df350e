"""Browsers that are signed in: how long, and when it ends (S44, S45, S46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from piccolo.columns import Column

from civicore.base.clock import whole_second
from civicore.base.codes import Keyring, new_id, secret
from civicore.people.realm import Realm
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

_PURPOSE = "session"


@dataclass(frozen=True)
class Limits:
    """``idle`` since the last request, ``longest`` since sign-in; both instants are still inside."""

    idle: timedelta
    longest: timedelta

    def alive(self, made_at: datetime, seen_at: datetime, now: datetime) -> bool:
        """Whether a session still stands at this instant, to the second."""
        at = whole_second(now)
        return at - whole_second(seen_at) <= self.idle and at - whole_second(made_at) <= self.longest


@dataclass(frozen=True)
class Session:
    """``complete`` once every factor that is asked for has been given."""

    id: UUID
    owner: UUID
    complete: bool
    made_at: datetime
    seen_at: datetime


class Sessions:
    """The browser holds a secret of 256 bits, the database its keyed hash."""

    def __init__(self, store: Store, keys: Keyring, limits: Limits, realm: Realm) -> None:
        self._rows = realm.sessions
        self._store = store
        self._keys = keys
        self._limits = limits

    async def begin(self, owner: UUID, work: UnitOfWork, *, complete: bool, id: UUID | None = None) -> str:
        """A new session; returns the secret for the cookie."""
        token = secret()
        digest = self._keys.digest(_PURPOSE, token)
        row = self._rows(
            id=id or new_id(), owner=owner, digest=digest, complete=complete, made_at=work.now, seen_at=work.now
        )
        await self._rows.insert(row)
        return token

    async def raised(self, session: UUID, work: UnitOfWork) -> str | None:
        """Rights rise: the same session under a new secret, from now on; None when it has ended meanwhile."""
        token = secret()
        columns: dict[Column | str, object] = {
            self._rows.digest: self._keys.digest(_PURPOSE, token),
            self._rows.complete: True,
        }
        columns |= {self._rows.made_at: work.now, self._rows.seen_at: work.now}
        risen = await self._rows.update(columns).where(self._rows.id == session).returning(self._rows.id)
        return token if risen else None

    async def find(self, token: str, now: datetime) -> Session | None:
        """The session of a cookie, if it still stands; being asked for keeps it alive."""
        found = await self.standing(token, now)
        if found is not None and whole_second(found.seen_at) < whole_second(now):
            await self._store.transact(lambda work: self._seen(found.id, work.now))
        return found

    async def standing(self, token: str, now: datetime) -> Session | None:
        """The same, and nobody counts as having been there: what asks by itself keeps no session alive."""
        async with self._store.reading():
            row = await self._rows.objects().get(self._rows.digest.is_in(list(self._keys.digests(_PURPOSE, token))))
        if row is None or not self._limits.alive(row.made_at, row.seen_at, now):
            return None
        return Session(row.id, row.owner, row.complete, row.made_at, row.seen_at)

    async def all_of(self, owner: UUID, now: datetime) -> list[Session]:
        """The sessions of an account that still stand, the newest first."""
        async with self._store.reading():
            rows = (
                await self._rows.objects()
                .where(self._rows.owner == owner)
                .order_by(self._rows.made_at, ascending=False)
            )
        return [
            Session(row.id, row.owner, row.complete, row.made_at, row.seen_at)
            for row in rows
            if self._limits.alive(row.made_at, row.seen_at, now)
        ]

    async def tidy(self, now: datetime) -> None:
        """Delete what has run out; nothing depends on it."""

        async def work(unit: UnitOfWork) -> None:
            idle, longest = now - self._limits.idle, now - self._limits.longest
            await self._rows.delete().where((self._rows.seen_at < idle) | (self._rows.made_at < longest))

        await self._store.transact(work)

    async def _seen(self, session: UUID, now: datetime) -> None:
        await self._rows.update({self._rows.seen_at: now}).where(self._rows.id == session)
