"""Draws the icons of the installed app. The library of pictures is loaded with it, when the first is asked for."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from civicore.devices.raster import FONTS
from civicore.pocket.icons import Face, Icon

SAFE = 0.8  # of the width: a circle of this size is all that a phone is sure to show of a maskable icon (W3C manifest)
_DRAWN = 1024  # dots; drawn large and made smaller, so that edges are smooth
_LETTER, _LINE = 0.56, 0.035  # of the width: the height of the initial, the thickness of the line below it
_FRAME = 0.12  # of the width: the margin around the city's own picture


@lru_cache(maxsize=32)
def drawn(face: Face, icon: Icon) -> bytes:
    """The icon as a PNG file. The ground reaches every edge: phones round the corners themselves."""
    draw = _badge if icon.badge else _picture if face.picture else _initial
    whole = draw(face)
    if icon.maskable:
        inner = whole.resize((int(_DRAWN * SAFE), int(_DRAWN * SAFE)), Image.Resampling.LANCZOS)
        whole = Image.new("RGB", (_DRAWN, _DRAWN), face.paper if face.picture else face.ground)
        whole.paste(inner, ((_DRAWN - inner.width) // 2, (_DRAWN - inner.height) // 2))
    written = io.BytesIO()
    whole.resize((icon.size, icon.size), Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _initial(face: Face) -> Image.Image:
    whole = Image.new("RGB", (_DRAWN, _DRAWN), face.ground)
    pen, middle = ImageDraw.Draw(whole), _DRAWN / 2
    letters = ImageFont.truetype(FONTS / "DejaVuSans-Bold.ttf", int(_DRAWN * _LETTER))
    pen.text((middle, middle * 0.94), face.letter, font=letters, fill=face.ink, anchor="mm")
    half, thick, top = _DRAWN * 0.22, _DRAWN * _LINE, _DRAWN * 0.79
    pen.rounded_rectangle((middle - half, top, middle + half, top + thick), radius=thick / 2, fill=face.accent)
    return whole


def _badge(face: Face) -> Image.Image:
    whole = Image.new("RGBA", (_DRAWN, _DRAWN))
    letters = ImageFont.truetype(FONTS / "DejaVuSans-Bold.ttf", int(_DRAWN * 1.1))
    ImageDraw.Draw(whole).text((_DRAWN / 2, _DRAWN / 2), face.letter, font=letters, fill="white", anchor="mm")
    return whole


def _picture(face: Face) -> Image.Image:
    whole, room = Image.new("RGB", (_DRAWN, _DRAWN), face.paper), int(_DRAWN * (1 - 2 * _FRAME))
    own = Image.open(io.BytesIO(face.picture or b"")).convert("RGBA")
    scale = min(room / own.width, room / own.height)
    own = own.resize((max(1, int(own.width * scale)), max(1, int(own.height * scale))), Image.Resampling.LANCZOS)
    whole.paste(own, ((_DRAWN - own.width) // 2, (_DRAWN - own.height) // 2), own)
    return whole
