"""Signals, documents and chats in a simulated city: all holds, and what must hold can also fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from civicore_signals import lifecycle
from civicore_signals.plan import Plan, Status

from civicore.simulation.running import run
from civicore.simulation.script import Script
from tests.tools.counts import times
from tests.tools.serving import ROOT

MONDAY = date(2026, 11, 23)
SOFIA, DMS = (ROOT / "deployments" / f"{city}.yaml" for city in ("sofia", "dms_ua"))


def script(file: Path) -> Script:
    return Script(file, 3, MONDAY, days=times(1, 20), steps=times(12, 60))


@pytest.mark.soak
@pytest.mark.parametrize(
    ("file", "moves", "invariants"),
    [
        (SOFIA, ("signals.",), {"I3", "I8", "I9", "I12"}),
        (DMS, ("doctrack.",), {"I8", "I9", "I12"}),
    ],
    ids=["signals", "documents"],
)
async def test_everything_holds(file: Path, moves: tuple[str, ...], invariants: set[str]) -> None:
    outcome = await run(script(file))
    assert outcome.breach is None, "\n".join(outcome.lines)
    assert all(any(name.startswith(one) for name in outcome.moves) for one in moves)
    assert invariants <= outcome.asked.keys()


def any_status(patch: pytest.MonkeyPatch) -> None:
    """Every status may follow every other one."""

    def sources(plan: Plan, kind: str, status: Status) -> tuple[str, ...]:
        return plan.kinds[kind].statuses

    patch.setattr(lifecycle, "sources", sources)


def private_shown(patch: pytest.MonkeyPatch) -> None:
    """What strangers may see is not asked of the kind, nor of whoever hid it."""
    public = Plan.public

    def shown(self: Plan, kind: str, category: str) -> Any:
        return public(self, kind, category) or next(one.public for one in self.kinds.values() if one.public)

    patch.setattr(Plan, "public", shown)


@pytest.mark.parametrize(
    ("defect", "number", "seed", "steps"),
    [(any_status, "I8", 1, {"1.14", "1.6"}), (private_shown, "I13", 3, {"1.52", "1.36"})],
)
async def test_a_defect_is_found_in_its_shortest_history(
    defect: Callable[[pytest.MonkeyPatch], None],
    number: str,
    seed: int,
    steps: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = Script(SOFIA, seed, MONDAY, days=2, steps=60)
    assert (await run(one, steps)).breach is None
    defect(monkeypatch)
    breach = (await run(one, steps)).breach
    assert breach is not None and breach.number == number
