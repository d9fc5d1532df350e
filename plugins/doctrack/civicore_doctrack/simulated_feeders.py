"""Other systems that tell a simulated city of documents: late, twice, in any order, and sometimes nonsense (F13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from civicore import Move, Refusal
from civicore.contracts.documents import Observed
from civicore.contracts.simulation import Scene, Secret
from civicore_doctrack.service import Tracking
from civicore_doctrack.simulated_memory import Memory, Paper, word

_RUBBISH: tuple[dict[str, Any], ...] = (
    {"number": " - "},
    {"stage": " "},
    {"type": "no such document"},
    {"number": "7" * 300},
)


@dataclass(frozen=True)
class Feeders:
    """Their moves."""

    tracking: Tracking
    memory: Memory

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("doctrack.begin", self.begin, 12, "any"),
            Move("doctrack.reach", self.reach, 0),
            Move("doctrack.tell", self.tell, 0),
            Move("doctrack.rubbish", self.rubbish, 5, "any"),
            Move("doctrack.strange", self.strange, 3, "any"),
        )

    async def begin(self, scene: Scene) -> None:
        """Somebody applies for a document, which goes some of its way."""
        setting, plan = self.tracking.setting, self.tracking.setting.plan
        kind = plan.kinds[scene.dice.one_of(list(plan.kinds))]
        today = scene.now.astimezone(setting.zone).date()
        way = tuple(one for one in kind.version(today).stages if not plan.stages[one].aside)
        number = f"26{scene.name}-{scene.dice.number(10_000, 99_999)}"
        self.memory.papers[number] = Paper(number, kind.id, f"Qx{scene.name}x", way, scene.now)
        at = scene.now
        for stage in way[: scene.dice.number(1, len(way))]:
            scene.later("doctrack.reach", at, number=number, stage=stage)
            at += timedelta(minutes=scene.dice.number(2, 1200))

    async def reach(self, scene: Scene) -> None:
        """A stage is reached; it is told at once, a day later, or twice, so that older news often comes after newer."""
        line = self._said(scene, self.memory.papers[scene.facts["number"]], scene.facts["stage"])
        for _ in range(2 if scene.dice.chance(25) else 1):
            late = timedelta(minutes=scene.dice.one_of((0, 1, 30, 300, 1500)))
            scene.later("doctrack.tell", scene.now + late, line=line)

    async def tell(self, scene: Scene) -> None:
        """One line, or a whole export in any order."""
        line = scene.facts["line"]
        lines = [*self.memory.papers[line.number].said, line] if scene.dice.chance(30) else [line]
        await self._tell(scene, lines[::-1] if scene.dice.chance(50) else lines)

    async def rubbish(self, scene: Scene) -> None:
        """A batch with a line that cannot be placed: nothing of it is taken over, what was known stays."""
        paper = self.memory.some(scene)
        if paper is None or paper.id is None:
            return
        good = self._said(scene, paper, paper.way[-1])
        wrong = replace(good, **scene.dice.one_of(_RUBBISH))
        before = await self.tracking.found(paper.id)
        report = await self.tracking.observe([good, wrong], self._source(scene))
        after = await self.tracking.found(paper.id)
        scene.saw(word(report))
        refused = not isinstance(report, Refusal) and bool(report.refused)
        scene.must("I8", refused, "a batch with a line that cannot be placed was taken over")
        if before and after:
            still = (before.standing.stage, before.seq) == (after.standing.stage, after.seq)
            scene.must("I8", still, "a batch that was refused has moved a document")

    async def strange(self, scene: Scene) -> None:
        """A word that nobody understands: it is kept for staff, and no stage is made of it."""
        paper = self.memory.some(scene)
        if paper is not None:
            await self._tell(scene, [self._said(scene, paper, f"QC-HOLD {scene.dice.number(1, 9)}")])

    async def _tell(self, scene: Scene, lines: Sequence[Observed]) -> None:
        source = self._source(scene)
        self.memory.heard[source] = scene.now  # also where the answer gets lost: it may have been taken over
        report = await self.tracking.observe(lines, source)
        scene.saw(word(report))
        taken = not isinstance(report, Refusal) and not report.refused
        scene.must("I8", taken, "lines without a fault were refused")
        for one in lines:
            await self._known(scene, self.memory.papers[one.number], one)

    async def _known(self, scene: Scene, paper: Paper, line: Observed) -> None:
        """From now on the city knows of it, and nobody else may learn whose it is."""
        paper.said += [] if line in paper.said else [line]
        if paper.id is None:
            found = await self.tracking.look_up(paper.number, paper.secret)
            there = not isinstance(found, Refusal)
            scene.must("I3", there, f"a document that was taken over is not found: {word(found)}")
            if isinstance(found, Refusal):
                return
            paper.id = found.document
            scene.keep_secret(Secret(f"document:{paper.id}", (paper.secret, paper.number)))

    def _source(self, scene: Scene) -> str:
        return scene.dice.one_of(list(self.tracking.setting.said.sources))

    def _said(self, scene: Scene, paper: Paper, stage: str) -> Observed:
        began = paper.began.astimezone(self.tracking.setting.zone).date()
        at = scene.now.replace(microsecond=0)
        return Observed(paper.number, paper.kind, stage, at, paper.secret, began=began)
