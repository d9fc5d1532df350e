"""The parts of a JPEG file: takes away those that tell something, without touching the pixels."""

from __future__ import annotations

_SOI, _EOI, _SOS, _ADOBE = 0xD8, 0xD9, 0xDA, 0xEE
_DRAWN = range(0xC0, 0xE0)  # frames, scans and their tables (ITU T.81, table B.1)
_RESTARTS = range(0xD0, 0xD8)


def bare_jpeg(content: bytes) -> bytes | None:
    """The same pixels without comments and application parts, and nothing behind the end; None if it is no JPEG.

    Adobe's part stays, since the colours of print depend on it.
    """
    if content[:2] != bytes((0xFF, _SOI)):
        return None
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == _EOI:
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _SOS:
            end = after_scan(content, end)
        if _needed(marker, content[at + 4 : at + 9]):
            kept.append(content[at:end])
        at = end
    if content[at : at + 2] != bytes((0xFF, _EOI)):
        return None
    return b"".join([*kept, content[at : at + 2]])


def after_scan(content: bytes, at: int) -> int:
    """Where the next marker stands after coded pixels; within them FF00 is a byte and FFD0 to FFD7 restart."""
    while (at := content.find(b"\xff", at)) >= 0:
        if content[at + 1 : at + 2] != b"\0" and (at + 1 < len(content) and content[at + 1] not in _RESTARTS):
            return at
        at += 2
    return len(content)


def _needed(marker: int, begins: bytes) -> bool:
    if marker == _ADOBE:
        return begins == b"Adobe"
    return marker in _DRAWN
