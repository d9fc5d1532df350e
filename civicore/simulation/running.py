"""Lives a history through: step after step on the city's own clock, every invariant asked after each of them."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from civicore.base.codes import foretold
from civicore.base.spans import instant_at
from civicore.extension.simulations import Invariant, Move
from civicore.simulation.breach import Breach, Broken, PowerCut
from civicore.simulation.dice import SeededDice
from civicore.simulation.history import Step, drawn
from civicore.simulation.rules import CoreRules
from civicore.simulation.scene import OneScene, scene
from civicore.simulation.script import Script
from civicore.simulation.strangers import Strangers
from civicore.simulation.weather import Weather
from civicore.simulation.world import World

_AGAIN = timedelta(minutes=1)  # after which somebody whose answer was lost asks again
_CALM = (timedelta(hours=6), timedelta(days=1), timedelta(days=1))  # when all is well again, at the end
_EVERY = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


@dataclass(frozen=True)
class Outcome:
    """How a run ended. ``lines`` tell every step; two runs of one script have the same lines, byte for byte.

    ``asked`` counts how often each invariant was asked, after steps and inside moves. ``records`` is the fingerprint
    of what lies in the database at the end.
    """

    script: Script
    lines: tuple[str, ...]
    moves: Mapping[str, int]
    asked: Mapping[str, int]
    history: tuple[Step, ...]
    breach: Breach | None = None
    records: str = ""

    @property
    def print(self) -> str:
        """The fingerprint of all lines."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]


@dataclass
class _Run:
    """One run on its way."""

    script: Script
    world: World
    moves: Mapping[str, Move]
    invariants: Sequence[Invariant]
    lines: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    _next: dict[str, datetime] = field(default_factory=dict)

    async def live(self, history: Sequence[Step]) -> Breach | None:
        """All steps and what comes of them, then some calm days in which what is left must come to its end."""
        coming = [(one.at, one.name, one) for one in history]
        heapq.heapify(coming)
        last = self.script.first + timedelta(days=self.script.days)
        end = instant_at(last, 0, self.world.runtime.city.zone)
        while coming:
            at, _, step = heapq.heappop(coming)
            if at >= end:
                break
            breach, following = await self._step(step)
            if breach is not None:
                return breach
            for one in following:
                heapq.heappush(coming, (max(one.at, at), one.name, one))
        return await self._calm(end)

    async def _step(self, step: Step) -> tuple[Breach | None, Sequence[Step]]:
        move = self.moves.get(step.move)
        if move is None:
            return None, ()
        weather = self.world.weather
        self.world.clock.freeze(weather.at(step.at))
        one = scene(self.world, step, self.script.seed)
        with foretold(SeededDice(self.script.seed, step.name, "lots").bytes):
            breach = await self._lived(one, move)
        self.asked.update(one.asked)
        self.done[step.move] += 1
        self._tell(step, " ".join(one.seen) if breach is None else f"BROKEN {breach.number}: {breach.what}")
        return breach, one.coming

    async def _lived(self, one: OneScene, move: Move) -> Breach | None:
        """The worker, then the move, then the questions."""
        try:
            if not self.world.weather.asleep(one.step.at):
                await self.world.work()
            await move.act(one)
            await self._ask()
        except PowerCut:
            return await self._after_cut(one)
        except Exception as error:
            if not self.world.weather.dead:
                return _breach(error, one.step)
        return await self._after_cut(one) if self.world.weather.dead else None

    async def _after_cut(self, one: OneScene) -> Breach | None:
        """The process begins again; whoever had no answer asks the same once more."""
        one.saw("(power cut)")
        one.asked.clear()  # nobody heard what a dead process said; whoever asks again is counted
        again = Step(f"{one.step.name}!", one.step.move, one.step.at + _AGAIN, one.facts)
        one.coming[:] = [again]
        await self.world.runtime.store.close()
        self.world.weather.dead = False
        await self.world.runtime.store.open()
        try:
            await self._ask()
        except Exception as error:
            return _breach(error, one.step)
        return None

    async def _ask(self, *, all_of_them: bool = False) -> None:
        now = self.world.clock.now()
        for each in self.invariants:
            if not all_of_them and self._next.get(each.number + each.sentence, now) > now:
                continue
            if each.every != "step":
                self._next[each.number + each.sentence] = now + _EVERY[each.every]
            self.asked[each.number] += 1
            wrong = await each.check()
            if wrong:
                raise Broken(each.number, f"{each.sentence}: {'; '.join(wrong[:3])}")

    async def _calm(self, end: datetime) -> Breach | None:
        self.world.weather.clear()
        self.world.paperwork.clear()
        for number, pause in enumerate(_CALM):
            end += pause
            step = Step(f"calm {number + 1}", "", end)
            self.world.clock.freeze(end)
            try:
                with foretold(SeededDice(self.script.seed, step.name).bytes):
                    await self.world.work()
                    await self._ask(all_of_them=True)
            except Exception as error:
                return _breach(error, step)
        return None

    def _tell(self, step: Step, seen: str) -> None:
        at = self.world.clock.now().astimezone(self.world.runtime.city.zone)
        self.lines.append(f"{at.isoformat()} {step.name} {step.move} {seen}".rstrip())


async def run(script: Script, only: Collection[str] | None = None) -> Outcome:
    """Live a script through, or ``only`` the steps of these names. CannotStart when the file cannot be served."""
    return await live(founded(script), script, only=only)


def founded(script: Script) -> World:
    """The city of a script before its first day; nothing of it depends on the seed. CannotStart as above."""
    begins = datetime.combine(script.first - timedelta(days=1), datetime.min.time(), UTC)
    with foretold(SeededDice("founded").bytes):
        return World(script.file, begins, Weather())


async def live(
    world: World, script: Script, *, only: Collection[str] | None = None, history: Sequence[Step] | None = None
) -> Outcome:
    """Live a script through in its city, which is over then. ``history`` are steps that were kept from another run."""
    with foretold(SeededDice(script.seed, "city").bytes):
        await world.open()
    try:
        parts = world.built.simulations()
        core = (
            *world.weather.moves(),
            *Strangers(world).moves(),
            *world.airwaves.moves(),
            *world.paperwork.moves(),
        )
        own = (CoreRules(world), world.postbag, world.airwaves, world.paperwork)
        moves = {one.id: one for one in (*core, *(move for part in parts for move in part.moves))}
        invariants = tuple(one for part in own for one in part.invariants())
        invariants += tuple(one for part in parts for one in part.invariants)
        if history is None:
            zone = world.runtime.city.zone
            whole = drawn(script.seed, list(moves.values()), script.first, script.days, script.steps, zone)
            history = tuple(one for one in whole if only is None or one.name in only)
        living = _Run(script, world, moves, invariants)
        breach = await living.live(history)
        records = await world.records()
        return Outcome(script, tuple(living.lines), living.done, living.asked, tuple(history), breach, records)
    finally:
        await world.close()


def _breach(error: Exception, step: Step) -> Breach:
    """What did not hold; an error that nobody foresaw is a breach too."""
    named = f"{step.name} {step.move}".rstrip()
    if isinstance(error, Broken):
        return Breach(error.breach.number, error.breach.what, named)
    return Breach("errors", f"{type(error).__name__}: {error}", named)
