"""What a gateway is asked to send, and what it tells back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from civicore.messaging.sms.segments import Split

Fate = Literal["accepted", "failed", "delivered"]

FORWARD: Mapping[str, int] = {"accepted": 0, "failed": 1, "delivered": 2}
"""Receipts come in any order and several times: a fate only ever gives way to a later one."""


@dataclass(frozen=True)
class Outgoing:
    """A text message to one number in international form, cut into what a gateway is paid for.

    ``taken`` are the parts (from 0) that the gateway took in an earlier try: they are not sent again.
    """

    id: str
    to: str
    text: str
    split: Split
    taken: frozenset[int] = frozenset()
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Came:
    """A text message that came, as the gateway told it; ``id`` is the gateway's own, absent where it has none."""

    sender: str
    text: str
    raw: str
    id: str | None = None


@dataclass(frozen=True)
class Report:
    """What became of a message or part that the gateway took under the id ``remote``."""

    remote: str
    fate: Fate


Note = Callable[[int, int, str], Awaitable[None]]
"""Called as soon as the gateway took something: which part, how many messages are paid for it, its id there."""


class Hears(Protocol):
    """Who is told what a gateway has to say."""

    async def came(self, message: Came) -> None:
        """Stored for good when this returns."""
        ...

    async def reported(self, report: Report) -> None: ...


class Gateway(Protocol):
    """A way to send text messages."""

    async def send(self, message: Outgoing, note: Note) -> None:
        """Hand the message over; CannotSend when it was not taken."""
        ...

    def around(self, hears: Hears) -> AbstractAsyncContextManager[None]:
        """What it needs while the server lives: a session, a client."""
        ...

    def trouble(self) -> str | None:
        """What is wrong with it, in a sentence without secrets; None when all is well."""
        ...
