"""What a change of each field of ``ticketing`` does to people who wait: a queue lives for a day."""

from __future__ import annotations

RULES = {
    "": {
        "cosmetic": "announce",
        "future": "numbers longest_wait calls undo last_ticket at_close then delays offline ask keys alarm",
        "touching": "enabled",
        "keeps": "keep",
    },
    "remote": {"future": "enabled agendas", "limits": "most_waiting per_network"},
}
