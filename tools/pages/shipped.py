"""The shipped cities, composed as demos."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.reading import Settings

DEPLOYMENTS = Path(__file__).resolve().parents[2] / "deployments"
CITIES = ("kostelec", "trutnov", "kryvyi_rih", "sofia", "dms_ua")


@cache
def built() -> Sequence[Built]:
    """Every city that stands for one of the five systems, ready to be asked what it brings."""
    return [
        build(Settings(DEPLOYMENTS / f"{name}.yaml", demo=True, clock=DemoClock(), served_at="https://city.example"))
        for name in CITIES
    ]
