"""Connections that were closed while somebody still had something to read, and never reads it."""

from __future__ import annotations

from asyncio import Transport
from collections.abc import Iterable
from typing import Protocol

PATIENCE = 20.0  # seconds in which a reader takes something of what is left


class Connected(Protocol):
    """A connection, as far as it matters here."""

    transport: Transport


class Unread:
    """A closed connection lives on until its last byte is taken; who takes none would keep memory for ever."""

    def __init__(self) -> None:
        self._left: dict[Transport, tuple[int, float]] = {}

    def drop(self, connections: Iterable[Connected], now: float) -> None:
        """End those of which nothing was taken for a while; ``now`` in seconds of the loop."""
        closing = [one.transport for one in connections if one.transport.is_closing()]
        before, self._left = self._left, {}
        for one in closing:
            size, since = one.get_write_buffer_size(), now
            if one in before and before[one][0] == size:
                since = before[one][1]
            self._left[one] = size, since
            if now - since >= PATIENCE:
                one.abort()
