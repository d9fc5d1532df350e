"""What one field of ``signals:`` alone cannot tell, found before the city opens."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Finding


def check(city: City) -> Iterator[Finding]:
    """Everything about ``signals:`` that contradicts itself or asks for trouble."""
    if city.section("signals") is None:
        return
    yield from ()
