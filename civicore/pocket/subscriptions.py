"""Browsers that allowed news: taken in, found, forgotten."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.pocket.tables import PushRow
from civicore.storage.unit_of_work import UnitOfWork

LONGEST = 2000  # characters of an address or of a whole subscription as the browser says it
KEPT = timedelta(days=365)  # since the person allowed it, or news last went out to it
_POINT, _SECRET = 65, 16  # bytes of a browser's public key and of its secret (RFC 8291)


@dataclass(frozen=True)
class Subscription:
    """Where news for one browser are handed in, and its keys, base64url."""

    endpoint: str
    p256dh: str
    auth: str


def read(written: str, services: Sequence[str]) -> Subscription | Refusal:
    """What a browser says of its subscription; only to the services that the file names is anything ever sent."""
    try:
        told = json.loads(written[:LONGEST])
        found = Subscription(str(told["endpoint"]), str(told["keys"]["p256dh"]), str(told["keys"]["auth"]))
        sound = len(_bytes(found.p256dh)) == _POINT and len(_bytes(found.auth)) == _SECRET
    except (ValueError, KeyError, TypeError):
        return Refusal("push.unreadable")
    if not sound or not found.endpoint.isascii():
        return Refusal("push.unreadable")
    return found if allowed(found.endpoint, services) else Refusal("push.unknown_service")


def allowed(endpoint: str, services: Sequence[str]) -> bool:
    """May this server write there? A service is a host reached by https, or a whole origin (``http://…:8099``)."""
    try:
        there = urlsplit(endpoint)
        host, port = there.hostname or "", there.port
    except ValueError:
        return False
    if there.username is not None or there.password is not None:
        return False
    if f"{there.scheme}://{there.netloc}" in services:
        return True
    return there.scheme == "https" and port in (None, 443) and any(fnmatchcase(host, one) for one in services)


async def take(unit: UnitOfWork, found: Subscription, vapid: str) -> UUID:
    """Keep a browser's subscription; the same browser keeps its id. Returns the address of the channel ``push``."""
    row = PushRow(
        id=new_id(),
        digest=_digest(found.endpoint),
        endpoint=found.endpoint,
        p256dh=found.p256dh,
        auth=found.auth,
        vapid=vapid,
        seen_at=unit.now,
    )
    if made := await PushRow.insert(row).on_conflict(action="DO NOTHING").returning(PushRow.id):
        known: UUID = made[0]["id"]
        return known
    fresh: dict[Any, Any] = {
        PushRow.p256dh: found.p256dh,
        PushRow.auth: found.auth,
        PushRow.vapid: vapid,
        PushRow.seen_at: unit.now,
    }
    there = PushRow.digest == _digest(found.endpoint)
    found_again: UUID = (await PushRow.update(fresh).where(there).returning(PushRow.id))[0]["id"]
    return found_again


async def find(id: UUID) -> tuple[Subscription, str] | None:
    """A subscription and the key it is bound to; inside ``store.reading()``."""
    rows = await PushRow.select().where(PushRow.id == id)
    return (Subscription(rows[0]["endpoint"], rows[0]["p256dh"], rows[0]["auth"]), rows[0]["vapid"]) if rows else None


async def seen(unit: UnitOfWork, id: UUID) -> None:
    """News reached the service: the subscription lives."""
    await PushRow.update({PushRow.seen_at: unit.now}).where(PushRow.id == id)


async def forget(unit: UnitOfWork, endpoint: str) -> UUID | None:
    """Forget the browser that has this endpoint, which nobody else knows; returns the id it had."""
    gone = await PushRow.delete().where(PushRow.digest == _digest(endpoint)).returning(PushRow.id)
    return gone[0]["id"] if gone else None


async def drop(id: UUID) -> None:
    """Forget a browser whose service says that it is no more."""
    await PushRow.delete().where(PushRow.id == id)


async def expire(unit: UnitOfWork) -> int:
    """Erase what has not been used for long."""
    return len(await PushRow.delete().where(PushRow.seen_at < unit.now - KEPT).returning(PushRow.id))


def _digest(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()


def _bytes(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
