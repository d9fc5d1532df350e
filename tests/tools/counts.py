"""How often a test tries: few times in CI, all of them with ``make soak``."""

from __future__ import annotations

import os

SOAK = "CIVICORE_SOAK"


def times(few: int, many: int) -> int:
    """``few``, or ``many`` when somebody has asked for a long run. Mark the test ``soak`` as well."""
    return many if os.environ.get(SOAK) else few
