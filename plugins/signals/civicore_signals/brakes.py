"""What slows down who tries again and again; no file loosens it."""

from __future__ import annotations

from datetime import timedelta

from civicore import Brake

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_DAY = timedelta(days=1)

FILINGS = Brake(free=20, first=10 * _MINUTE, longest=_HOUR, forget=_HOUR)
"""Cases from one network in a row: a whole school may use one, a program may not."""

UPLOADS = Brake(free=60, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Forms with files from one network, so that nobody fills our disk with what is never sent."""

LETTERS = Brake(free=3, first=_HOUR, longest=_DAY, forget=_DAY)
"""Letters that somebody else can have sent to an address, so that nobody's mailbox can be filled."""

ASKING = Brake(free=10, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Questions of one network about addresses."""

SHOWN = {
    "network": {"signals sent": FILINGS, "forms with files": UPLOADS, "questions about addresses": ASKING},
    "address": {"letters about signals": LETTERS},
}
"""As ``civicore show --limits`` tells them."""


def looking(per_minute: int) -> Brake:
    """Look-ups of one network."""
    return Brake(free=per_minute, first=_MINUTE, longest=_MINUTE, forget=_MINUTE)
