"""What a run is told as: for people, for programs, and shortened when it failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from civicore.simulation.history import Step
from civicore.simulation.running import Outcome, run
from civicore.simulation.script import Script
from civicore.simulation.shrinking import shrunk


@dataclass(frozen=True)
class Ended:
    """A run and, when it failed, the shortest run found that fails in the same way."""

    outcome: Outcome
    shortest: Outcome | None = None


async def lived(script: Script) -> Ended:
    """Live a script through; a failing one again and again, with ever fewer steps."""
    outcome = await run(script)
    if outcome.breach is None:
        return Ended(outcome)
    number = outcome.breach.number

    async def fails(steps: Sequence[Step]) -> bool:
        breach = (await run(script, _names(steps))).breach
        return breach is not None and breach.number == number

    return Ended(outcome, await run(script, _names(await shrunk(_until(outcome), fails))))


def as_text(ended: Ended) -> str:
    """The report for people."""
    outcome = ended.outcome
    script = outcome.script
    head = f"{script.file.name}: {script.days} days from {script.first}, seed {script.seed}, {len(outcome.lines)} steps"
    said = [
        head,
        "moves       " + ", ".join(f"{name} {number}" for name, number in sorted(outcome.moves.items())),
        "invariants  " + ", ".join(f"{name} {number} times" for name, number in sorted(outcome.asked.items())),
        f"fingerprint {outcome.print}",
    ]
    if outcome.breach is None:
        return "\n".join([*said, "everything held"])
    return "\n".join([*said, *_failure(ended)])


def as_json(ended: Ended) -> str:
    """The report for programs."""
    outcome = ended.outcome
    breach, shortest = outcome.breach, ended.shortest
    told = {
        "file": outcome.script.file.name,
        "seed": outcome.script.seed,
        "from": outcome.script.first.isoformat(),
        "days": outcome.script.days,
        "steps": len(outcome.lines),
        "moves": dict(sorted(outcome.moves.items())),
        "invariants": dict(sorted(outcome.asked.items())),
        "fingerprint": outcome.print,
        "broken": None if breach is None else {"number": breach.number, "what": breach.what, "step": breach.step},
        "shortest": None if shortest is None else list(shortest.lines),
    }
    return json.dumps(told, ensure_ascii=False)


def _failure(ended: Ended) -> list[str]:
    breach, shortest, script = ended.outcome.breach, ended.shortest, ended.outcome.script
    if breach is None or shortest is None:
        return []
    again = f"--from {script.first} --days {script.days} --steps {script.steps} --seed {script.seed}"
    return [
        f"BROKEN {breach.number} at step {breach.step}: {breach.what}",
        f"the fewest steps found that still break it ({len(shortest.history)} of {len(ended.outcome.history)}):",
        *(f"  {line}" for line in shortest.lines),
        f"again: civicore simulate {script.file} {again}",
    ]


def _until(outcome: Outcome) -> tuple[Step, ...]:
    """The steps that had begun when it failed."""
    named = outcome.breach.step.partition(" ")[0].partition("/")[0] if outcome.breach else ""
    ended = max((place for place, one in enumerate(outcome.history) if _told(outcome, one)), default=-1)
    return outcome.history[: ended + 1] if named != "calm" else outcome.history


def _names(steps: Sequence[Step]) -> frozenset[str]:
    return frozenset(one.name for one in steps)


def _told(outcome: Outcome, step: Step) -> bool:
    return any(f" {step.name} {step.move}" in line for line in outcome.lines)
