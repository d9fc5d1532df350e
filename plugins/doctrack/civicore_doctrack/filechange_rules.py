"""What a change of each field of ``doctrack`` does to documents that people follow."""

from __future__ import annotations

RULES = {
    "": {
        "cosmetic": "title intro where_number opt_in",
        "future": "versions notify_by source sources pickup pickup_booking",
        "holds": "documents stages",
        "weaker": "identify_by",
    },
    "documents": {"cosmetic": "name note words", "touching": "stages", "future": "versions"},
    "stages": {
        "cosmetic": "name message explained words",
        "future": "ready aside back_to takes notify",
        "touching": "final",
    },
    "keep": {"keeps": "after_end without_news runs numbers"},
}
