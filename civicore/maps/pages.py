"""Addresses of the map: pictures for pages without script, shapes for those with it, and what a page may load."""

from collections.abc import Mapping

from civicore.maps.atlas import Atlas


def headers(atlas: Atlas) -> Mapping[str, str]:
    """Headers of a page with a map: the tile server that the file names may send it pictures, nobody else."""
    return {}
