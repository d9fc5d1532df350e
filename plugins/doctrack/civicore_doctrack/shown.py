"""A document as people see it: its way in steps, with what was passed, where it is now and what is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from civicore import Text
from civicore_doctrack.plan import Plan, Stage
from civicore_doctrack.stages import Mark, Standing


@dataclass(frozen=True)
class Step:
    """A stage on the way; ``skipped``: it was passed and nobody said when. ``turn`` is 2 when it is reached again."""

    name: Text | str
    place: Literal["passed", "now", "ahead"]
    at: datetime | None = None
    skipped: bool = False
    mark: Mark | None = None
    turn: int = 1
    text: Text | None = None


def steps(plan: Plan, standing: Standing) -> tuple[Step, ...]:
    """The whole way in order; stages that have left the file are called by their ids."""
    past = [Step(_name(plan, one.stage), "passed", one.at, one.skipped, one.mark, one.turn) for one in standing.history]
    if past and standing.stage is not None:
        now, found = past.pop(), plan.stages.get(standing.stage)
        text = (found.explained or found.message) if found else None
        past.append(Step(now.name, "now", now.at, now.skipped, now.mark, now.turn, text))
    return (*past, *(Step(_name(plan, one), "ahead") for one in standing.ahead))


def stage_now(plan: Plan, standing: Standing) -> Stage | None:
    """Where the document is, None when nobody can say."""
    return plan.stages.get(standing.stage) if standing.stage else None


def _name(plan: Plan, stage: str) -> Text | str:
    found = plan.stages.get(stage)
    return found.name if found else stage
