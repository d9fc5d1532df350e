"""The page of counts: adds up what tests said, hides nothing that was lost."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.tools.reliability import Counted, lines, page


def kept(outcome: str = "passed", day: str = "2026-11-22", **numbers: int) -> dict[str, Any]:
    return {"outcome": outcome, "numbers": numbers, "day": day}


DISK = "tests/faults/test_disk.py::test_f05_disk_full"
WORDS = "tests/web/test_words.py::test_any_words"


def test_parameters_are_added_up_and_long_counts_stand_before_those_of_ci() -> None:
    told = lines(
        {
            f"ci {DISK}[sqlite]": kept(faults=1, acknowledged=10, lost=0),
            f"ci {DISK}[postgres]": kept(faults=2, acknowledged=20, lost=1),
            f"ci {WORDS}": kept(inputs=5, lost=0),
            f"soak:0.1 {WORDS}": kept(inputs=500, lost=0),
            f"soak:1 {WORDS}": kept(inputs=5000, lost=0),
        }
    )
    assert {one.test: dict(one.numbers) for one in told} == {
        DISK: {"faults": 3, "acknowledged": 30, "lost": 1},
        WORDS: {"inputs": 5000, "lost": 0},
    }
    assert [one.share for one in told] == [0, 1]


def test_the_page_says_number_loss_failure_and_command() -> None:
    said = page(
        lines({f"ci {DISK}[sqlite]": kept("failed", acknowledged=12345, lost=1), f"soak:1 {WORDS}": kept(inputs=1)})
    )
    assert "| 1. F05: disk full **(failed)** |  |  |  | 12 345 | 1 | CI | 2026-11-22 |" in said
    assert f" 1  CIVICORE_SOAK=1 .venv/bin/python -m pytest {WORDS}" in said
    assert "| 1. any words |  |  | 1 |  |  | soak | 2026-11-22 |" in said
    part = page(lines({f"soak:0.05 {WORDS}": kept(inputs=1)}))
    assert "| 1. any words |  |  | 1 |  |  | 0.05 of a soak | 2026-11-22 |" in part
    assert f" 1  CIVICORE_SOAK=0.05 .venv/bin/python -m pytest {WORDS}" in part
    assert said.index("## Faults") < said.index("## Bad input") < said.index("## How often")
    assert "| F20 points of a migration | 2 | 50 | 50 / 50 | the 50 are those of a soak |" in said


def test_nobody_counts_what_the_page_has_no_column_for(request: pytest.FixtureRequest) -> None:
    with pytest.raises(TypeError, match="wins"):
        Counted(request.node)(wins=1)


def test_no_test_is_green_that_has_lost_something() -> None:
    item: Any = SimpleNamespace(user_properties=[])
    with pytest.raises(AssertionError, match="2 lost"):
        Counted(item)(acknowledged=5, lost=2)
    assert item.user_properties == [("counted", {"acknowledged": 5, "lost": 2})]
