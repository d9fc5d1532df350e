"""Draws a slip as the dots that a ticket printer burns, so that every letter comes out on every model."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

from civicore.devices.slips import Size, Slip, SlipLine

WIDTH = 576  # dots: 72 mm of printing on a roll of 80 mm, at 203 dots an inch
MARGIN = 16
FONTS = Path(__file__).parent / "fonts"
SIZES: dict[Size, int] = {"small": 24, "normal": 30, "large": 46, "huge": 150}
_LEAST = 46  # dots: a huge line shrinks to this before it is broken into several
_LEADING = 1.25
_MODULE, _QUIET = 7, 4  # dots of one square of a QR code; squares of white around it (ISO 18004)
_WHITE, _BLACK = 255, 0


def picture_of(slip: Slip) -> Image.Image:
    """The slip in black and white, ``WIDTH`` dots wide and as high as it needs."""
    parts = [_drawn(line) for line in slip.lines]
    if slip.qr:
        parts.append(_qr(slip.qr))
    whole = Image.new("L", (WIDTH, sum(part.height for part in parts) + 2 * MARGIN), _WHITE)
    top = MARGIN
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole.point(lambda value: _WHITE if value > 127 else _BLACK).convert("1")


def png_of(slip: Slip) -> bytes:
    """The same as a PNG file."""
    written = io.BytesIO()
    picture_of(slip).save(written, "PNG", optimize=True)
    return written.getvalue()


@cache
def font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """The font of slips at a height in dots."""
    file = FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def _drawn(line: SlipLine) -> Image.Image:
    text = printable(line.text)
    letters = _font_for(text, line)
    rows = list(_rows(text, letters)) or [""]
    height = int(letters.size * _LEADING)
    part = Image.new("L", (WIDTH, height * len(rows)), _WHITE)
    pen = ImageDraw.Draw(part)
    for number, row in enumerate(rows):
        free = WIDTH - 2 * MARGIN - letters.getlength(row)
        left = {"left": 0.0, "centre": free / 2, "right": free}[line.align]
        pen.text((MARGIN + int(left), height * number), row, font=letters, fill=_BLACK)
    return part


def printable(text: str) -> str:
    """One line of letters: what would steer a printer or turn the writing round becomes a space."""
    tidy = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in unicodedata.normalize("NFC", text))
    return " ".join(tidy.split())


def _font_for(text: str, line: SlipLine) -> ImageFont.FreeTypeFont:
    size = SIZES[line.size]
    while line.size == "huge" and size > _LEAST and font(size, bold=line.bold).getlength(text) > WIDTH - 2 * MARGIN:
        size -= 4
    return font(size, bold=line.bold)


def _rows(text: str, letters: ImageFont.FreeTypeFont) -> Iterator[str]:
    row = ""
    for word in _words(text, letters):
        longer = f"{row} {word}".strip()
        if row and letters.getlength(longer) > WIDTH - 2 * MARGIN:
            yield row
            longer = word
        row = longer
    if row:
        yield row


def _words(text: str, letters: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Words, those that are wider than the paper cut into pieces."""
    for word in text.split():
        rest = word
        while letters.getlength(rest) > WIDTH - 2 * MARGIN:
            most = next(n for n in range(len(rest), 0, -1) if letters.getlength(rest[:n]) <= WIDTH - 2 * MARGIN)
            yield rest[:most]
            rest = rest[most:]
        yield rest


def _qr(address: str) -> Image.Image:
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=_QUIET)]
    small = Image.new("L", (len(rows[0]), len(rows)), _WHITE)
    small.putdata([_BLACK if dark else _WHITE for row in rows for dark in row])
    scale = max(1, min(_MODULE, WIDTH // small.width))
    code = small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST)
    part = Image.new("L", (WIDTH, code.height), _WHITE)
    part.paste(code, ((WIDTH - code.width) // 2, 0))
    return part
