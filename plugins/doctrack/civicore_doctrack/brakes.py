"""What slows down who tries again and again; no file loosens it."""

from __future__ import annotations

from datetime import timedelta

from civicore import Brake

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

LETTERS = Brake(free=3, first=_HOUR, longest=_DAY, forget=_DAY)
"""Questions that somebody else can have sent to an address, so that nobody's mailbox or telephone can be filled."""

ASKING = Brake(free=10, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Addresses named from one network."""

CODES = Brake(free=5, first=10 * _MINUTE, longest=_DAY, forget=_DAY)
"""Codes typed for one address: with six digits nobody comes near by guessing."""

NETWORK = Brake(free=20, first=_MINUTE, longest=60 * _MINUTE, forget=60 * _MINUTE)
"""Tries from one network, whatever the numbers."""

NUMBER = Brake(free=5, first=_MINUTE, longest=15 * _MINUTE, forget=_DAY)
"""Tries at the secret of one number, from wherever."""

SHOWN = {
    "network": {"numbers of documents tried": NETWORK, "addresses named": ASKING},
    "address": {"letters about documents": LETTERS, "codes typed for an address": CODES},
    "item": {"secrets tried for one document": NUMBER},
}
"""As ``civicore show --limits`` tells them."""
