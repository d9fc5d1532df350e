"""Icons of the installed app, and what they are drawn from: the city's own picture, or its initial on its colour."""

from __future__ import annotations

from dataclasses import dataclass

from civicore.deployment.city import City
from civicore.web.brand import light
from civicore.web.pictures import pictures


@dataclass(frozen=True)
class Face:
    """What an icon is drawn from; ``picture`` is the city's own PNG, if it has one."""

    letter: str
    ground: str
    ink: str
    accent: str
    paper: str
    picture: bytes | None = None


@dataclass(frozen=True)
class Icon:
    """One icon: its width in dots, and whether a phone may cut it to its own shape.

    Of a ``badge``, the sign beside news, phones show only where it is not transparent.
    """

    size: int
    maskable: bool = False
    badge: bool = False


ICONS = {
    "192": Icon(192),
    "512": Icon(512),
    "maskable": Icon(512, maskable=True),
    "apple": Icon(180),
    "badge": Icon(96, badge=True),
}


def face(city: City) -> Face:
    """The face of a city, from its brand."""
    name, found = city.deployment.name.in_(city.languages[0]), pictures(city)
    tokens = light(city.brand.colours)
    own = found.get("favicon.png") or found.get("logo.png")
    letter = next((one for one in name if one.isalnum()), "•").upper()
    return Face(letter, tokens["brand"], tokens["on-brand"], tokens["accent"], city.brand.colours.background, own)
