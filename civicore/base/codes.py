"""The only module that draws lots: ids, secrets, codes, and what is derived from the city's key."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from os import urandom
from typing import Literal
from uuid import UUID

Alphabet = Literal["digits", "letters_digits"]

# 0 O 1 I are left out of mixed codes: people read them aloud and type them from paper.
ALPHABETS: dict[Alphabet, str] = {
    "digits": "0123456789",
    "letters_digits": "23456789ABCDEFGHJKLMNPQRSTUVWXYZ",
}
_MAC_BYTES = 16
_MARKS, _SEVEN = 0xF << 76 | 0b11 << 62, 0x7 << 76 | 0b10 << 62  # where a UUID tells its kind, and UUID 7 (RFC 9562)


class _Lots:
    """Where lots come from: the system, but for the length of a simulation."""

    def __init__(self) -> None:
        self.draw: Callable[[int], bytes] = urandom  # as secrets.token_bytes, without the calls in between


_lots = _Lots()


@contextmanager
def foretold(draw: Callable[[int], bytes]) -> Iterator[None]:
    """Let everything in this process be drawn from ``draw`` (so many bytes) until the block ends.

    For simulations on a database of their own, so that a run can be had again: nothing made inside is secret.
    """
    _lots.draw = draw
    try:
        yield
    finally:
        _lots.draw = urandom


def new_id(at: datetime | None = None) -> UUID:
    """A fresh random identifier (UUID 4); with ``at``, an aware instant, one that rises with time (UUID 7).

    One that rises tells whoever reads it when it was made, to a millisecond, and has 74 random bits instead of 122.
    It is for the rows of tables that grow for years: one made now lies beside those made lately, which a database has
    in memory, and not in just any page of all that it keeps.
    """
    if at is None:
        return UUID(bytes=_lots.draw(16), version=4)
    number = int(at.timestamp() * 1000) << 80 | int.from_bytes(_lots.draw(10), "big")
    return UUID(int=number & ~_MARKS | _SEVEN)


def secret() -> str:
    """A fresh secret of 256 bits, safe in a URL."""
    return base64.urlsafe_b64encode(_lots.draw(32)).decode().rstrip("=")


def between(least: float, most: float) -> float:
    """A number drawn evenly from the range; for delays, never for secrets."""
    return least + (most - least) * int.from_bytes(_lots.draw(7), "big") / 256**7


def same(one: str, other: str) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


@dataclass(frozen=True)
class Keyring:
    """The city's keys, newest first: the first one signs, all of them verify.

    What is derived from a key needs no storage: links are signed, codes are computed again.
    """

    city: str
    keys: Sequence[bytes]

    def digest(self, purpose: str, value: str) -> str:
        """Keyed hash (128 bits, hex) under the current key; what a database may keep of a secret."""
        return self._mac(self.keys[0], purpose, value.encode()).hex()

    def digests(self, purpose: str, value: str) -> tuple[str, ...]:
        """The keyed hash under every key, for looking up what was stored before a rotation."""
        return tuple(self._mac(key, purpose, value.encode()).hex() for key in self.keys)

    def token(self, purpose: str, subject: UUID) -> str:
        """A link's secret: the subject and a 128-bit signature over city, purpose and subject."""
        mac = self._mac(self.keys[0], purpose, subject.bytes)
        return base64.urlsafe_b64encode(subject.bytes + mac).decode().rstrip("=")

    def subject(self, purpose: str, token: str) -> UUID | None:
        """Whom a token speaks for; None when it is changed, of another purpose or of another city."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        if len(raw) != 16 + _MAC_BYTES:
            return None
        for key in self.keys:
            if hmac.compare_digest(raw[16:], self._mac(key, purpose, raw[:16])):
                return UUID(bytes=raw[:16])
        return None

    def code(self, purpose: str, subject: UUID, attempt: int, alphabet: Alphabet, length: int) -> str:
        """The ``attempt``-th code of a subject: looks random, can be computed again, is stored nowhere."""
        letters = ALPHABETS[alphabet]
        mac = _mac(self.keys[0], f"{self.city}|{purpose}|{attempt}", subject.bytes)
        base = len(letters)
        number = int.from_bytes(mac, "big") % base**length  # no more of it is used
        drawn = ""
        for _ in range(length):
            drawn += letters[number % base]
            number //= base
        return drawn

    def _mac(self, key: bytes, purpose: str, value: bytes) -> bytes:
        return _mac(key, f"{self.city}|{purpose}", value)[:_MAC_BYTES]


def _mac(key: bytes, purpose: str, value: bytes) -> bytes:
    begun = _begun(key, purpose).copy()
    begun.update(value)
    return begun.digest()


@lru_cache(maxsize=256)
def _begun(key: bytes, purpose: str) -> hmac.HMAC:
    """What all values of a purpose have in common; taking the key in costs more than a short value does."""
    return hmac.new(key, f"{purpose}|".encode(), "sha256")
