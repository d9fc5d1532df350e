"""Bearer tokens for programs of the staff and for devices: issued once, kept as a hash, with an end."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from civicore.base.codes import Keyring, new_id, secret
from civicore.base.gathering import Gathered
from civicore.people.principals import Principal
from civicore.people.tables import TokenRow
from civicore.storage.store import Store
from civicore.storage.transaction import StoreBusy
from civicore.storage.unit_of_work import UnitOfWork

_PURPOSE = "token"
TokenKind = Literal["staff", "device", "enrolled"]
"""``device`` is a bearer token of a device, ``enrolled`` the secret in the cookie of a device's browser."""

LASTS = timedelta(days=90)
_SEEN = timedelta(minutes=1)  # how exactly it is known when a device was there last
_Asked = tuple[tuple[str, ...], datetime]  # the keyed hashes of a token, and the instant at which it must hold


@dataclass(frozen=True)
class Token:
    """A token in use; ``subject`` is the account's id or ``office.device``. Without an end it lasts until revoked."""

    id: UUID
    kind: TokenKind
    subject: str
    name: str
    made_at: datetime
    made_by: str
    expires_at: datetime | None
    seen_at: datetime | None = None


class Tokens:
    """The holder has a secret of 256 bits, the database its keyed hash."""

    def __init__(self, store: Store, keys: Keyring) -> None:
        self._store = store
        self._keys = keys
        self._found = Gathered(self._find)
        self._seen = Gathered(self._see)

    async def issue(
        self,
        kind: TokenKind,
        subject: str,
        name: str,
        by: Principal,
        work: UnitOfWork,
        *,
        lasts: timedelta | None = LASTS,
    ) -> str:
        """A new token, shown this once. ``name`` says to staff what it is for; ``lasts`` None is until revoked."""
        token = secret()
        row = TokenRow(
            id=new_id(),
            kind=kind,
            subject=subject,
            name=name,
            digest=self._keys.digest(_PURPOSE, token),
            made_at=work.now,
            made_by=by.actor,
            expires_at=None if lasts is None else work.now + lasts,
        )
        await TokenRow.insert(row)
        action = "device.enrolled" if kind == "enrolled" else "token.issued"
        subject = f"device:{subject}" if kind == "enrolled" else f"{kind}:{subject}"
        await work.record(action, actor=by.actor, subject=subject, facts={"name": name} if name else None)
        return token

    async def find(self, token: str, now: datetime) -> Token | None:
        """Whose token it is; None when it was never issued, is revoked or over at this instant."""
        digests = tuple(self._keys.digests(_PURPOSE, token))
        if self._store.inside:
            return (await self._find([(digests, now)])).get((digests, now))
        return await self._found.get((digests, now))

    async def _find(self, asked: Sequence[_Asked]) -> dict[_Asked, Token]:
        every = list(dict.fromkeys(one for digests, _ in asked for one in digests))
        async with self._store.reading():
            rows = await TokenRow.objects().where(TokenRow.digest.is_in(every) & _in_use(max(now for _, now in asked)))
        known = {row.digest: _token(row) for row in rows}
        found = ((one, [known[digest] for digest in one[0] if digest in known]) for one in asked)
        return {one: tokens[0] for one, tokens in found if tokens}

    async def all(self, now: datetime) -> list[Token]:
        """Bearer tokens in use at this instant, the newest first."""
        return await self._those(_in_use(now) & (TokenRow.kind != "enrolled"))

    async def of_devices(self, now: datetime) -> list[Token]:
        """Tokens of devices in use at this instant, of their browsers too, the last seen ones first."""
        found = await self._those(_in_use(now) & TokenRow.kind.is_in(["device", "enrolled"]))
        return sorted(found, key=lambda one: one.seen_at or one.made_at, reverse=True)

    async def seen(self, token: Token, now: datetime) -> None:
        """Write down that a device was there, to the minute; that the database is busy keeps nobody waiting."""
        if token.seen_at is not None and timedelta() <= now - token.seen_at < _SEEN:
            return
        if self._store.inside:
            await self._see([token.id])
        else:
            await self._seen.get(token.id)

    async def _see(self, tokens: Sequence[UUID]) -> dict[UUID, None]:
        async def work(unit: UnitOfWork) -> None:
            await TokenRow.update({TokenRow.seen_at: unit.now}).where(TokenRow.id.is_in(list(tokens)))

        with suppress(StoreBusy):
            await self._store.transact(work)
        return {}

    async def revoke(self, id: UUID, by: Principal, work: UnitOfWork) -> None:
        """End a token at once; an unknown or ended one changes nothing."""
        ended = (
            await TokenRow.update({TokenRow.ended_at: work.now})
            .where((TokenRow.id == id) & TokenRow.ended_at.is_null())
            .returning(TokenRow.kind, TokenRow.subject)
        )
        for row in ended:
            await work.record("token.revoked", actor=by.actor, subject=f"{row['kind']}:{row['subject']}")

    async def revoke_device(self, device: str, work: UnitOfWork, *, kind: TokenKind | None = None) -> int:
        """End the tokens of a device, or those of one kind, inside a unit of work; returns how many."""
        kinds: list[TokenKind] = ["device", "enrolled"] if kind is None else [kind]
        its = TokenRow.kind.is_in(kinds) & (TokenRow.subject == device) & TokenRow.ended_at.is_null()
        return len(await TokenRow.update({TokenRow.ended_at: work.now}).where(its).returning(TokenRow.id))

    async def _those(self, which: Any) -> list[Token]:
        async with self._store.reading():
            rows = await TokenRow.objects().where(which).order_by(TokenRow.made_at, ascending=False)
        return [_token(row) for row in rows]


async def revoke_all(staff: UUID, now: datetime) -> None:
    """End every token of an account, inside a unit of work."""
    await TokenRow.update({TokenRow.ended_at: now}).where(
        (TokenRow.kind == "staff") & (TokenRow.subject == str(staff)) & TokenRow.ended_at.is_null()
    )


def _in_use(now: datetime) -> Any:
    lasting = TokenRow.expires_at.is_null() | (TokenRow.expires_at > now)
    return TokenRow.ended_at.is_null() & lasting


def _token(row: TokenRow) -> Token:
    kind = cast(TokenKind, row.kind)
    return Token(row.id, kind, row.subject, row.name, row.made_at, row.made_by, row.expires_at, row.seen_at)
