"""What a phone reads to install the site as an app (W3C Web Application Manifest), in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from civicore.deployment.city import City
from civicore.pocket.icons import ICONS, Face
from civicore.pocket.places import ICON_FOLDER
from civicore.web.brand import light

MOST_SHORTCUTS = 4  # what phones show of them


def manifest(city: City, language: str, face: Face, shortcuts: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    """The manifest as JSON values; ``shortcuts`` are words and paths without language.

    ``id`` is the same in every language: whoever changes the language has one app still.
    """
    home, tokens = f"/{language}", light(city.brand.colours)
    label = city.channels.web.label
    found: dict[str, Any] = {
        "id": "/",
        "name": city.deployment.name.in_(language),
        "short_name": (label or city.deployment.name).in_(language),
        "lang": language,
        "dir": "ltr",
        "start_url": f"{home}/",
        "scope": "/",
        "display": "standalone",
        "theme_color": tokens["brand"],
        "background_color": city.brand.colours.background,
        "icons": list(_icons(face)),
        "shortcuts": [{"name": words, "url": f"{home}{path}"} for words, path in shortcuts[:MOST_SHORTCUTS]],
    }
    if city.deployment.slogan:
        found["description"] = city.deployment.slogan.in_(language)
    return found


def _icons(face: Face) -> Sequence[Mapping[str, str]]:
    mark = sha256(repr(face).encode()).hexdigest()[:8]
    return [
        {
            "src": f"{ICON_FOLDER}/{name}.png?{mark}",
            "sizes": f"{icon.size}x{icon.size}",
            "type": "image/png",
            "purpose": "maskable" if icon.maskable else "any",
        }
        for name, icon in ICONS.items()
        if name in ("192", "512", "maskable")
    ]
