"""What is limited and who has a place: one ledger for everybody who promises or serves.

What the database is needed for is loaded when it is first asked for, so that pure rules stay light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from civicore.capacity.claims import Claim, Delta, Limit, day_limit, lasting_limit, net
from civicore.capacity.limits import covering, day_limits
from civicore.capacity.side_by_side import side_by_side
from civicore.capacity.use import Span, Use

if TYPE_CHECKING:
    from civicore.capacity.ledger import (
        GIVEN_BACK,
        PART,
        Full,
        Kept,
        busiest,
        claims_of,
        exchange,
        filled,
        forget_days,
        full,
        holds,
        outlast,
        places_on,
        release,
        rewrite,
        still_full,
        sweep,
        usage,
        uses,
    )

__all__ = [
    "GIVEN_BACK",
    "PART",
    "Claim",
    "Delta",
    "Full",
    "Kept",
    "Limit",
    "Span",
    "Use",
    "busiest",
    "claims_of",
    "covering",
    "day_limit",
    "day_limits",
    "exchange",
    "filled",
    "forget_days",
    "full",
    "holds",
    "lasting_limit",
    "net",
    "outlast",
    "places_on",
    "release",
    "rewrite",
    "side_by_side",
    "still_full",
    "sweep",
    "usage",
    "uses",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'civicore.capacity' has no attribute {name!r}")
    value = getattr(import_module("civicore.capacity.ledger"), name)
    globals()[name] = value
    return value
