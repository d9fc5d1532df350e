"""Strangers and neighbours of a simulated city: they look for cases, follow them, and try what is not theirs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from civicore import Move
from civicore.contracts.simulation import Scene
from civicore_signals import store
from civicore_signals.access import Account, Holder, Stranger
from civicore_signals.case import Case
from civicore_signals.service import Cases
from civicore_signals.simulated_memory import Memory, Sent, word

_GUESS = "A" * 75  # as long as a link, and given to nobody


@dataclass(frozen=True)
class Readers:
    """Their moves."""

    cases: Cases
    memory: Memory

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("signals.track", self.track, 8, "any"),
            Move("signals.pry", self.pry, 5, "any"),
            Move("signals.follow", self.follow, 6, "any"),
        )

    async def track(self, scene: Scene) -> None:
        """Look for a number: what is not for everybody is answered like a number that never was (I13)."""
        case = await self._case(self.memory.some(scene))
        if case is None or case.number is None:
            return
        language = self.cases.setting.runtime.languages.default
        answer = await scene.ask("GET", f"/{language}/signals/no/{quote(case.number, safe='')}")
        scene.saw(str(answer.status))
        if not self.memory.for_all(case):
            scene.must("I13", answer.status != 200, f"a stranger is shown a {case.kind} that is not for everybody")
        elif case.merged_into is None:
            scene.must("I13", answer.status != 404, f"a {case.kind} that is for everybody is hidden from a stranger")

    async def pry(self, scene: Scene) -> None:
        """Only the sender's own link or account opens a case (I13)."""
        sent = self.memory.some(scene)
        if sent is None:
            return
        other = Account(uuid5(NAMESPACE_URL, f"another {scene.name}"), "another@people.example")
        for who in (Stranger(), Holder(_GUESS), other):
            shut = await self.cases.own(who, sent.id) is None
            scene.must("I13", shut, f"a case opens to a {type(who).__name__} whose it is not")
        own = await self.cases.own(sent.holder)
        scene.saw("own" if own else "gone")
        if (case := await self._case(sent)) is not None and case.state != "erased":
            scene.must("I13", own is not None, "the link of a sender opens their case no more")

    async def follow(self, scene: Scene) -> None:
        """Follow by account or by address; what strangers may not see, they cannot follow either."""
        case = await self._case(self.memory.some(scene))
        if case is None or case.number is None:
            return
        account = Account(uuid5(NAMESPACE_URL, scene.name), f"fan{scene.name}@people.example", case.language)
        by = account if scene.dice.chance(50) else account.email
        followed = await self.cases.follow(case.number, by, case.language)
        scene.saw("letter" if followed is None else word(followed))
        if not self.memory.for_all(case) and case.merged_into is None:
            said = f"a stranger follows a {case.kind} that is not for everybody"
            scene.must("I13", word(followed) != "yes", said)

    async def _case(self, sent: Sent | None) -> Case | None:
        if sent is None:
            return None
        async with self.cases.setting.runtime.store.reading():
            return await store.get(sent.id)
