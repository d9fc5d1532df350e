"""Tests speak with nobody: an address outside this computer is refused, and remembered."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

_HERE = ("127.", "::1", "localhost", "0.0.0.0")


class NetworkForbidden(OSError):
    """A test tried to reach somebody; give the plugin a counterpart on this computer instead."""


@contextmanager
def no_network() -> Iterator[list[str]]:
    """Refuse every connection and every look-up of a name outside this computer; the list tells of them."""
    tried: list[str] = []

    def refuse(where: object) -> None:
        tried.append(str(where))
        raise NetworkForbidden(f"a test must not reach {where}")

    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            refuse(f"{address[0]}:{address[1]}")
        connect(self, address)

    def guarded_look_up(host: Any, *more: Any, **named: Any) -> Any:
        if host is not None and not _is_here(host):
            refuse(host)
        return look_up(host, *more, **named)

    with patch.object(socket.socket, "connect", guarded_connect), patch.object(socket, "getaddrinfo", guarded_look_up):
        yield tried


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    return name.startswith(_HERE)
