"""Lives a state machine through as often as asked, and counts its steps."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.tools.counts import times

STEPS: Counter[str] = Counter()


def lived(machine: type[RuleBasedStateMachine], few: int, *, steps: int = 30) -> dict[str, int]:
    """``few`` examples in CI, the same ones each time; 5 000 of 50 steps with ``make soak``. What was counted."""
    before = STEPS[machine.__name__]
    given = settings(
        max_examples=times(few, 5_000),
        stateful_step_count=times(steps, 50),
        deadline=None,
        database=None,
        derandomize=times(1, 0) == 1,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=given)
    return {"runs": given.max_examples, "inputs": STEPS[machine.__name__] - before}


def stepped(machine: RuleBasedStateMachine) -> None:
    """One step more."""
    STEPS[type(machine).__name__] += 1
