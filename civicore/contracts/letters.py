"""News of letters that nobody got. No address is named: who sent the letter knows to whom it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LetterReturned:
    """A channel said for good that a message cannot be delivered; ``at`` is aware and in UTC.

    ``about`` is what it concerned (``booking:<uuid>``). A server that is only away for now makes no such news.
    """

    about: str
    notice: str
    channel: str
    at: datetime
