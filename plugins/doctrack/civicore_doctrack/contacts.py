"""Addresses of people as far as they are compared: only keyed hashes of them are looked up."""

from __future__ import annotations

import unicodedata

from civicore import Keyring
from civicore.contracts.dialog import Contact
from civicore_doctrack.brakes import ASKING as ASKING
from civicore_doctrack.brakes import CODES as CODES
from civicore_doctrack.brakes import LETTERS as LETTERS

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
