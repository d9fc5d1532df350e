"""The check-in code as a picture for the readers of ticket printers and kiosks: the plain code and nothing else."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import segno

from civicore import Attachment

FILE = "code.png"
_MASK = 2  # one of eight, all of which every reader reads; to try which looks best takes longer than to book
_QUIET = 4  # modules of light around the code
_DOTS = 8  # a side of one module: in black and white one byte, which the writer of the picture counts on
_LIGHT, _LINE = b"\xff", b"\x00"  # a line begins with how it was packed: not at all
_SHADES = bytes([0xFF, 0x00]) + bytes(254)  # of a light and of a dark module


def svg(code: str) -> bytes:
    """For pages, drawn by the server: sharp in any size and on paper."""
    drawn = BytesIO()
    _code(code).save(drawn, kind="svg", scale=5, border=2, dark="#000", light="#fff")
    return drawn.getvalue()


def attachment(code: str) -> Attachment:
    """For e-mail, whose readers show no SVG and fetch nothing from our site."""
    return Attachment(FILE, "image/png", _png(_code(code).matrix))


def _code(code: str) -> segno.QRCode:
    return segno.make_qr(code, error="m", mask=_MASK)


def _png(matrix: tuple[bytearray, ...]) -> bytes:
    side = (len(matrix) + 2 * _QUIET) * _DOTS
    blank = (_LINE + _LIGHT * (side // _DOTS)) * _DOTS * _QUIET
    rows = [(_LINE + _LIGHT * _QUIET + row.translate(_SHADES) + _LIGHT * _QUIET) * _DOTS for row in matrix]
    dots = zlib.compress(b"".join([blank, *rows, blank]))
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # one bit a dot, grey
    return b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", head) + _part(b"IDAT", dots) + _part(b"IEND", b"")


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
