"""The second factor: six digits that change every 30 seconds (RFC 6238).

The secret is derived from the city's key, the account and its enrolment, so it is stored nowhere.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
import segno

from civicore.base.codes import Keyring, same

SECONDS = 30
_DRIFT = (0, -1, 1)  # steps: a telephone's clock may be half a minute off


@dataclass(frozen=True)
class Enrolment:
    """One setting-up of a second factor by one account; a new one has another secret."""

    owner: UUID
    id: UUID

    def __str__(self) -> str:
        return f"{self.owner}|{self.id}"


def secret_of(keys: Keyring, enrolment: Enrolment) -> str:
    """The secret in base 32, as people type it into an authenticator."""
    return _base32(keys.digest("totp", str(enrolment)))


def matching_step(keys: Keyring, enrolment: Enrolment, code: str, now: datetime, after: int) -> int | None:
    """The time step that a code belongs to; None when it is wrong or not newer than step ``after``.

    Keep the step and give it as ``after`` next time: a code seen over a shoulder opens nothing twice.
    """
    current = int(now.timestamp()) // SECONDS
    for digest in keys.digests("totp", str(enrolment)):
        generator = pyotp.TOTP(_base32(digest))
        for step in (current + drift for drift in _DRIFT):
            if step > after and same(generator.generate_otp(step), code):
                return step
    return None


def enrolment_address(keys: Keyring, enrolment: Enrolment, account: str, issuer: str) -> str:
    """The otpauth address that an authenticator reads from the QR code."""
    return pyotp.TOTP(secret_of(keys, enrolment)).provisioning_uri(name=account, issuer_name=issuer)


def picture(address: str) -> str:
    """The QR code as a data URI (SVG), for an ``img``."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="white", dark="black")


def _base32(digest: str) -> str:
    return base64.b32encode(bytes.fromhex(digest)).decode().rstrip("=")
