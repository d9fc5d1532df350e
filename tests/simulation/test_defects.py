"""A simulation finds each protection that is taken away, and nothing when none is (C.5)."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest

from civicore.extension.simulations import Move
from civicore.simulation import running
from civicore.simulation.report import as_text
from civicore.simulation.script import Script
from civicore.simulation.strangers import Strangers
from tests.simulation import forked
from tests.simulation.defects import DEFECTS, TOWN, forgery_allowed
from tests.simulation.found import MONDAY, finds, kept, lived, script
from tests.tools.paper import of
from tests.tools.reliability import Counted

FILES = sorted({one.file for one in DEFECTS.values()})
NUMBERS = {f"I{number}" for number in range(1, 16)}
MORE = of("seeds lived without each protection")
SIX = list(DEFECTS)[:6]
LONGEST = 90  # days; a power cut between two commits comes late in one life of twenty, and most are over in ten


@pytest.mark.soak
@pytest.mark.parametrize("name", DEFECTS)
def test_seeded_defect_is_found(name: str, counted: Counted) -> None:
    seeded = DEFECTS[name]
    outcome = lived(seeded, kept(name))
    assert finds(seeded, outcome), (outcome.breach, *outcome.lines)
    counted(runs=1, faults=1)


@pytest.mark.soak
@pytest.mark.long
@pytest.mark.parametrize("name", [*SIX, "the last second of the window"])
def test_removed_protection_is_found_whatever_happens(
    name: str, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    seeded = DEFECTS[name]
    seeded.take_away(monkeypatch)
    for seed in range(MORE):
        outcome = forked.run(Script(TOWN, seed, MONDAY, days=LONGEST, steps=50))
        assert finds(seeded, outcome), (seed, outcome.breach)
    counted(runs=MORE, faults=MORE)


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)
def test_without_a_defect_the_same_steps_break_nothing(file: Any) -> None:
    steps = [one for name, seeded in DEFECTS.items() if seeded.file == file for one in kept(name)]
    outcome = forked.run(script(file), history=sorted(steps, key=lambda one: (one.at, one.name)))
    assert outcome.breach is None, outcome.lines
    assert len(outcome.lines) >= len(steps) > 0


def test_every_invariant_has_a_defect_that_breaks_it() -> None:
    assert {number for one in DEFECTS.values() for number in one.numbers} >= NUMBERS
    assert len(DEFECTS) == of("protections removed")


def test_seeded_lots_that_are_not_foretold_make_two_runs_of_one_seed_differ(
    monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    """I16."""
    history = kept("the last second of the window")
    first = forked.run(script(TOWN), history=history)
    again = forked.run(script(TOWN), history=history)
    assert (first.print, first.records) == (again.print, again.records)
    monkeypatch.setattr(running, "foretold", lambda draw: nullcontext())
    assert first.records != forked.run(script(TOWN), history=history).records
    counted(runs=3, faults=1)


def test_a_failing_run_is_told_with_its_fewest_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    forgery_allowed(monkeypatch)
    monkeypatch.setattr(Strangers, "moves", lambda self: (Move("stranger.forge", self.forge, 10_000, "any"),))
    ended = forked.told(Script(TOWN, 15, MONDAY, days=1, steps=4))
    assert ended.shortest is not None
    assert len(ended.shortest.history) == 1 < len(ended.outcome.history)
    told = as_text(ended)
    assert "BROKEN forgery" in told
    assert "--from 2026-11-23 --days 1 --steps 4 --seed 15" in told
    assert ended.shortest.lines[-1] in told
