"""What is to be lived through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Script:
    """A file, a seed, the first day, how many days, and steps on each of them."""

    file: Path
    seed: int
    first: date
    days: int
    steps: int = 40
