"""Colours whose contrast is computed, so that a city may bring any colour it likes.

Contrast is that of WCAG 2.2: from 1 (none) to 21 (black on white); text needs 4.5, the edge of a
control 3.
"""

from __future__ import annotations

BLACK, WHITE = "#000000", "#ffffff"
TEXT_CONTRAST = 4.5
CONTROL_CONTRAST = 3.0
_STEPS = 64


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours written as ``#rrggbb``."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black and 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def on_brand(colour: str) -> str:
    """White where it can be read on the colour, else pure black: one of them always can."""
    return WHITE if contrast(WHITE, colour) >= TEXT_CONTRAST else BLACK


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with this share (0 to 1) of the other one in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(own + (foreign - own) * share):02x}" for own, foreign in pairs)


def link_colour(brand: str, background: str, least: float = TEXT_CONTRAST) -> str:
    """The brand, darkened or lightened only as far as it must be to be read on the background."""
    towards = BLACK if contrast(BLACK, background) >= contrast(WHITE, background) else WHITE
    for step in range(_STEPS + 1):
        tried = mixed(brand, towards, step / _STEPS)
        if contrast(tried, background) >= least:
            return tried
    return towards


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
