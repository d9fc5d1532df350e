"""The shortest histories in which each seeded defect was found; ``python -m tests.simulation.found`` looks for them.

They are kept step by step, so that moves that are added to a city, and the weights of others, leave them as they are.
The command looks for those alone that are found no more; with names for these.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from civicore.extension.simulations import Move
from civicore.simulation.history import Step, drawn
from civicore.simulation.running import Outcome
from civicore.simulation.script import Script
from civicore.simulation.shrinking import shrunk
from tests.simulation import forked
from tests.simulation.defects import DEFECTS, Seeded

T = TypeVar("T")
MONDAY = date(2026, 11, 23)
KEPT = Path(__file__).with_name("found.json")
SEED = 1
_PRAGUE = ZoneInfo("Europe/Prague")
_MOST_RUNS, _VARIANTS = 30, 6


def script(file: Path) -> Script:
    """The first two weeks of a city, whoever lives through them."""
    return Script(file, SEED, MONDAY, days=14, steps=1)


def kept(name: str) -> tuple[Step, ...]:
    """The history of a defect; nothing for one that was never looked for."""
    told: dict[str, list[list[str]]] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    return tuple(Step(step, move, datetime.fromisoformat(at)) for step, move, at in told.get(name, ()))


def lived(seeded: Seeded, history: Sequence[Step]) -> Outcome:
    """A history with the defect in it."""
    with pytest.MonkeyPatch.context() as patch:
        seeded.take_away(patch)
        return forked.run(script(seeded.file), history=history)


def finds(seeded: Seeded, outcome: Outcome) -> bool:
    """Whether it broke what the defect must break."""
    return outcome.breach is not None and outcome.breach.number in seeded.numbers


def search(name: str) -> tuple[Step, ...]:
    """A history of what has to happen for the defect to be seen, then ever less of it; RuntimeError for none."""
    seeded = DEFECTS[name]
    moves = [Move(id, _nothing, weight, _hours(id)) for id, weight in seeded.moves.items()]
    for variant in range(_VARIANTS):
        mark = f"{list(DEFECTS).index(name)}-{variant}-"  # no two histories have a step of one name: all can be one
        steps = drawn(SEED + variant, moves, MONDAY, seeded.days, seeded.steps, _PRAGUE)
        whole = tuple(replace(one, name=f"{mark}{one.name}") for one in steps)
        first = lived(seeded, whole)
        if finds(seeded, first):
            break
    else:
        raise RuntimeError(f"{name}: {len(whole)} steps do not show it, but {first.breach}")
    begun = {line.split(" ")[1] for line in first.lines}
    so_far = tuple(one for one in whole if one.name in begun)

    async def fails(steps: Sequence[Step]) -> bool:
        return finds(seeded, lived(seeded, steps))

    return _at_once(shrunk(so_far, fails, most_runs=_MOST_RUNS))


def main(names: Sequence[str]) -> None:
    """Look for the named ones, or for all that are not found any more."""
    for name in names or DEFECTS:
        if not names and kept(name) and finds(DEFECTS[name], lived(DEFECTS[name], kept(name))):
            continue
        try:
            steps = search(name)
        except RuntimeError as error:
            sys.stdout.write(f"{error}\n")
            continue
        told = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
        told[name] = [[one.name, one.move, one.at.isoformat()] for one in steps]
        lines = (f"  {json.dumps(one)}: {json.dumps(told[one])}" for one in sorted(told))
        KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
        sys.stdout.write(f"{name}: {len(steps)} steps\n")


async def _nothing(scene: Any) -> None:
    """The city has the move itself; only its name is drawn here."""


def _hours(move: str) -> Any:
    return "any" if move.startswith(("fault", "stranger", "sms", "doctrack")) else "day"


def _at_once(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine answers that waits for nobody: the copies of this process want no running loop."""
    try:
        work.send(None)
    except StopIteration as done:
        answer: T = done.value
        return answer
    raise RuntimeError("it waits")


if __name__ == "__main__":
    main(sys.argv[1:])
