"""What a change of each field of ``booking`` does to visits that are booked already."""

from __future__ import annotations

# Old bookings keep the terms they were made under, so most changes are for new ones only.
RULES = {
    "": {
        "cosmetic": "sold_out page",
        "future": "walk_in horizon lead_time step max_people fields form confirmation code check_in priority"
        " cancellation release reminder waiting_list channels freshness on_time puzzle",
        "touching": "enabled",
    },
    "limits": {
        "limits": "active_per_person per_agenda_and_day pending_per_email unconfirmed_per_person unconfirmed_per_day",
        "future": "name_change",
    },
}
