"""Contrast of colours by WCAG 2.2, and colours computed from the city's own so that all text can be read.

Colours are written ``#rrggbb``; contrast is a ratio from 1 to 21.
"""

from __future__ import annotations

BLACK, WHITE = "#000000", "#ffffff"
TEXT_CONTRAST = 4.5
CONTROL_CONTRAST = 3.0
DARK_PAGE, DARK_TEXT = "#14171a", "#f1f3f5"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def on_brand(colour: str) -> str:
    """Black or white, whichever is read better on this colour; one of them always reaches 4.5."""
    return max(WHITE, BLACK, key=lambda text: contrast(colour, text))


def link_colour(colour: str, background: str = WHITE, least: float = TEXT_CONTRAST) -> str:
    """The colour itself if it is read on this background, else the nearest shade of it that is."""
    towards = on_brand(background)
    for step in range(101):
        shade = mix(colour, towards, step / 100)
        if contrast(shade, background) >= least:
            return shade
    return towards


def mix(colour: str, other: str, part: float) -> str:
    """``part`` (0 to 1) of the other colour stirred into the first one."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * part):02x}" for one, two in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
