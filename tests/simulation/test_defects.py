"""A simulation finds each of the six protections that is taken away, and nothing when none is (C.5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from civicore.simulation.report import as_text, lived
from civicore.simulation.running import run
from civicore.simulation.script import Script
from tests.simulation.defects import DEFECTS
from tests.tools.counts import times

TOWN = Path(__file__).with_name("town.yaml")
MONDAY = date(2026, 11, 23)
FOUND = {
    "unique index dropped": (1, ("1.38",)),
    "condition taken off the counter": (1, ("2.34", "2.8", "2.47")),
    "outbox written after commit": (2, ("1.35", "2.7", "2.23")),
    "the last second of the window": (1, ("2.34", "2.8")),
    "forgery guard off": (1, ("1.44", "1.4", "1.2", "1.27", "1.42")),
    "permission loosened": (1, ("2.32",)),
}
"""The shortest histories in which each was found: a seed, and which of its steps."""


def script(seed: int) -> Script:
    return Script(TOWN, seed, MONDAY, days=2, steps=50)


@pytest.mark.soak
@pytest.mark.parametrize("name", DEFECTS)
async def test_the_shortest_history_finds_the_defect(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    defect, numbers = DEFECTS[name]
    defect(monkeypatch)
    seed, steps = FOUND[name]
    breach = (await run(script(seed), steps)).breach
    assert breach is not None and breach.number in numbers
    for other in range(times(0, 20)):
        whole = (await run(Script(TOWN, other, MONDAY, days=30, steps=50))).breach
        assert whole is not None and whole.number in numbers


@pytest.mark.parametrize("seed", [1, 2])
async def test_without_a_defect_the_same_steps_break_nothing(seed: int) -> None:
    outcome = await run(script(seed), {name for one, names in FOUND.values() for name in names if one == seed})
    assert outcome.breach is None, outcome.lines
    assert len(outcome.history) >= 3


async def test_a_failing_run_is_told_with_its_fewest_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    DEFECTS["forgery guard off"][0](monkeypatch)
    ended = await lived(Script(TOWN, 15, MONDAY, days=1, steps=4))
    assert ended.shortest is not None
    assert len(ended.shortest.history) == 1 < len(ended.outcome.history)
    told = as_text(ended)
    assert "BROKEN forgery" in told
    assert "--from 2026-11-23 --days 1 --steps 4 --seed 15" in told
    assert ended.shortest.lines[-1] in told
