"""Whole runs of a small town: everything holds, and the same seed is the same run, byte for byte (I16)."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from civicore.cli import app
from civicore.simulation.history import Step
from civicore.simulation.running import Outcome
from civicore.simulation.script import Script
from civicore.simulation.world import World
from tests.simulation import forked
from tests.tools.counts import times
from tests.tools.paper import of
from tests.tools.reliability import Counted
from tests.tools.serving import CIVICORE, ROOT

TOWN = Path(__file__).with_name("town.yaml")
MONDAY = date(2026, 11, 23)
SEEDS, FEW = of("simulated cities"), 60


@cache
def lived(seed: int) -> Outcome:
    """One life of the town, for all tests that look at it."""
    return forked.run(Script(TOWN, seed, MONDAY, days=of("days of each"), steps=times(4, 40)))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 1 + SEEDS))
def test_everything_holds_whatever_people_and_faults_do(seed: int, counted: Counted) -> None:
    outcome = lived(seed)
    assert outcome.breach is None, "\n".join(outcome.lines)
    assert {f"I{number}" for number in (1, 2, 3, 6, 7, 8, 9, 10, 12, 15)} <= outcome.asked.keys()
    faults = sum(number for name, number in outcome.moves.items() if name.startswith("fault."))
    counted(runs=1, faults=faults, inputs=len(outcome.lines), lost=0)


@pytest.mark.soak
def test_between_them_a_few_lives_put_every_question() -> None:
    """Some are put inside moves, only when it comes to that: a code at the door, a hold in its last second."""
    asked: Counter[str] = Counter()
    for seed in range(1, 1 + min(FEW, SEEDS)):
        asked.update(lived(seed).asked)
    assert {f"I{number}" for number in range(1, 16)} <= asked.keys(), asked


@pytest.mark.soak
@pytest.mark.parametrize(
    "city", ["trutnov", "dms_ua", "sofia", "kostelec", "kryvyi_rih", "minimal"][: of("shipped cities simulated")]
)
def test_everything_holds_in_the_shipped_cities(city: str, counted: Counted) -> None:
    outcome = forked.run(Script(ROOT / "deployments" / f"{city}.yaml", 7, MONDAY, times(1, 30), times(10, 60)))
    assert outcome.breach is None, "\n".join(outcome.lines)
    counted(runs=1, inputs=len(outcome.lines), lost=0)


def test_who_moves_a_visit_that_the_desk_gave_them_takes_a_part_of_the_quota() -> None:
    """The desk gives visits beyond the quota; found by runs of thirty days."""
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    steps = [Step(f"t{number}", "booking.telephone", at + timedelta(minutes=number)) for number in range(16)]
    steps += [Step(f"m{number}", "booking.move", at + timedelta(hours=2 + number / 4)) for number in range(24)]
    outcome = forked.run(Script(TOWN, 7, MONDAY, days=2), history=steps)
    assert outcome.breach is None, outcome.lines
    assert any(line.endswith("booking.move yes") for line in outcome.lines)


def test_another_process_lives_the_same_run(tmp_path: Path) -> None:
    script = Script(TOWN, 7, MONDAY, days=1, steps=12)
    words = ["--days", "1", "--steps", "12", "--seed", "7", "--from", MONDAY.isoformat()]
    done = subprocess.run(
        [CIVICORE, "simulate", TOWN, *words, "--log", tmp_path / "run.log", "--format", "json"],
        env={**os.environ, "PYTHONHASHSEED": "1"},  # sets of words have another order there
        capture_output=True,
        check=True,
    )
    here = forked.run(script)
    told = json.loads(done.stdout)
    assert (tmp_path / "run.log").read_text(encoding="utf-8").splitlines() == list(here.lines)
    assert (told["fingerprint"], told["steps"], told["broken"]) == (here.print, len(here.lines), None)
    assert told["invariants"] == here.asked
    assert len(here.lines) >= 12


def test_an_error_in_the_calm_days_is_told_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(_: World) -> None:
        raise OSError("no room on the disk")

    monkeypatch.setattr(World, "work", failing)
    outcome = forked.run(Script(TOWN, 7, MONDAY, days=1, steps=4), only=())
    assert outcome.breach is not None
    assert (outcome.breach.number, outcome.breach.step) == ("errors", "calm 1")
    assert "no room on the disk" in outcome.breach.what


def test_a_file_that_cannot_be_served_is_told_and_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("civicore: 1\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["simulate", str(broken)])
    assert done.exit_code == 1
    assert "broken.yaml" in done.output
    assert "Traceback" not in done.output
