"""Secret links: 256 random bits and a seal, of which only a keyed hash is kept (case 5).

The seal is a signature over city and purpose: a guess, or a link that was sent for something else, is refused by
arithmetic and never reaches the database.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from civicore import Duration, Keyring, UnitOfWork, new_id, same, secret
from civicore_signals.setting import Setting
from civicore_signals.tables import TokenRow

CASE, CONFIRM, MINE, FOLLOW = "case", "confirm", "mine", "follow"
_SEAL = 32  # letters of the seal at the end of a link
_LONGEST = 100


async def mint(setting: Setting, unit: UnitOfWork, purpose: str, bound: str, lasts: Duration) -> str:
    """A fresh link for one thing and one purpose; it ends after ``lasts``."""
    keys, drawn = setting.runtime.keys, secret()
    row = TokenRow(
        id=new_id(),
        digest=keys.digest(_kept(purpose), drawn),
        purpose=purpose,
        bound=bound,
        made_at=unit.now,
        expires_at=lasts.after(unit.now, setting.zone),
    )
    await TokenRow.insert(row)
    return drawn + keys.digest(_sealed(purpose), drawn)


async def opened(keys: Keyring, purpose: str, token: str, now: datetime) -> str | None:
    """What a link opens; None for a guess, another purpose, an ended or revoked one. Inside a unit or a reading."""
    drawn = _drawn(keys, purpose, token)
    if drawn is None:
        return None
    digests = keys.digests(_kept(purpose), drawn)
    for row in await TokenRow.select().where(TokenRow.digest.is_in(list(digests)), TokenRow.purpose == purpose):
        genuine = any(same(row["digest"], one) for one in digests)
        if genuine and row["revoked_at"] is None and row["expires_at"] > now:
            return str(row["bound"])
    return None


async def revoke(bound: str, at: datetime) -> None:
    """No link to this opens anything any more."""
    await TokenRow.update({TokenRow.revoked_at: at}).where(TokenRow.bound == bound, TokenRow.revoked_at.is_null())


async def forget(bounds: Collection[str]) -> None:
    """Erase the links to these (at most some hundred)."""
    if bounds:
        await TokenRow.delete().where(TokenRow.bound.is_in(list(bounds)))


async def forget_ended(before: datetime) -> int:
    """Erase links that ended before an instant; returns how many."""
    return len(await TokenRow.delete().where(TokenRow.expires_at < before).returning(TokenRow.id))


def _drawn(keys: Keyring, purpose: str, token: str) -> str | None:
    """The random part of a link whose seal is right."""
    if not (_SEAL < len(token) <= _LONGEST and token.isascii()):
        return None
    drawn, seal = token[:-_SEAL], token[-_SEAL:]
    right = [same(seal, one) for one in keys.digests(_sealed(purpose), drawn)]
    return drawn if any(right) else None


def _kept(purpose: str) -> str:
    return f"signals.kept.{purpose}"


def _sealed(purpose: str) -> str:
    return f"signals.seal.{purpose}"
