"""Two secrets of one thing: one that connects a chat to it and soon ends, and one that opens its page of notices.

Neither is kept anywhere: both say what they are about and are signed.
"""

from __future__ import annotations

import base64
import hmac
import re
from datetime import datetime, timedelta
from uuid import UUID

from civicore.base.codes import Keyring

_ABOUT = re.compile(r"([a-z]{1,9}):([0-9a-f-]{36})")
_EPOCH = timedelta(days=30)
_START = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
_KIND, _MAC = 6, 8  # bytes; with the id they make 40 signs, which is what a deep link can hold


def token(keys: Keyring, about: str, now: datetime) -> str:
    """40 signs of ``A-Z a-z 0-9 _ -`` that let a chat be connected to the thing, for 30 to 60 days.

    ValueError for a thing that is not named ``<up to nine letters a-z>:<uuid>``.
    """
    return _signed(keys, f"ways.connect.{_epoch(now)}", about)


def about_of(keys: Keyring, token: str, now: datetime) -> str | None:
    """What a chat may be connected to; None when the token is changed, too old or of another city."""
    epoch = _epoch(now)
    return _read(keys, f"ways.connect.{epoch}", token) or _read(keys, f"ways.connect.{epoch - 1}", token)


def page_token(keys: Keyring, about: str) -> str:
    """The secret of the page "your notifications"; it lasts as long as the city's key. ValueError as above."""
    return _signed(keys, "ways.page", about)


def page_of(keys: Keyring, token: str) -> str | None:
    """Whose page it opens; None when it is changed or of another city."""
    return _read(keys, "ways.page", token)


def _epoch(now: datetime) -> int:
    return (now - _START) // _EPOCH


def _signed(keys: Keyring, purpose: str, about: str) -> str:
    found = _ABOUT.fullmatch(about)
    if found is None:
        raise ValueError(f"nobody can choose ways for {about}")
    subject = _packed(found[1]) + UUID(found[2]).bytes
    return base64.urlsafe_b64encode(subject + _mac(keys.digest(purpose, about))).decode()


def _read(keys: Keyring, purpose: str, token: str) -> str | None:
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        return None
    if len(raw) != _KIND + 16 + _MAC:
        return None
    about = f"{_unpacked(raw[:_KIND])}:{UUID(bytes=raw[_KIND:-_MAC])}"
    signs = [_mac(digest) for digest in keys.digests(purpose, about)]
    return about if any(hmac.compare_digest(sign, raw[-_MAC:]) for sign in signs) else None


def _mac(digest: str) -> bytes:
    return bytes.fromhex(digest)[:_MAC]


def _packed(kind: str) -> bytes:
    number = 0
    for letter in kind.ljust(9, "`"):
        number = number << 5 | ord(letter) - ord("`")
    return number.to_bytes(_KIND, "big")


def _unpacked(raw: bytes) -> str:
    number = int.from_bytes(raw, "big")
    letters = [chr(ord("`") + (number >> 5 * place & 31)) for place in reversed(range(9))]
    return "".join(letters).rstrip("`")
