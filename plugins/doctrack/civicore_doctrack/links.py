"""Where things are: addresses that messages name, and the words that open a conversation about a document."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from uuid import UUID

from civicore import Keyring, same

FRONT = "/documents"
STOP_HOOK = "/hooks/doctrack/stop"
_FOLLOW, _STOP, _CHAT = "doctrack.follow", "doctrack.stop", "doctrack.chat"
_ID, _SEAL = 22, 16  # letters


def result(token: str) -> str:
    """The page of a document."""
    return f"{FRONT}/{token}"


def confirm_token(keys: Keyring, follower: UUID) -> str:
    return keys.token(_FOLLOW, follower)


def confirmed(keys: Keyring, token: str) -> UUID | None:
    """Who says yes with this link; whether it is still in time is asked of what was kept."""
    return keys.subject(_FOLLOW, token)


def stop_token(keys: Keyring, follower: UUID) -> str:
    """The secret of the links that end it; signed, so that it works for as long as messages come."""
    return keys.token(_STOP, follower)


def stopped(keys: Keyring, token: str) -> UUID | None:
    return keys.subject(_STOP, token)


def chat_start(keys: Keyring, document: UUID, now: datetime) -> str:
    """What opens a conversation about a document, for two days at most; 38 signs of ``A-Za-z0-9_-``."""
    return _id(document) + _seals(keys, document, now)[0]


def chat_document(keys: Keyring, start: str, now: datetime) -> UUID | None:
    """The document that a conversation was opened for; None for what is forged, foreign or too old."""
    document = _read(start[:_ID])
    if document is None or len(start) != _ID + _SEAL or not start.isascii():
        return None
    known = [*_seals(keys, document, now), *_seals(keys, document, now - timedelta(days=1))]
    right = [same(start[_ID:], one) for one in known]
    return document if any(right) else None


def _id(document: UUID) -> str:
    return base64.urlsafe_b64encode(document.bytes).decode().rstrip("=")


def _read(written: str) -> UUID | None:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(f"{written}=="))
    except ValueError:
        return None


def _seals(keys: Keyring, document: UUID, now: datetime) -> tuple[str, ...]:
    """What proves that we gave out a start on this day, under every key."""
    said = f"{document}:{now.date().isoformat()}"
    return tuple(one[:_SEAL] for one in keys.digests(_CHAT, said))
