"""Proof that somebody stands in the waiting room: an address shown there, which is good for a quarter of an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from civicore import Keyring, same

LASTS = timedelta(minutes=15)
_PURPOSE = "at-the-place"
_LENGTH = 22  # characters of the proof; hexadecimal, 88 bits


def proof(keys: Keyring, office: str, now: datetime) -> str:
    """What the screens of an office show at this instant."""
    return keys.digest(_PURPOSE, f"{office}|{_quarter(now)}")[:_LENGTH]


def proves(keys: Keyring, office: str, shown: str, now: datetime) -> bool:
    """Whether this was shown there within the last quarter of an hour, or the one before it."""
    valid = (
        drawn[:_LENGTH]
        for quarter in (_quarter(now), _quarter(now) - 1)
        for drawn in keys.digests(_PURPOSE, f"{office}|{quarter}")
    )
    return any(same(one, shown) for one in valid)


def path(keys: Keyring, office: str, now: datetime) -> str:
    """Where somebody checks in on their own telephone, without the language."""
    return f"/check-in/{office}/{proof(keys, office, now)}"


def _quarter(now: datetime) -> int:
    return int(now.timestamp() // LASTS.total_seconds())
