"""The map that the section describes, for everybody who shows one or asks whose a place is."""

from __future__ import annotations

from dataclasses import replace

from civicore import City, Languages, Service, maps
from civicore_signals.plan import Map


def atlas_of(city: City, said: Map) -> maps.Atlas | None:
    """The city's map, None when its file names no districts. ``check`` has read both files before."""
    if said.areas is None:
        return None
    return maps.read_atlas(
        city.file(said.areas),
        city.file(said.base) if said.base else None,
        centre=said.centre,
        zoom=said.zoom,
        outside=said.outside,
        tiles=said.tiles,
        attribution=said.attribution,
        area_name=said.area_label,
    )


def map_services(city: City, said: Map, languages: Languages) -> tuple[Service, ...]:
    """The city's map as a service, where there is one."""
    atlas = atlas_of(city, said)
    if atlas is None:
        return ()
    units = {one: (languages.translate(one, "km"), languages.translate(one, "m")) for one in languages.known}
    return (Service(maps.Atlas, replace(atlas, units=units)),)
