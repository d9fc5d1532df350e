"""One PostgreSQL kept on several machines: which of them is asked, and when a silent one is given up."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import asyncpg  # type: ignore[import-untyped]

from civicore.base.database_lines import parts

_EACH = 3.0  # seconds that one machine has to answer before the next one is asked
_SILENT = 10_000  # milliseconds after which a machine that confirms nothing is taken for dead
_TARGET = "target_session_attrs"


class Hosts:
    """The machines of an address such as ``postgresql://city@db1:5432,db2:5432/city``.

    Of several only the one that takes writing is used, unless the address itself asks for another with
    ``target_session_attrs``. The one that answered last is asked first.
    """

    def __init__(self, url: str) -> None:
        self._places = _places(url)
        self._target = "any" if len(self._places) < 2 or _TARGET in parse_qs(url.partition("?")[2]) else "read-write"
        self._first = 0

    async def connect(self, dsn: str, *, timeout: float, **options: Any) -> Any:
        """A connection within ``timeout`` seconds for each machine, at most 3 when there are several.

        Raises what the last of them said.
        """
        if len(self._places) < 2:
            return _impatient(await asyncpg.connect(dsn, timeout=timeout, **options))
        if self._target != "any":
            options = {_TARGET: self._target, **options}
        trouble: Exception | None = None
        for step in range(len(self._places)):
            number = (self._first + step) % len(self._places)
            host, port = self._places[number]
            try:
                found = await asyncpg.connect(
                    _alone(dsn, host, port), host=host, port=port, timeout=min(timeout, _EACH), **options
                )
            except (OSError, asyncpg.InternalClientError, asyncpg.PostgresError) as error:
                trouble = error
                continue
            self._first = number
            return _impatient(found)
        raise trouble or ConnectionError("no machine of the database is named")


def _places(url: str) -> list[tuple[str, int]]:
    """ValueError for a port that is no number; empty where the address names its server in another way."""
    return [_place(part) for part in parts(url)[1].split(",") if part]


def _alone(url: str, host: str, port: int) -> str:
    """The address of one machine among several."""
    before, _, behind = parts(url)
    return f"{before}{f'[{host}]' if ':' in host else host}:{port}{behind}"


def _place(written: str) -> tuple[str, int]:
    host, colon, port = written.rpartition(":")
    if not colon or written.endswith("]"):
        host, port = written, "5432"
    return host.strip("[]"), int(port)


def _impatient(connection: Any) -> Any:
    """A machine without power says no farewell: the kernel asks it, and breaks off after ten seconds of silence."""
    line = connection._transport.get_extra_info("socket")  # asyncpg offers no other way to it
    with suppress(AttributeError, OSError):  # a kernel without it waits as long as it is used to
        if line is not None and line.family != socket.AF_UNIX:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _SILENT // 2000)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENT)
    return connection
