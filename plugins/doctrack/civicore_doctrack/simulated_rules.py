"""Holders of documents in a simulated city, and what must hold of what they are shown and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from civicore import Invariant, Move, Refusal, messages_about
from civicore.contracts.dialog import Contact, Messengers
from civicore.contracts.simulation import Scene
from civicore_doctrack import notices, offering, subscribing
from civicore_doctrack.looking import Found
from civicore_doctrack.service import Tracking
from civicore_doctrack.simulated_memory import Memory, Paper, word

_GUESS = "Nobody"
_CHATS = 5


@dataclass(frozen=True)
class Holders:
    """Their moves."""

    tracking: Tracking
    memory: Memory

    def moves(self) -> tuple[Move, ...]:
        return (Move("doctrack.look", self.look, 10, "any"), Move("doctrack.follow", self.follow, 5, "any"))

    async def look(self, scene: Scene) -> None:
        """By number and secret, or by number and a guess (I13); old data are called old (I11)."""
        paper = self.memory.some(scene)
        if paper is None:
            return
        closed = isinstance(await self.tracking.look_up(paper.number, _GUESS), Refusal)
        scene.must("I13", closed, "a document opens to whoever knows its number alone")
        found = await self.tracking.look_up(paper.number, paper.secret)
        scene.saw(word(found))
        known = await self.tracking.document(paper.id) if paper.id else None
        if isinstance(found, Found) and known is not None:
            self._fresh(scene, found, {one.feeder for one in known.observations})

    def _fresh(self, scene: Scene, found: Found, feeders: set[str]) -> None:
        """I11: silence of all sources of a document is told; the age shown is never younger than the last news."""
        setting, rules = self.tracking.setting, self.tracking.setting.said.sources
        heard = {one: self.memory.heard[one] for one in feeders if one in self.memory.heard}
        if not heard:
            return
        old = all(rules[one].stale_after.after(at, setting.zone) <= scene.now for one, at in heard.items())
        stage = setting.plan.stages.get(found.standing.stage or "")
        if old and not (stage and stage.final):
            scene.must("I11", found.stale, "a document is shown as if its data were fresh")
        if found.as_of is not None:
            scene.must("I11", found.as_of <= max(heard.values()), "data are called younger than they are")

    async def follow(self, scene: Scene) -> None:
        """Say yes on an address of one's own, or in a chat."""
        paper, contact = self.memory.some(scene), await self._contact(scene)
        if paper is None or paper.id is None or contact is None:
            return
        language = self.tracking.setting.runtime.languages.default
        before = await self.tracking.found(paper.id)
        agreed = await subscribing.agree(self.tracking.setting, paper.id, contact, language)
        scene.saw(word(agreed))
        if before is not None and not isinstance(agreed, Refusal):
            self.memory.followers.setdefault(agreed.id, (paper.id, before.seq))

    async def _contact(self, scene: Scene) -> Contact | None:
        """A new address, or one of few chats, so that several news meet there."""
        setting = self.tracking.setting
        bots = [bot for one in setting.runtime.services.all(Messengers) for bot in await one.links()]  # type: ignore[type-abstract]
        if bots and scene.dice.chance(50):
            bot = scene.dice.one_of(bots)
            return Contact(bot.channel, f"{bot.bot}:{scene.dice.number(1, _CHATS)}")
        known = "email" in offering.by_address(setting)
        return Contact("email", f"fan{scene.name}@people.example") if known else None


@dataclass
class Rules:
    """Asked of one run; ``_counted`` is how much news each document had when it was asked last."""

    tracking: Tracking
    memory: Memory
    _counted: dict[UUID, int] = field(default_factory=dict)

    def invariants(self) -> tuple[Invariant, ...]:
        return (
            Invariant("I8", "a document goes from stage to stage only as the file says", self.forward, "hour"),
            Invariant("I9", "whoever follows a document is written to once for each of its news", self.letters, "hour"),
        )

    async def forward(self) -> Sequence[str]:
        """I8: the way each document is said to have gone, beside the list of stages in the file."""
        wrong = []
        for paper in self.memory.papers.values():
            found = await self.tracking.found(paper.id) if paper.id else None
            if found is None:
                continue
            passed = [one.stage for one in found.standing.history if not one.skipped]
            wrong += [f"a {paper.kind} went to {one}" for one in self._strays(passed, paper)]
            if found.seq < self._counted.get(found.document, 0):
                wrong.append(f"the news of a {paper.kind} have become fewer")
            self._counted[found.document] = found.seq
        return wrong

    def _strays(self, passed: Sequence[str], paper: Paper) -> list[str]:
        """Stages that could not follow where they did."""
        stages, reached, strays = self.tracking.setting.plan.stages, -1, []
        for place, id in enumerate(passed):
            before = stages[passed[place - 1]] if place else None
            step = paper.way.index(id) if id in paper.way else reached
            back = before is not None and id in before.back_to
            if not back and before is not None and (before.final or step < reached):
                strays.append(id)
            reached = step
        return strays

    async def letters(self) -> Sequence[str]:
        """I9: never more than there was news since somebody began to follow."""
        wrong = []
        for follower, (document, since) in self.memory.followers.items():
            found = await self.tracking.found(document)
            async with self.tracking.setting.runtime.store.reading():
                written = Counter(one.notice for one in await messages_about(subscribing.about(follower)))
            if found is not None and written[notices.STAGE] > found.seq - since:
                wrong.append(f"{written[notices.STAGE]} letters for {found.seq - since} news of a document")
        return wrong
