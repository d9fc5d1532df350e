"""Lives a state machine through as often as asked, and counts its steps."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.tools.counts import times
from tests.tools.paper import of

STEPS: Counter[str] = Counter()


def lived(machine: type[RuleBasedStateMachine], examples: int) -> dict[str, int]:
    """So many examples, in CI the same ones each time. What was counted."""
    before = STEPS[machine.__name__]
    given = settings(
        max_examples=examples,
        stateful_step_count=of("steps of an example"),
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
