"""The city's look computed from its colours: every pair that carries text can be read, in light and dark.

The result is a small style sheet of custom properties that the core's own one uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Protocol

from civicore.deployment.colours import (
    BLACK,
    CONTROL_CONTRAST,
    TEXT_CONTRAST,
    WHITE,
    contrast,
    link_colour,
    luminance,
    mixed,
    on_brand,
)

Tokens = dict[str, str]

# What a state is said in, and the brighter colour that its ground has a breath of.
_BAD, _GOOD, _CARE = ("#a8201a", "#e5383b"), ("#1c6b3a", "#2fa866"), ("#7a4a00", "#f7b500")
_NIGHT, _NIGHT_INK = "#14181b", "#eceff1"


class Palette(Protocol):
    """The colours a city gives, as ``#rrggbb``."""

    @property
    def primary(self) -> str: ...
    @property
    def on_primary(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def background(self) -> str: ...


def light(palette: Palette) -> Tokens:
    """Custom properties of the light scheme."""
    page, ink = palette.background, palette.text
    if contrast(ink, page) < 7:
        ink = on_brand(page)
    return _scheme(palette, page, ink, raised=page)


def dark(palette: Palette) -> Tokens:
    """Custom properties of the dark scheme; only the brand colour is the city's."""
    ground = mixed(_NIGHT, palette.primary, 0.06)
    return _scheme(palette, ground, _NIGHT_INK, raised=mixed(ground, WHITE, 0.05))


def _scheme(palette: Palette, page: str, ink: str, raised: str) -> Tokens:
    # Texts of a colour may stand on the page, on a raised box and on a tint: the worst of them decides.
    tint = mixed(page, link_colour(palette.primary, page), 0.08)
    worst = min((page, raised, tint), key=lambda ground: contrast(ground, ink))
    link = link_colour(palette.primary, worst)
    action = palette.primary if contrast(palette.primary, page) >= CONTROL_CONTRAST else link
    return {
        "bg": page,
        "ink": ink,
        "muted": _faded(ink, worst),
        "line": mixed(page, ink, 0.2),
        "edge": link_colour(mixed(page, ink, 0.45), worst, CONTROL_CONTRAST),
        "surface": mixed(page, ink, 0.035),
        "raised": raised,
        "tint": tint,
        **_brand(palette),
        "link": link,
        "action": action,
        "on-action": on_brand(action),
        "action-hover": _hover(action),
        **_state("bad", _BAD, page, raised, tint),
        **_state("good", _GOOD, page, raised, tint),
        **_state("care", _CARE, page, raised, tint),
    }


def _brand(palette: Palette) -> Tokens:
    given = palette.on_primary
    words = given if given and contrast(given, palette.primary) >= TEXT_CONTRAST else on_brand(palette.primary)
    return {
        "brand": palette.primary,
        "on-brand": words,
        "brand-line": mixed(palette.primary, words, 0.3),
        "brand-deep": mixed(palette.primary, BLACK if luminance(palette.primary) > 0.03 else WHITE, 0.16),
    }


def _state(name: str, colours: tuple[str, str], page: str, raised: str, tint: str) -> Tokens:
    colour, glow = colours
    ground = mixed(page, glow, 0.13)
    worst = min((page, raised, tint, ground), key=lambda one: contrast(one, link_colour(colour, page)))
    return {name: link_colour(colour, worst), f"{name}-tint": ground}


def _faded(ink: str, ground: str) -> str:
    """The ink as pale as may be read."""
    shades = (mixed(ink, ground, share) for share in (0.32, 0.24, 0.16, 0.08))
    return next((shade for shade in shades if contrast(shade, ground) >= TEXT_CONTRAST), ink)


def _hover(action: str) -> str:
    """A shade of the button under the pointer, further away from the colour of its words."""
    return mixed(action, BLACK if on_brand(action) == WHITE else WHITE, 0.18)


def stylesheet(palette: Palette) -> str:
    """brand.css."""
    return (
        f":root{{{_written(light(palette))}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_written(dark(palette))}}}}}\n"
        f"@media print{{:root{{{_written(light(palette))}}}}}\n"
    )


def _written(tokens: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in tokens.items())


def initial_icon(name: str, palette: Palette) -> str:
    """An SVG with the first letter of the city on its colour, for cities that give no icon."""
    words = _brand(palette)["on-brand"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="14" fill="{palette.primary}"/>'
        f'<text x="32" y="46" font-family="system-ui,sans-serif" font-size="40" font-weight="700" '
        f'text-anchor="middle" fill="{words}">{escape(name.strip()[:1].upper())}</text></svg>'
    )
