"""Answers of HTTP/1.1 as a load reads them: the status, the end, the body where it is wanted."""

from __future__ import annotations

from dataclasses import dataclass

_END = b"\r\n\r\n"
_LAST = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: of which request, and when, in seconds from the start of the round. Status 0: none came."""

    number: int
    status: int
    began: float
    ended: float
    body: bytes = b""


class Reading:
    """An answer that is still coming; ``status`` is None until all of it is there."""

    def __init__(self, *, kept: bool) -> None:
        self.status: int | None = None
        self.closing = False
        self._kept = kept
        self._head = b""
        self._parts: list[bytes] = []
        self._told = 0
        self._left: int | None = None  # bytes of the body that are to come; None: in chunks
        self._tail = b""

    @property
    def body(self) -> bytes:
        return b"".join(self._parts)

    def add(self, came: bytes) -> None:
        if not self._told:
            self._head += came
            end = self._head.find(_END)
            if end < 0:
                return
            came = self._head[end + len(_END) :]
            self._read_head(self._head[:end].lower())
        self._add_body(came)

    def hung_up(self) -> None:
        self.status, self.closing = 0, True

    def _read_head(self, head: bytes) -> None:
        self._told = int(head[9:12])
        self.closing = b"connection: close" in head
        at = head.find(b"content-length:")
        if at >= 0:
            self._left = int(head[at + 15 :].split(b"\r\n", 1)[0])
        elif b"chunked" not in head:
            self._left = 0

    def _add_body(self, came: bytes) -> None:
        if self._kept:
            self._parts.append(came)
        if self._left is None:
            self._tail = (self._tail + came)[-len(_LAST) :]
            whole = self._tail == _LAST
        else:
            self._left -= len(came)
            whole = self._left <= 0
        if whole:
            self.status = self._told
