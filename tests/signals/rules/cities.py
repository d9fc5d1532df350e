"""The plans of the two cities that the rules are tried on: four made-up squares, and Sofia as it is shipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from civicore_signals.case import Case, Place
from civicore_signals.config import SECTION
from civicore_signals.lints import check
from civicore_signals.plan import Plan
from civicore_signals.rights import PERMISSIONS
from civicore_signals.working_out import plan_of

from civicore.deployment.city import City
from civicore.deployment.loading import Loaded, load
from tests.tools.altered import altered, city_of

HOME = Path(__file__).parents[1]
SQUARES = HOME / "city.yaml"
SOFIA = Path(__file__).parents[3] / "deployments" / "sofia.yaml"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SOMEWHERE = Place((50.01, 14.01), "Long Street 5", "ne", "inside", "v1")


def read(path: Path, **more: Any) -> Loaded:
    """A file with the section of signals and its rules."""
    names = [one.id for one in PERMISSIONS]
    return load(path, [SECTION], **{"lints": [check], "environ": {}, "permissions": names, **more})


@cache
def city(path: Path = SQUARES) -> City:
    found = read(path, permissions=()).city
    assert found is not None, [(one.code, one.message) for one in read(path).errors]
    return found


@cache
def plan(path: Path = SQUARES) -> Plan:
    return plan_of(city(path))


def changed(folder: Path, changes: Mapping[str, object]) -> Plan:
    """The plan of the squares with other words: ``signals__kinds__letter__public``; None takes a word away."""
    (folder / "squares.geojson").write_bytes((HOME / "squares.geojson").read_bytes())
    return plan_of(city_of(altered(SQUARES, changes, folder), [SECTION]))


def case(**said: Any) -> Case:
    """A registered signal about a hole in the road, with other words where they are given."""
    plain = Case(
        id=UUID(int=1),
        kind="signal",
        category="roads.pothole",
        status="registered",
        unit="roads",
        text="A hole in front of my door",
        language="en",
        origin="web",
        received_at=NOW,
        changed_at=NOW,
        number="СК26-01-7",
        registered_on=date(2026, 11, 24),
        registered_at=NOW,
        answers={"surface": "asphalt", "depth": "low", "plate": "1AB 2345"},
        place=SOMEWHERE,
    )
    return replace(plain, **said)
