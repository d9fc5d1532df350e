"""A ticket printer on the network: speaks enough ESC/POS to be asked and printed on, shows what came out, breaks.

It serves one client at a time, as real ones do. Without paper or with its cover open it answers questions but
holds what it is sent, and prints it later, unless it is told to forget it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from PIL import Image

EOT, REAL_TIME_REQUEST, CLEAR = b"\x10\x04", b"\x10\x14", b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class Died(Exception):
    """The power went."""


@dataclass
class Ticket:
    """What was cut off the roll."""

    rows: list[bytes]

    @property
    def picture(self) -> Image.Image:
        """The dots as they were burnt; rows of a narrower picture are white to the right."""
        width = max(len(row) for row in self.rows)
        dots = b"".join(row.ljust(width, b"\0") for row in self.rows)
        ink = Image.frombytes("1", (width * 8, len(self.rows)), dots)
        return ink.point(lambda value: 0 if value else 255).convert("1")


@dataclass
class Escpos:
    """The printer. Change its faults at any time; ``host`` and ``port`` are where it listens."""

    paper: str = "ok"  # ok, low, out
    cover_open: bool = False
    silent: bool = False  # takes everything and says nothing
    runs_out_after: int | None = None  # rows of dots that the roll still has
    dies_at: str | None = None  # "picture": half-way through it; "cut": just before it
    hangs: bool = False  # stops before the cut until it is ``released``
    hung: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    tickets: list[Ticket] = field(default_factory=list)
    strange: list[bytes] = field(default_factory=list)
    clients: int = 0
    host: str = "127.0.0.1"
    port: int = 0
    _roll: list[bytes] = field(default_factory=list)
    _held: list[bytes] = field(default_factory=list)
    _listening: socket.socket | None = None
    _line: socket.socket | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def switch_on(self) -> None:
        """Listen, at the same port as before."""
        self._listening = socket.create_server((self.host, self.port), backlog=16)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._listening,), daemon=True).start()

    def switch_off(self) -> None:
        """Nobody can reach it; what it held is lost, the paper stays."""
        with self._lock:
            for one in (self._listening, self._line):
                if one is not None:
                    with suppress(OSError):
                        one.shutdown(socket.SHUT_RDWR)
                    one.close()
            self._listening = self._line = None
            self._held.clear()

    def refill(self) -> None:
        """Paper is in and the cover is shut: what it held comes out."""
        with self._lock:
            self.paper, self.cover_open, self.runs_out_after = "ok", False, None
            held, self._held = self._held, []
            for command in held:
                self._do(command)

    @property
    def ready(self) -> bool:
        return self.paper != "out" and not self.cover_open

    @property
    def half(self) -> int:
        """Rows of dots on paper that was not cut."""
        return len(self._roll)

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            self._line = line
            self.clients += 1
            with suppress(OSError, Died):
                self._talk(line)
            line.close()

    def _talk(self, line: socket.socket) -> None:
        buffer = b""
        while received := line.recv(65536):
            buffer += received
            with self._lock:
                while command := _first(buffer):
                    buffer = buffer[len(command) :]
                    self._take(command, line)

    def _take(self, command: bytes, line: socket.socket) -> None:
        if self.silent:
            return
        if command.startswith(EOT):
            line.sendall(bytes([self._status(command[2])]))
        elif command.startswith(REAL_TIME_REQUEST):
            self._held.clear()
        elif self.ready and not self._held:
            answer = self._do(command)
            if answer:
                line.sendall(answer)
        else:
            self._held.append(command)

    def _status(self, question: int) -> int:
        if question == 1:
            return 0x12 | (0 if self.ready else 0x08)
        if question == 2:
            return 0x12 | (0x04 if self.cover_open else 0) | (0x20 if self.paper == "out" else 0)
        return 0x12 | {"ok": 0, "low": 0x0C, "out": 0x6C}[self.paper]

    def _do(self, command: bytes) -> bytes:
        """Carry out what stands in order; the answer to a question."""
        if command.startswith(b"\x1dv0"):
            self._burn(command)
        elif command.startswith(b"\x1dV"):
            if self.dies_at == "cut":
                self._die()
            if self.hangs:
                self.hung.set()
                self.released.wait()
                self.hangs = False
            self.tickets.append(Ticket(self._roll))
            self._roll = []
        elif command.startswith(b"\x1dr"):
            return bytes([{"ok": 0, "low": 0x03, "out": 0x0F}[self.paper]])
        elif command[:2] not in (b"\x1b@", b"\x1bd"):
            self.strange.append(command)
        return b""

    def _burn(self, command: bytes) -> None:
        width = command[4] + 256 * command[5]
        dots = command[8:]
        rows = [dots[start : start + width] for start in range(0, len(dots), width)]
        for number, row in enumerate(rows):
            if self.dies_at == "picture" and number == len(rows) // 2:
                self._die()
            if self.runs_out_after is not None and len(self._roll) >= self.runs_out_after:
                self.paper = "out"
                self._held.append(command[:6] + _two(len(rows) - number) + b"".join(rows[number:]))
                return
            self._roll.append(row)

    def _die(self) -> None:
        self.dies_at = None
        self.switch_off()
        raise Died


def _first(buffer: bytes) -> bytes:
    """The first whole command, empty when more bytes have to come."""
    if not buffer:
        return b""
    length = _length(buffer)
    return buffer[:length] if length and len(buffer) >= length else b""


def _length(buffer: bytes) -> int:
    start = buffer[:2]
    if start == EOT or start in (b"\x1bd", b"\x1dr"):
        return 3
    if start == REAL_TIME_REQUEST:
        return len(CLEAR)
    if start == b"\x1dV":
        return 0 if len(buffer) < 3 else 4 if buffer[2] in (65, 66) else 3
    if start == b"\x1dv":
        return 0 if len(buffer) < 8 else 8 + (buffer[4] + 256 * buffer[5]) * (buffer[6] + 256 * buffer[7])
    if start == b"\x1b@":
        return 2
    return 0 if buffer in (b"\x10", b"\x1b", b"\x1d") else 1


def _two(number: int) -> bytes:
    return bytes([number % 256, number // 256])


@contextmanager
def escpos_printer() -> Iterator[Escpos]:
    """A printer that is switched on, at a port of its own."""
    printer = Escpos()
    printer.switch_on()
    try:
        yield printer
    finally:
        printer.switch_off()
