"""Contrast of the city's colours."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.deployment.city import City
from civicore.deployment.colours import CONTROL_CONTRAST, TEXT_CONTRAST, contrast
from civicore.extension.parts import Finding


def check(city: City) -> Iterator[Finding]:
    """L419 for colours the site takes as they are; links, focus and the dark view are computed to contrast."""
    colours = city.brand.colours
    pairs = [
        ("text", colours.text, colours.background, TEXT_CONTRAST, "the page"),
        ("primary", colours.primary, colours.background, CONTROL_CONTRAST, "the page"),
    ]
    if colours.on_primary is not None:
        pairs.append(("on_primary", colours.on_primary, colours.primary, TEXT_CONTRAST, "primary"))
    for name, one, under, least, where in pairs:
        ratio = contrast(one, under)
        if ratio < least:
            message = f"{one} on {where} {under} has a contrast of {ratio:.1f}:1, at least {least:g}:1 is needed"
            yield Finding("L419", message, ("brand", "colours", name))
