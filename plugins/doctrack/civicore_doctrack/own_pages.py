"""Where other plugins lead people who want to follow a document."""

from __future__ import annotations

from civicore_doctrack import links


class OwnPages:
    """Answers ``civicore.contracts.offers.Followable``; documents are tracked wherever this plugin is on."""

    def path(self) -> str | None:
        return links.FRONT
