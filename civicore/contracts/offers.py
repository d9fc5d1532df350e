"""Where something can be booked: asked by plugins that lead people on."""

from __future__ import annotations

from typing import Protocol


class Bookable(Protocol):
    """Registered as a service by the plugin that books."""

    def path(self, agenda: str, office: str | None = None) -> str | None:
        """The path on the site, without language, that begins a booking; None when it is not offered there."""
        ...
