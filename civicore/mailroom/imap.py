"""A mailbox on a mail server (RFC 9051), read in a thread and left exactly as it was: nothing is marked as read."""

from __future__ import annotations

import asyncio
import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

SECONDS_TO_ANSWER = 30.0
_AT_ONCE = 20
_LARGEST = 1_000_000  # bytes of a letter; enclosed files are not kept, and the text stands before them
_FIRST_LOOK = timedelta(days=30)  # how far back a mailbox is read that was never read before
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class CannotRead(Exception):
    """The mailbox could not be read; the words name neither user nor password."""


class Server(Protocol):
    """The mailbox, as ``channels.letter.inbox.imap`` of the file says it."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def security(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def folder(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """How far a mailbox was read. Counts of another ``validity`` mean nothing: then all is looked at anew."""

    validity: int = 0
    last: int = 0


@dataclass(frozen=True)
class Batch:
    """Letters after a place, by their count; ``more``: there are others behind them."""

    validity: int
    letters: Sequence[tuple[int, bytes]]
    more: bool


async def fetch(
    server: Server, password: str, after: Place, now: datetime, trust: ssl.SSLContext | None = None
) -> Batch:
    """The next letters; CannotRead when the server does not answer as it should."""
    return await asyncio.to_thread(_fetch, server, password, after, now, trust or ssl.create_default_context())


def _fetch(server: Server, password: str, after: Place, now: datetime, trust: ssl.SSLContext) -> Batch:
    try:
        with _signed_in(server, password, trust) as box:
            validity = _validity(box, server.folder)
            last = after.last if validity == after.validity else 0
            wanted = _wanted(box, last, now)
            letters = [(uid, raw) for uid in wanted[:_AT_ONCE] if (raw := _letter(box, uid)) is not None]
            return Batch(validity, letters, len(wanted) > _AT_ONCE)
    except (imaplib.IMAP4.error, OSError, ssl.SSLError) as error:
        raise CannotRead(type(error).__name__) from None  # what servers answer repeats the user's name


@contextmanager
def _signed_in(server: Server, password: str, trust: ssl.SSLContext) -> Iterator[imaplib.IMAP4]:
    if server.security == "tls":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=trust, timeout=SECONDS_TO_ANSWER)
    else:
        box = imaplib.IMAP4(server.host, server.port, timeout=SECONDS_TO_ANSWER)
    try:
        if server.security == "starttls":
            box.starttls(ssl_context=trust)
        # LOGIN takes ASCII alone; PLAIN takes every password (RFC 4616).
        box.authenticate("PLAIN", lambda _: f"\0{server.user}\0{password}".encode())
        yield box
        box.logout()
    finally:
        with suppress(OSError):  # it is closed already
            box.shutdown()


def _validity(box: imaplib.IMAP4, folder: str) -> int:
    quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    done, _ = box.select(quoted, readonly=True)
    said = box.response("UIDVALIDITY")[1][0]
    if done != "OK" or not isinstance(said, bytes):
        raise imaplib.IMAP4.error("no such folder")
    return int(said)


def _wanted(box: imaplib.IMAP4, last: int, now: datetime) -> list[int]:
    """Counts of what has come since, in order; the last letter is always among those of a range (RFC 9051, 9)."""
    day = (now - _FIRST_LOOK).date()
    since = f"SINCE {day.day:02}-{_MONTHS[day.month - 1]}-{day.year}"
    _, found = box.uid("SEARCH", f"UID {last + 1}:*" if last else since)
    return sorted(uid for uid in map(int, (found[0] or b"").split()) if uid > last)


def _letter(box: imaplib.IMAP4, uid: int) -> bytes | None:
    """A letter, or its beginning; None when somebody deleted it meanwhile."""
    _, found = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{_LARGEST}>)")
    return next((one[1] for one in found if isinstance(one, tuple)), None)
