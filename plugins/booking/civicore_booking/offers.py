"""Where a booking of an agenda begins, for plugins that lead people there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from civicore_booking.service import Bookings


@dataclass(frozen=True)
class OwnBookable:
    """The port ``civicore.contracts.offers.Bookable``."""

    bookings: Bookings

    def path(self, agenda: str, office: str | None = None) -> str | None:
        """The path on the site, without language, that begins a booking; None when it is not offered there."""
        if agenda not in self.bookings.agendas("web"):
            return None
        offices = self.bookings.offices(agenda)
        if office is None:
            return f"/booking/{agenda}" if offices else None
        if office not in offices or not self.bookings.policy(agenda, office).channel("web").enabled:
            return None
        return f"/booking/{agenda}?{urlencode({'office': office})}"
