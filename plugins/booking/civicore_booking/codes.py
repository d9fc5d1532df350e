"""Codes and links: derived from the city's key and the booking's id, so that none of them is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from civicore import Alphabet, Keyring, capacity
from civicore_booking.booking import Booking

_LINK, _WAITING, _CODE, _REFERENCE = "booking", "waiting", "code", "reference"
_REFERENCE_LENGTH = 8
_TELEPHONE, _TELEPHONE_LENGTH = "telephone", 6


def token(keys: Keyring, booking: UUID) -> str:
    """The secret of a booking's links: one for confirming, showing, changing and cancelling."""
    return keys.token(_LINK, booking)


def booking_of(keys: Keyring, token: str) -> UUID | None:
    """Whose link this is; None for a changed or foreign one."""
    return keys.subject(_LINK, token)


def waiting_token(keys: Keyring, entry: UUID) -> str:
    """The secret of an entry of the waiting list."""
    return keys.token(_WAITING, entry)


def waiting_of(keys: Keyring, token: str) -> UUID | None:
    """Which entry of the waiting list this link speaks for."""
    return keys.subject(_WAITING, token)


def reference(keys: Keyring, booking: UUID, attempt: int) -> str:
    """The identification code of the first mail: letters and digits, so that it is never taken for a PIN."""
    return keys.code(_REFERENCE, booking, attempt, "letters_digits", _REFERENCE_LENGTH)


def new_reference(keys: Keyring, booking: UUID, after: int = -1) -> tuple[int, str]:
    """The first attempt after this one whose code has a letter and a digit in it, and that code."""
    attempt = after + 1
    while (drawn := reference(keys, booking, attempt)).isdigit() or drawn.isalpha():
        attempt += 1
    return attempt, drawn


def code(keys: Keyring, booking: UUID, attempt: int, alphabet: Alphabet, length: int) -> str:
    """The code that opens check-in; leading zeros belong to it, so it is text."""
    return keys.code(_CODE, booking, attempt, alphabet, length)


def telephone_code(keys: Keyring, booking: UUID) -> str:
    """The code of the text message that confirms; it opens nothing else."""
    return keys.code(_TELEPHONE, booking, 0, "digits", _TELEPHONE_LENGTH)


def hashed(keys: Keyring, typed: str) -> str:
    """What the database keeps of a code or reference."""
    return keys.digest(_CODE, normal(typed))


def hashes(keys: Keyring, typed: str) -> tuple[str, ...]:
    """What a typed code may be kept as, under every key of the city."""
    return keys.digests(_CODE, normal(typed))


def normal(typed: str) -> str:
    """A code as people copy it: spaces, dashes and case do not matter."""
    typed = typed.upper()
    return typed if typed.isalnum() else "".join(sign for sign in typed if sign.isalnum())


def reference_of(keys: Keyring, booking: Booking) -> str:
    """The reference that was given to a booking."""
    if booking.reference is not None:
        return booking.reference
    drawn = _again(keys, booking.reference_hash, lambda ring: reference(ring, booking.id, booking.reference_attempt))
    return drawn or reference(keys, booking.id, booking.reference_attempt)


def code_of(keys: Keyring, booking: Booking) -> str | None:
    """The code that was given to a booking; None when there is none yet, or the key that made it is gone."""
    if booking.code is not None or booking.code_attempt is None or booking.code_hash is None:
        return booking.code
    attempt, terms = booking.code_attempt, booking.terms
    return _again(
        keys, booking.code_hash, lambda ring: code(ring, booking.id, attempt, terms.code_alphabet, terms.code_length)
    )


def code_claim(office: str, day: date, booking: Booking, kept: str) -> capacity.Claim:
    """No two live codes of an office and day are the same, and a freed one is not used again that day.

    The claim ends with the check-in window of the visit.
    """
    limit = capacity.lasting_limit(f"code|{office}|{day.isoformat()}|{kept}", 1)
    return capacity.Claim(limit, booking.closes)


def _again(keys: Keyring, kept: str, derive: Callable[[Keyring], str]) -> str | None:
    # After a rotation the code that was mailed is the one of an older key.
    for index in range(len(keys.keys)):
        ring = replace(keys, keys=keys.keys[index:])
        if hashed(ring, drawn := derive(ring)) == kept:
            return drawn
    return None
