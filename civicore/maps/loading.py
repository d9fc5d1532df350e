"""What a page with a map may load."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from civicore.maps.atlas import Atlas
from civicore.web.front import content_policy


def headers(atlas: Atlas) -> Mapping[str, str]:
    """Headers of a page with a map: the tile server that the file names may send it pictures, nobody else may."""
    if atlas.tiles is None:
        return {}
    server = urlsplit(atlas.tiles)
    return {
        "Content-Security-Policy": content_policy(images=[f"{server.scheme}://{server.netloc.replace('{s}', '*')}"])
    }
