"""Ticket printers on the network that speak ESC/POS: asked first, sent a picture, asked again after the cut.

A printer without paper swallows what it is sent and prints it when the paper comes back, so nothing is sent to
one that is not ready, and what it still holds after a failure is cleared.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from civicore.devices.printer import Printed, Printer, Trouble
from civicore.devices.slips import Slip
from civicore.extension.machines import DeviceDriver

if TYPE_CHECKING:  # it reads half a second in what printers there are: only when the first is spoken to
    from escpos.printer import Network

_PROFILE = "TM-T20II"  # 576 dots and a cutter; the usual profile writes to standard output with every picture
_ASKED, _SENT, _CUT = 2.0, 10.0, 10.0  # seconds for an answer at once, for taking the picture, until the paper is cut
_ONLINE, _CAUSE, _PAPER = b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04"  # DLE EOT: answered at once
_AFTER = b"\x1dr\x01"  # GS r: answered when everything before it has been done
_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: forget what has not been printed


class _Unreachable(Exception):
    """Nobody answers at the printer's address."""


async def status(printer: Printer) -> Trouble | None:
    """What is wrong with the printer; ``offline`` when it cannot be reached, ``unknown`` when it says nothing."""
    return await asyncio.to_thread(_status, printer)


async def send(printer: Printer, slip: Slip) -> Printed:
    """Print and cut one slip."""
    return await asyncio.to_thread(_send, printer, slip)


DRIVER = DeviceDriver("escpos", status, send)


def _status(printer: Printer) -> Trouble | None:
    try:
        with _open(printer) as line:
            return _asked(line)
    except _Unreachable:
        return "offline"


def _send(printer: Printer, slip: Slip) -> Printed:
    try:
        with _open(printer) as line:
            before = _asked(line)
            if before not in (None, "paper_low"):
                return Printed("not_printed", before)
            return _printed(line, slip)
    except _Unreachable:
        return Printed("not_printed", "offline")


def _printed(line: Network, slip: Slip) -> Printed:
    from civicore.devices.raster import picture_of

    picture = picture_of(slip)
    try:
        _patience(line, _SENT)
        line.hw("INIT")
        line.image(picture)
        line.cut()
        _patience(line, _CUT)
        said = [byte for byte in line.query_status(_AFTER) if not byte & 0x90]
    except OSError:
        said = []
    if said:
        return Printed("printed", _after(said[-1]))
    return Printed("unknown", _left(line))


def _left(line: Network) -> Trouble:
    """What went wrong half-way; what did not come out shall not come out later."""
    trouble = _asked(line)
    with suppress(OSError):
        line._raw(_CLEAR)
    return trouble or "unknown"


def _after(byte: int) -> Trouble | None:
    if byte & 0x0C:
        return "paper_out"
    return "paper_low" if byte & 0x03 else None


def _asked(line: Network) -> Trouble | None:
    """The printer's own word, by the bits of Epson's reference."""
    try:
        _patience(line, _ASKED)
        cause, online, paper = (_said(line, question) for question in (_CAUSE, _ONLINE, _PAPER))
    except TimeoutError:
        return "unknown"
    except OSError:
        return "offline"
    if cause & 0x04:
        return "cover_open"
    if cause & 0x20 or paper & 0x60:
        return "paper_out"
    if cause & 0x40 or online & 0x08:
        return "offline"
    return "paper_low" if paper & 0x0C else None


def _said(line: Network, question: bytes) -> int:
    """The answer to a question; other bytes on the line are none. OSError when the line has ended."""
    found: list[int] = [byte for byte in line.query_status(question) if byte & 0x93 == 0x12]
    if not found:
        raise ConnectionError
    return found[-1]


def _patience(line: Network, seconds: float) -> None:
    if line.device:
        line.device.settimeout(seconds)


def _connected(printer: Printer) -> socket.socket:
    try:
        return socket.create_connection((printer.host, printer.port), timeout=_ASKED)
    except OSError as error:
        raise _Unreachable from error


@contextmanager
def _open(printer: Printer) -> Iterator[Network]:
    """Connected here, because the library leaves a socket open that finds nobody, and knows no IPv6."""
    from escpos.printer import Network

    line = Network(printer.host, printer.port, timeout=_ASKED, profile=_PROFILE)
    line.device = _connected(printer)
    try:
        yield line
    finally:
        line.close()
