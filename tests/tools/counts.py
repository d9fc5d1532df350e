"""How often a test tries: few times in CI, often with ``make soak``, a part of that with ``CIVICORE_SOAK=0.1``."""

from __future__ import annotations

import os

SOAK = "CIVICORE_SOAK"


def share() -> float:
    """How much of the long counts somebody asked for: 0 is CI, 1 is all, 0.1 a tenth. ValueError for anything else."""
    asked = float(os.environ.get(SOAK) or 0)
    if not 0 <= asked <= 1:
        raise ValueError(f"{SOAK} is from 0 to 1, not {asked}")
    return asked


def times(few: int, many: int) -> int:
    """``few``, or ``many`` when somebody has asked for a long run. Mark the test ``soak`` as well.

    A size (days of a city, places of a history) is whole in each long run; what is tried over and over again stands in
    the table of tests/tools/paper.py, which knows parts.
    """
    return many if share() else few
