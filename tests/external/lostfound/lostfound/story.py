"""What one person leaves behind, for the checks of plugins: a report with their name and address in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicore.testing import Canary, Town


def leave(town: Town, canary: Canary) -> None:
    """Somebody reports a loss."""
    town.browser().submit(
        "/lostfound/report",
        {
            "category": "keys",
            "words": canary.values["text"],
            "lost_on": town.clock.now.date().isoformat(),
            "name": canary.name,
            "email": canary.email,
        },
    )
