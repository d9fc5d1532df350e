"""One step as a move sees it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from civicore.contracts.simulation import Answer, Dice, Secret
from civicore.simulation.breach import Broken
from civicore.simulation.dice import SeededDice
from civicore.simulation.history import Step
from civicore.simulation.world import World


@dataclass
class OneScene:
    """Implements ``Scene``; what it collects is taken up by the run when the step is over."""

    world: World
    step: Step
    dice: Dice
    facts: dict[str, Any]
    seen: list[str] = field(default_factory=list)
    coming: list[Step] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    @property
    def name(self) -> str:
        return "s" + "".join(sign if sign.isalnum() else "-" for sign in self.step.name)

    def later(self, move: str, at: datetime, **facts: Any) -> None:
        outside = at - self.world.weather.skew
        self.coming.append(Step(f"{self.step.name}/{len(self.coming) + 1}", move, outside, facts))

    def saw(self, what: str) -> None:
        self.seen.append(what)

    def must(self, number: str, holds: bool, what: str) -> None:
        self.asked[number] += 1
        if not holds:
            raise Broken(number, what)

    def keep_secret(self, secret: Secret) -> None:
        self.world.secrets.append(secret)

    async def ask(self, method: str, path: str, *, role: str | None = None, **options: Any) -> Answer:
        return await self.world.ask(method, path, role, options)


def scene(world: World, step: Step, seed: int) -> OneScene:
    """A step about to be done; its dice begin anew each time it is."""
    return OneScene(world, step, SeededDice(seed, step.name, step.move), dict(step.facts))
