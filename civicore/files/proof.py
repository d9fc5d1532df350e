"""Looks at the bytes of a written picture: are there only parts that pixels need, and nothing behind them?

It does not ask the library that wrote them, so a fault there cannot let anything through.
"""

from __future__ import annotations

from civicore.files.segments import after_scan

_PNG_PARTS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_PNG = b"\x89PNG\r\n\x1a\n"
_SOI, _EOI, _SOS, _APP0 = 0xD8, 0xD9, 0xDA, 0xE0
_TABLES = frozenset({0xDB, 0xC4, 0xDD, 0xC0, 0xC1, 0xC2})  # DQT, DHT, DRI, frames
_JFIF = 16  # bytes of a JFIF header without a small picture in it


def proven(content: bytes) -> bool:
    """True for a JPEG or PNG with pixels alone."""
    return _proven_png(content) if content.startswith(_PNG) else _proven_jpeg(content)


def _proven_png(content: bytes) -> bool:
    at, part = len(_PNG), b""
    while at + 12 <= len(content) and part != b"IEND":
        part = content[at + 4 : at + 8]
        if part not in _PNG_PARTS:
            return False
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return part == b"IEND" and at == len(content)


def _proven_jpeg(content: bytes) -> bool:
    if content[:2] != bytes((0xFF, _SOI)):
        return False
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _APP0 and not (length == _JFIF and content[at + 4 : at + 9] == b"JFIF\0"):
            return False
        if marker not in _TABLES and marker not in (_APP0, _SOS):
            return False
        at += 2 + length
        if marker == _SOS:
            at = after_scan(content, at)
        if content[at : at + 2] == bytes((0xFF, _EOI)):
            return at + 2 == len(content)
    return False
