"""What a plugin's own tests are written with: a city in memory, people in it, and what may go wrong.

Installing CivicCore gives pytest the fixtures of ``civicore.testing.plugin``; tests are plain functions::

    def test_a_lost_umbrella_is_found_again(city, client, outbox):
        city("village.yaml", plugins={"lostfound": {}})
        client.submit("/lostfound/report", {"what": "Umbrella", "email": "ann@post.example"})
        assert "Umbrella" in outbox.last("ann@post.example").text
"""

from __future__ import annotations

from civicore.testing.browsing import Browser, Page
from civicore.testing.canary import Canary
from civicore.testing.cities import Cities
from civicore.testing.faults import Faults
from civicore.testing.screens import Boards, Printers
from civicore.testing.town import HookCall, Outbox, Town, TownClock

__all__ = [
    "Boards",
    "Browser",
    "Canary",
    "Cities",
    "Faults",
    "HookCall",
    "Outbox",
    "Page",
    "Printers",
    "Town",
    "TownClock",
]
