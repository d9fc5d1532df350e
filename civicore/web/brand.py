"""The city's look computed from its colours: every pair that carries text can be read, in light and dark.

The result is a small style sheet of custom properties that the core's own one uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

_PAGE_CONTRAST, _INK_CONTRAST = 15.0, 10.0  # high, because tints of the page come nearer to the ink

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
    def accent(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def background(self) -> str: ...


def light(palette: Palette) -> Tokens:
    """Custom properties of the light scheme; a page too dim or too dark to read on is lightened or darkened."""
    ink = on_brand(palette.background)
    page = link_colour(palette.background, ink, _PAGE_CONTRAST)
    own = palette.text
    return _scheme(palette, page, own if contrast(own, page) >= _INK_CONTRAST else ink, raised=page)


def dark(palette: Palette) -> Tokens:
    """Custom properties of the dark scheme; only the brand colour is the city's."""
    ground = mixed(_NIGHT, palette.primary, 0.06)
    return _scheme(palette, ground, _NIGHT_INK, raised=mixed(ground, WHITE, 0.05))


def _scheme(palette: Palette, page: str, ink: str, raised: str) -> Tokens:
    surface, tint = mixed(page, ink, 0.035), mixed(page, link_colour(palette.primary, page), 0.08)
    grounds = (page, raised, surface, tint)
    link = _read_on(palette.primary, grounds)
    action = palette.primary if contrast(palette.primary, page) >= CONTROL_CONTRAST else link
    return {
        "bg": page,
        "ink": ink,
        "muted": _read_on(mixed(ink, page, 0.32), grounds),
        "line": mixed(page, ink, 0.2),
        "edge": _read_on(mixed(page, ink, 0.45), grounds, CONTROL_CONTRAST),
        "surface": surface,
        "raised": raised,
        "tint": tint,
        **_brand(palette),
        "link": link,
        "action": action,
        "on-action": on_brand(action),
        "action-hover": _hover(action),
        **_state("bad", _BAD, page, grounds),
        **_state("good", _GOOD, page, grounds),
        **_state("care", _CARE, page, grounds),
    }


def _read_on(colour: str, grounds: Iterable[str], least: float = TEXT_CONTRAST) -> str:
    """The colour moved away from the page until it can be read on each of the grounds."""
    for ground in grounds:
        colour = link_colour(colour, ground, least)
    return colour


def _brand(palette: Palette) -> Tokens:
    given = palette.on_primary
    words = given if given and contrast(given, palette.primary) >= TEXT_CONTRAST else on_brand(palette.primary)
    return {
        "brand": palette.primary,
        "on-brand": words,
        "accent": palette.accent or mixed(palette.primary, words, 0.3),
        "brand-line": mixed(palette.primary, words, 0.3),
        "brand-deep": mixed(palette.primary, BLACK if luminance(palette.primary) > 0.03 else WHITE, 0.16),
    }


def _state(name: str, colours: tuple[str, str], page: str, grounds: Iterable[str]) -> Tokens:
    colour, glow = colours
    own = mixed(page, glow, 0.13)
    return {name: _read_on(colour, (*grounds, own)), f"{name}-tint": own}


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
