"""Bearer tokens for programs of the staff and for devices: issued once, kept as a hash, with an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from civicore.base.codes import Keyring, new_id, secret
from civicore.people.principals import Principal
from civicore.people.tables import TokenRow
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

_PURPOSE = "token"
TokenKind = Literal["staff", "device"]
LASTS = timedelta(days=90)


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


class Tokens:
    """The holder has a secret of 256 bits, the database its keyed hash."""

    def __init__(self, store: Store, keys: Keyring) -> None:
        self._store = store
        self._keys = keys

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
        await work.record("token.issued", actor=by.actor, subject=f"{kind}:{subject}", facts={"name": name})
        return token

    async def find(self, token: str, now: datetime) -> Token | None:
        """Whose token it is; None when it was never issued, is revoked or over at this instant."""
        digests = list(self._keys.digests(_PURPOSE, token))
        async with self._store.reading():
            row = await TokenRow.objects().get(TokenRow.digest.is_in(digests) & _in_use(now))
        return None if row is None else _token(row)

    async def all(self, now: datetime) -> list[Token]:
        """Tokens in use at this instant, the newest first."""
        async with self._store.reading():
            rows = await TokenRow.objects().where(_in_use(now)).order_by(TokenRow.made_at, ascending=False)
        return [_token(row) for row in rows]

    async def revoke(self, id: UUID, by: Principal, work: UnitOfWork) -> None:
        """End a token at once; an unknown or ended one changes nothing."""
        ended = (
            await TokenRow.update({TokenRow.ended_at: work.now})
            .where((TokenRow.id == id) & TokenRow.ended_at.is_null())
            .returning(TokenRow.kind, TokenRow.subject)
        )
        for row in ended:
            await work.record("token.revoked", actor=by.actor, subject=f"{row['kind']}:{row['subject']}")


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
    return Token(row.id, kind, row.subject, row.name, row.made_at, row.made_by, row.expires_at)
