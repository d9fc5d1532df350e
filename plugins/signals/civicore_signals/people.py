"""Addresses and networks of people as far as they are compared: only keyed hashes of them are looked up."""

from __future__ import annotations

import unicodedata

from civicore import Attempts, Brake, Keyring, Refusal, network_form
from civicore_signals.brakes import ASKING as ASKING
from civicore_signals.brakes import FILINGS as FILINGS
from civicore_signals.brakes import LETTERS as LETTERS
from civicore_signals.brakes import UPLOADS as UPLOADS
from civicore_signals.brakes import looking as looking
from civicore_signals.setting import Setting


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
