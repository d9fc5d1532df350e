"""A message centre for tests: SMPP 3.4 written from the specification, with the moods that real ones have."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

BIND, BIND_RESP = 0x00000009, 0x80000009
SUBMIT, SUBMIT_RESP = 0x00000004, 0x80000004
DELIVER, DELIVER_RESP = 0x00000005, 0x80000005
UNBIND, UNBIND_RESP = 0x00000006, 0x80000006
ENQUIRE, ENQUIRE_RESP = 0x00000015, 0x80000015
THROTTLED, QUEUE_FULL, BAD_ADDRESS, WRONG_PASSWORD = 0x58, 0x14, 0x0B, 0x0E


@dataclass(frozen=True)
class Part:
    """One submit_sm as it came: octets of the words without their header, and the header's numbers."""

    id: str
    source: str
    to: str
    esm_class: int
    coding: int
    octets: bytes
    whole: tuple[int, int, int] | None

    @property
    def text(self) -> str:
        if self.coding == 8:
            return self.octets.decode("utf-16-be")
        return self.octets.decode("ascii")  # the tests write what both alphabets have


@dataclass
class MessageCentre:
    """``moods`` are taken one by one by the next messages: a status, ``silent``, ``drop``, or None to be well."""

    port: int = 0
    password: str = "pw"
    parts: list[Part] = field(default_factory=list)
    moods: list[int | str | None] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    report: Callable[[str], list[tuple[str, str]]] | None = None
    binds: int = 0
    _lines: list[asyncio.StreamWriter] = field(default_factory=list)
    _number: int = 0

    @property
    def bound(self) -> bool:
        return bool(self._lines)

    def texts(self) -> list[str]:
        """The messages that were taken, put together again, in the order of their first part."""
        together: dict[tuple[str, int | str], dict[int, str]] = {}
        for part in self.parts:
            key = (part.to, part.whole[0] if part.whole else part.id)
            together.setdefault(key, {})[part.whole[2] if part.whole else 1] = part.text
        return ["".join(words for _, words in sorted(parts.items())) for parts in together.values()]

    def deliver(self, source: str, octets: bytes, *, esm_class: int = 0, coding: int = 0, tlvs: bytes = b"") -> None:
        """A message or receipt on its way to us."""
        body = b"\0" + _address(source) + _address("900") + bytes((esm_class, 0, 0)) + b"\0\0"
        body += bytes((0, 0, coding, 0, len(octets))) + octets + tlvs
        self._write(self._lines[-1], DELIVER, self._next(), body)

    def receipt(self, id: str, stat: str) -> None:
        """A receipt whose dates have seconds, as many centres write them."""
        done = "done date:261124080000" if stat != "ACCEPTD" else "done date:2611240800"
        text = f"id:{id} sub:001 dlvrd:001 submit date:261124080000 {done} stat:{stat} err:00A text:"
        self.deliver("420739547765", text.encode(), esm_class=4)

    def kick(self) -> None:
        """Drop every line at once."""
        for line in self._lines:
            line.transport.abort()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                length, command, status, number = struct.unpack("!IIII", await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                if not self._handle(writer, command, status, number, body):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            if writer in self._lines:
                self._lines.remove(writer)
            writer.close()

    def _handle(self, line: asyncio.StreamWriter, command: int, status: int, number: int, body: bytes) -> bool:
        if command == BIND:
            right = body.split(b"\0")[1].decode() == self.password
            self._write(line, BIND_RESP, number, b"SMSC\0", 0 if right else WRONG_PASSWORD)
            self.binds += right
            self._lines += [line] if right else []
        elif command == SUBMIT:
            return self._submitted(line, number, body)
        elif command == ENQUIRE:
            self._write(line, ENQUIRE_RESP, number, b"")
        elif command == UNBIND:
            self._write(line, UNBIND_RESP, number, b"")
            return False
        elif command == DELIVER_RESP:
            self.answered.append(status)
        return True

    def _submitted(self, line: asyncio.StreamWriter, number: int, body: bytes) -> bool:
        mood = self.moods.pop(0) if self.moods else None
        if mood == "silent":
            return True
        if mood == "drop":
            line.transport.abort()
            return False
        if isinstance(mood, int):
            self._write(line, SUBMIT_RESP, number, b"\0", mood)
            return True
        part = _read(body, f"m{len(self.parts) + 1}")
        self.parts.append(part)
        told = self.report(part.id) if self.report else []
        for stat, _ in (one for one in told if one[1] == "before"):
            self.receipt(part.id, stat)
        self._write(line, SUBMIT_RESP, number, part.id.encode() + b"\0")
        for stat, _ in (one for one in told if one[1] == "after"):
            self.receipt(part.id, stat)
        return True

    def _write(self, line: asyncio.StreamWriter, command: int, number: int, body: bytes, status: int = 0) -> None:
        line.write(struct.pack("!IIII", 16 + len(body), command, status, number) + body)

    def _next(self) -> int:
        self._number += 1
        return self._number


@asynccontextmanager
async def message_centre(password: str = "pw") -> AsyncIterator[MessageCentre]:
    """Listen on a free port until the block ends."""
    centre = MessageCentre(password=password)
    server = await asyncio.start_server(centre.talk, "127.0.0.1", 0)
    centre.port = server.sockets[0].getsockname()[1]
    try:
        yield centre
    finally:
        server.close()
        centre.kick()
        await server.wait_closed()


def _address(number: str) -> bytes:
    return bytes((1, 1)) + number.encode() + b"\0"


def _read(body: bytes, id: str) -> Part:
    _, at = _text(body, 0)
    source, at = _text(body, at + 2)
    to, at = _text(body, at + 2)
    esm_class = body[at]
    _, at = _text(body, at + 3)
    _, at = _text(body, at)
    coding, length = body[at + 2], body[at + 4]
    octets = body[at + 5 : at + 5 + length]
    assert len(octets) == length <= 160
    if not esm_class & 0x40:
        return Part(id, source, to, esm_class, coding, octets, None)
    size, kind, _, reference, total, number = octets[:6]
    assert (size, kind) == (5, 0)
    return Part(id, source, to, esm_class, coding, octets[6:], (reference, total, number))


def _text(body: bytes, at: int) -> tuple[str, int]:
    end = body.index(b"\0", at)
    return body[at:end].decode("ascii"), end + 1
