"""Contrast of the city's colours."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.deployment.colours import CONTROL_CONTRAST, TEXT_CONTRAST, contrast
from civicore.extension.parts import Finding


def check(city: City) -> Iterator[Finding]:
    """L419 for colours the site takes as they are; links, focus and the dark view are computed to contrast."""
    colours = city.brand.colours
    pairs = [
        ("text", colours.text, colours.background, TEXT_CONTRAST, say("the page")),
        ("primary", colours.primary, colours.background, CONTROL_CONTRAST, say("the page")),
    ]
    if colours.on_primary is not None:
        pairs.append(("on_primary", colours.on_primary, colours.primary, TEXT_CONTRAST, say("primary")))
    for name, one, under, least, where in pairs:
        ratio = contrast(one, under)
        if ratio < least:
            message = say(
                "%(one)s on %(where)s %(under)s has a contrast of %(ratio)s:1, at least %(least)s:1 is needed",
                one=one,
                where=where,
                under=under,
                ratio=f"{ratio:.1f}",
                least=f"{least:g}",
            )
            yield Finding("L419", message, ("brand", "colours", name))
