"""What a change of each field of ``signals`` does to signals that were sent already."""

from __future__ import annotations

_TOPIC = {
    "cosmetic": "name note also advice information",
    "future": "kinds unit deadline questions duplicates place registration",
    "reveals": "public",
}
_SHOWN = {"reveals": "text photo place answer"}
RULES = {
    "": {
        "cosmetic": "overview terms map number_search templates",
        "future": "enabled urgent routing default_unit deadlines subscriptions registry attachments open311 feedback",
        "holds": "kinds categories statuses outcomes",
        "reveals": "publish",
        "grants": "feeds",
    },
    "kinds": {
        "cosmetic": "name note search_label",
        "future": "registration asks required oldest deadline notify",
        "touching": "statuses outcomes",
        "reveals": "public",
        "weaker": "track",
    },
    "kinds.shown": _SHOWN,
    "categories": {**_TOPIC, "holds": "subcategories"},
    "categories.shown": _SHOWN,
    "categories.subcategories": _TOPIC,
    "categories.subcategories.shown": _SHOWN,
    "statuses": {
        "cosmetic": "name text",
        "future": "after by requires outcomes tell reopen",
        "touching": "phase final",
    },
    "outcomes": {"cosmetic": "name", "future": "counts_as"},
    "keep": {"keeps": "contacts network drafts links"},
}
