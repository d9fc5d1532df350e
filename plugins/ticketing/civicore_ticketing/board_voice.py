"""Whether the boards that should speak can: told to whoever looks after the city's health."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicore import City, HealthProbe

if TYPE_CHECKING:
    from civicore import Runtime


def probe(runtime: Runtime) -> HealthProbe:
    """Well when every language that a board is to speak has a voice."""

    async def look() -> str | None:
        wanted = dict.fromkeys(spoken(runtime.city))
        if wanted and not runtime.speech.able:
            return "boards cannot speak: the program espeak-ng is not installed (ticketing.announce.speak)"
        silent = [one for one in wanted if not await runtime.speech.speaks(one)]
        return f"boards have no voice for {', '.join(silent)} (ticketing.announce.languages)" if silent else None

    return HealthProbe("ticketing.voice", look, vital=False)


def spoken(city: City) -> Iterator[str]:
    """The languages in which some board of the city speaks."""
    for name, office in city.offices.items():
        announce = city.policy("ticketing", office=name).announce
        loud = any(one.kind == "display" and one.sound and one.speak for one in office.devices.values())
        if loud and announce.speak:
            yield from announce.languages or city.languages
