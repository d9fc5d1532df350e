"""The way to the directory and back: what is sent along follows from one cookie, so nothing is stored meanwhile.

RFC 6749, 10.12 (state), OpenID Connect Core 1.0, 3.1.2.1 (nonce), RFC 7636 (PKCE).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civicore.base.codes import Keyring, same, secret

LASTS = timedelta(minutes=10)
_PURPOSE = "directory"


@dataclass(frozen=True)
class Way:
    """``cookie`` is a secret of this browser. ``again``: the directory has to ask who it is, whatever it remembers."""

    cookie: str
    began_at: datetime
    again: bool
    wanted: str

    def state(self, keys: Keyring) -> str:
        """Says that the answer belongs to this browser."""
        return keys.digest(f"{_PURPOSE}.state", self.cookie)

    def nonce(self, keys: Keyring) -> str:
        """Says that the token was made for this way."""
        return keys.digest(f"{_PURPOSE}.nonce", self.cookie)

    def verifier(self, keys: Keyring) -> str:
        """Shows that whoever brings the code is who asked for it (64 letters)."""
        return "".join(keys.digest(f"{_PURPOSE}.verifier.{half}", self.cookie) for half in (1, 2))

    def returns(self, keys: Keyring, state: str, now: datetime) -> bool:
        """Whether an answer with this state belongs here, in time."""
        return timedelta() <= now - self.began_at <= LASTS and same(self.state(keys), state)


def begin(now: datetime, wanted: str, *, again: bool) -> Way:
    """A new way; ``wanted`` is the page to see afterwards."""
    packed = base64.urlsafe_b64encode(wanted.encode()).decode().rstrip("=")
    written = f"{int(now.timestamp())}.{int(again)}.{secret()}.{packed}"
    return Way(written, now.replace(microsecond=0), again, wanted)


def read(cookie: str) -> Way | None:
    """The way of a cookie; None when it is none. Whether it was meddled with shows in the state."""
    try:
        at, again, _, packed = cookie.split(".")
        wanted = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        return Way(cookie, datetime.fromtimestamp(int(at), UTC), again == "1", wanted)
    except (ValueError, OverflowError, OSError):
        return None
