"""Where the links of messages lead. Opening one changes nothing; every page behind them asks before it acts."""

from __future__ import annotations

CONFIRM = "/booking/confirm"
VISIT = "/booking/visit"
NOT_ME = "/booking/not-me"
WAITING = "/booking/waiting"


def to(page: str, token: str) -> str:
    """The path of a page for the holder of this token, without the language."""
    return f"{page}/{token}"
