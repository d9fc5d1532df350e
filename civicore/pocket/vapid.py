"""The city's own mark on what it pushes (VAPID, RFC 8292): a key pair worked out from the city's keys, kept nowhere.

A browser binds its subscription to the public key it was shown, so keys from before a change stay usable as long as
``security.key`` lists them.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from civicore.base.codes import Keyring

if TYPE_CHECKING:  # seven megabytes, which only a city whose citizens take news on their devices needs
    from cryptography.hazmat.primitives.asymmetric import ec

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256 (SEC 2)
_LASTS = timedelta(hours=12)  # push services refuse what lasts more than a day (RFC 8292, 2)


class Marks:
    """All key pairs of a city, the newest first."""

    def __init__(self, keys: Keyring, contact: str) -> None:
        """``contact`` is whom a push service may write to: ``mailto:…`` or ``https://…``."""
        from cryptography.hazmat.primitives.asymmetric import ec

        self._contact = contact
        halves = zip(keys.digests("push", "first"), keys.digests("push", "second"), strict=True)
        pairs = [ec.derive_private_key(1 + int(one + two, 16) % (_ORDER - 1), ec.SECP256R1()) for one, two in halves]
        self._pairs = {_public(pair): pair for pair in pairs}

    @property
    def public(self) -> str:
        """The public key that browsers are shown, base64url."""
        return next(iter(self._pairs))

    def headers(self, public: str, endpoint: str, now: datetime) -> dict[str, str] | None:
        """The header that signs one message; None when the key of that subscription is not ours any more."""
        from py_vapid import Vapid02

        pair = self._pairs.get(public)
        if pair is None:
            return None
        there = urlsplit(endpoint)
        claims = {
            "aud": f"{there.scheme}://{there.netloc}",
            "sub": self._contact,
            "exp": int((now + _LASTS).timestamp()),
        }
        signed: dict[str, str] = Vapid02(pair).sign(claims)
        return signed


def _public(pair: ec.EllipticCurvePrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
