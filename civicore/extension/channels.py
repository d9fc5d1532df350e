"""Ways to reach people, a part that plugins bring: what a channel is, and what it is asked to send."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal


@dataclass(frozen=True)
class Action:
    """A button under a message, where a channel can show one; the words of the message stand without it.

    ``url`` opens a full address, or ``intent`` begins a conversation of that id with ``start``.
    """

    label: str
    url: str | None = None
    intent: str | None = None
    start: str = ""


@dataclass(frozen=True)
class ChannelMessage:
    """What a channel is asked to send; ``id`` makes repeats recognisable (Message-ID).

    From ``expires_at`` (UTC) on it is of no use any more; a channel may tell its gateway so. ``unsubscribe`` is the
    address that ends such letters with one POST (RFC 8058).
    """

    id: str
    to: str
    subject: str
    text: str
    html: str | None
    language: str
    attachments: Sequence[Attachment] = ()
    reply_to: str | None = None
    expires_at: datetime | None = None
    unsubscribe: str | None = None
    actions: Sequence[Action] = ()
    purpose: Literal["transaction", "reminder", "news"] = "transaction"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Channel:
    """A way to reach people. ``send`` raises ``CannotSend`` when it failed for now or for good.

    ``label`` is what people call it, an English msgid. ``at_once`` messages are under way at one time at most in each
    process; ``per_second`` is the most in any second over all processes, None for no limit. ``receipts``: the far
    side tells later whether a message that was sent arrived (``ways.arrived``, ``ways.lost``), so that what stands
    in for it is kept until then.
    """

    id: str
    send: Callable[[ChannelMessage], Awaitable[None]]
    label: str | None = None
    at_once: int = 10
    per_second: float | None = None
    receipts: bool = False


class CannotSend(Exception):
    """A message was not sent.

    ``permanent``: trying again is of no use. ``dead``: the address never works again, nothing is sent there until it
    is revived (implies ``permanent``). ``wait``: the whole channel is to rest for so long; other channels go on.
    ``unclear``: it may have arrived all the same, so that what must not come twice is not tried again.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        dead: bool = False,
        wait: timedelta | None = None,
        unclear: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent or dead
        self.dead = dead
        self.wait = wait
        self.unclear = unclear
