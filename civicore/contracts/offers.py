"""Where something can be booked or followed: asked by plugins that lead people on."""

from __future__ import annotations

from typing import Protocol


class Bookable(Protocol):
    """Registered as a service by the plugin that books."""

    def path(self, agenda: str, office: str | None = None) -> str | None:
        """The path on the site, without language, that begins a booking; None when it is not offered there."""
        ...


class Followable(Protocol):
    """Registered as a service by the plugin that tells how far documents are."""

    def path(self) -> str | None:
        """The path on the site, without language, where a document is looked up; None when nothing is."""
        ...
