"""Addresses and networks of people as far as they are compared: only keyed hashes of them are looked up."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from civicore import Attempts, Brake, Keyring, Refusal, network_form
from civicore_signals.setting import Setting

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_DAY = timedelta(days=1)

FILINGS = Brake(free=20, first=10 * _MINUTE, longest=_HOUR, forget=_HOUR)
"""Cases from one network in a row: a whole school may use one, a program may not."""

UPLOADS = Brake(free=60, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Forms with files from one network, so that nobody fills our disk with what is never sent."""

LETTERS = Brake(free=3, first=_HOUR, longest=_DAY, forget=_DAY)
"""Letters that somebody else can have sent to an address, so that nobody's mailbox can be filled."""

ASKING = Brake(free=10, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Questions of one network about addresses."""


def looking(per_minute: int) -> Brake:
    """Look-ups of one network."""
    return Brake(free=per_minute, first=_MINUTE, longest=_MINUTE, forget=_MINUTE)


def address_form(email: str) -> str:
    """An address as it is compared."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


def address_key(keys: Keyring, email: str) -> str:
    """What the database keeps to find an address again."""
    return keys.digest("signals.address", address_form(email))


def address_keys(keys: Keyring, email: str) -> tuple[str, ...]:
    """What an address may be kept as, under every key of the city."""
    return keys.digests("signals.address", address_form(email))


def network_key(keys: Keyring, network: str | None) -> str | None:
    """What is kept of where a case came from."""
    return None if not network else keys.digest("signals.network", network_form(network))


async def slowed(setting: Setting, what: str, name: str | None, brake: Brake) -> Refusal | None:
    """Count one try under a name, in a unit of its own; ``signals.too_many`` (``until``) when there were too many."""
    if not name:
        return None
    attempts = Attempts(setting.runtime.keys, enforced=setting.runtime.strict)
    key = f"signals.{what}:{name}"
    until = await setting.runtime.transact(lambda unit: attempts.spend({key: brake}, unit))
    return None if until is None else Refusal("signals.too_many", until=until)
