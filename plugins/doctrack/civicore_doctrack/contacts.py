"""Addresses of people as far as they are compared: only keyed hashes of them are looked up."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from civicore import Brake, Keyring
from civicore.contracts.dialog import Contact

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

LETTERS = Brake(free=3, first=_HOUR, longest=_DAY, forget=_DAY)
"""Questions that somebody else can have sent to an address, so that nobody's mailbox or telephone can be filled."""

ASKING = Brake(free=10, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Addresses named from one network."""

CODES = Brake(free=5, first=10 * _MINUTE, longest=_DAY, forget=_DAY)
"""Codes typed for one address: with six digits nobody comes near by guessing."""

_ADDRESS = "doctrack.address"


def form(contact: Contact) -> str:
    """An address as it is compared."""
    return f"{contact.channel}:{unicodedata.normalize('NFC', contact.to.strip()).casefold()}"


def key(keys: Keyring, contact: Contact) -> str:
    """What the database keeps to find an address again."""
    return keys.digest(_ADDRESS, form(contact))


def known_keys(keys: Keyring, contact: Contact) -> tuple[str, ...]:
    """What an address may be kept as, under every key of the city."""
    return keys.digests(_ADDRESS, form(contact))


def masked(contact: Contact) -> str:
    """Enough of an address for its owner to know it, too little for anybody else: ``ol…@example.cz``, ``…4567``."""
    name, at, host = contact.to.partition("@")
    if contact.channel == "email" and at:
        return f"{name[:2]}…@{host}"
    return f"…{contact.to[-4:]}" if contact.channel == "sms" else ""
