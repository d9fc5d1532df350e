"""The address on the envelope: by it we know which message came back, and that it was really ours (VERP).

The mark is made from the recipient too: a message's address may be erased by then, and a forged report that names
another person's address does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from civicore.base.codes import Keyring, same
from civicore.extension.channels import ChannelMessage

_MARK = 16  # signs of 4 bits; the part before the @ holds 64 signs at most
_WRITTEN = re.compile(r"\+([0-9a-f]{32})-([0-9a-f]{16})@", re.IGNORECASE)


@dataclass(frozen=True)
class Envelope:
    """To whom a message came back: its id, and the mark that fits one recipient."""

    message: UUID
    mark: str

    def fits(self, keys: Keyring, recipient: str) -> bool:
        """Whether the message went to this address."""
        return any(same(_short(one), self.mark) for one in keys.digests("verp", _said(self.message, recipient)))


def envelopes(keys: Keyring, bounces: str) -> Callable[[ChannelMessage], str]:
    """``bounce+<id>-<mark>@city`` for messages, where ``bounces`` is ``bounce@city``."""
    local, _, domain = bounces.rpartition("@")

    def returns(message: ChannelMessage) -> str:
        id = UUID(message.id)
        mark = _short(keys.digest("verp", _said(id, message.to)))
        return f"{local}+{id.hex}-{mark}@{domain}"

    return returns


def envelope_in(address: str) -> Envelope | None:
    """What an address says that a message came back to."""
    found = _WRITTEN.search(address)
    return Envelope(UUID(found[1]), found[2].lower()) if found is not None else None


def _said(message: UUID, recipient: str) -> str:
    return f"{message}|{recipient.strip().casefold()}"


def _short(digest: str) -> str:
    return digest[:_MARK]
