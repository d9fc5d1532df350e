"""Signals, documents and chats in a simulated city."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from civicore.simulation.history import Step
from civicore.simulation.script import Script
from tests.simulation import forked
from tests.tools.counts import times
from tests.tools.reliability import Counted
from tests.tools.serving import ROOT

MONDAY, HOUR = date(2026, 11, 23), timedelta(hours=1)
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
def test_everything_holds(file: Path, moves: tuple[str, ...], invariants: set[str], counted: Counted) -> None:
    outcome = forked.run(script(file))
    assert outcome.breach is None, "\n".join(outcome.lines)
    assert all(any(name.startswith(one) for name in outcome.moves) for one in moves)
    assert invariants <= outcome.asked.keys()
    counted(runs=1, inputs=len(outcome.lines), lost=0)


def test_a_messenger_that_is_away_is_told_later_in_order() -> None:
    """F12: people who follow in a chat, the messenger away for six hours in between."""
    at = datetime(2026, 11, 24, 8, tzinfo=UTC)
    steps = [Step(f"m{number}", "doctrack.begin", at + number * HOUR) for number in range(3)]
    steps += [Step(f"f{number}", "doctrack.follow", at + 4 * HOUR + number * HOUR / 6) for number in range(8)]
    steps += [Step("mute", "fault.mute", at + 6 * HOUR)]
    steps += [Step(f"l{number}", "doctrack.look", at + (7 + number) * HOUR) for number in range(8)]
    outcome = forked.run(Script(DMS, 3, MONDAY, days=4), history=steps)
    assert outcome.breach is None, "\n".join(outcome.lines)
    assert outcome.moves["fault.mute"] == 1 and outcome.moves["doctrack.follow"] == 8
