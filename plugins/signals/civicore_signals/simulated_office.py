"""Clerks of a simulated city who work on cases: they move them, ask, give them on, publish, hide and open them."""

from __future__ import annotations

from dataclasses import dataclass

from civicore import AuditFilter, Move, Principal, Refusal, audit_lines
from civicore.contracts.simulation import Scene
from civicore_signals import rights
from civicore_signals.dossier import Dossier
from civicore_signals.lifecycle import Given
from civicore_signals.simulated_memory import Memory, Sent, word
from civicore_signals.work import Desk

_EVERYTHING = frozenset({rights.SEE, rights.WORK, rights.CONTACTS, rights.PUBLISH, rights.MERGE, rights.MANAGE})
CLERK = Principal("staff", "simulated", "Simulated", _EVERYTHING)


@dataclass(frozen=True)
class Office:
    """Their moves."""

    desk: Desk
    memory: Memory

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("signals.move", self.move, 20),
            Move("signals.leap", self.leap, 5),
            Move("signals.ask", self.ask, 5),
            Move("signals.assign", self.assign, 3),
            Move("signals.publish", self.publish, 5),
            Move("signals.hide", self.hide, 3),
            Move("signals.join", self.join, 2),
            Move("signals.open", self.open, 5),
        )

    async def move(self, scene: Scene) -> None:
        """One of the moves that the case offers, with all that it asks for; two clerks at once are one move."""
        sent, dossier = await self._dossier(scene)
        if sent is None or dossier is None or not dossier.moves:
            return
        chosen = scene.dice.one_of(dossier.moves)
        outcome = scene.dice.one_of(chosen.outcomes) if chosen.outcomes else None
        given = Given("It is done", outcome, "Ministry of Roads" if outcome else None)
        seen = dossier.case.version
        moved = await self.desk.move(sent.id, chosen.to, given, CLERK, seen)
        scene.saw(f"{chosen.to} {word(moved)}")
        if not isinstance(moved, Refusal) and scene.dice.chance(20):
            other = await self.desk.move(sent.id, chosen.to, given, CLERK, seen)
            scene.must("I8", isinstance(other, Refusal), "two clerks who saw the same case both moved it")

    async def leap(self, scene: Scene) -> None:
        """Try any status of the file; what the path does not have is refused."""
        sent = self.memory.some(scene)
        if sent is None:
            return
        to = scene.dice.one_of(list(self.desk.setting.plan.statuses))
        outcome = scene.dice.one_of(self.desk.setting.plan.kinds[sent.kind].outcomes or (None,))
        scene.saw(f"{to} {word(await self.desk.move(sent.id, to, Given('So be it', outcome, 'Ministry'), CLERK))}")

    async def ask(self, scene: Scene) -> None:
        """Ask the sender."""
        sent = self.memory.some(scene)
        if sent is not None:
            scene.saw(word(await self.desk.ask(sent.id, "Where exactly?", CLERK)))

    async def assign(self, scene: Scene) -> None:
        """Give it to another unit."""
        sent = self.memory.some(scene)
        if sent is not None:
            unit = scene.dice.one_of(list(self.desk.setting.plan.units))
            scene.saw(word(await self.desk.assign(sent.id, CLERK, unit=unit, reason="Yours")))

    async def publish(self, scene: Scene) -> None:
        """Let its words out, where its kind is for the public."""
        sent = self.memory.some(scene)
        if sent is not None:
            scene.saw(word(await self.desk.publish(sent.id, ("text", "place"), CLERK, agreed=True)))

    async def hide(self, scene: Scene) -> None:
        """Take it away from the public, or show it again."""
        sent = self.memory.some(scene)
        if sent is not None and scene.dice.chance(60):
            scene.saw(word(await self.desk.hide(sent.id, "Names a person", CLERK)))
        elif sent is not None:
            scene.saw(word(await self.desk.show(sent.id, CLERK)))

    async def join(self, scene: Scene) -> None:
        """Let one case stand for another."""
        sent = self.memory.some(scene)
        if sent is not None:
            into = scene.dice.one_of([one for one in self.memory.sent.values() if one.agreed])
            scene.saw(word(await self.desk.merge(sent.id, into.id, CLERK)))

    async def open(self, scene: Scene) -> None:
        """I14: whoever is shown who wrote leaves a line in the audit log, at the desk and by the API."""
        sent, role = self.memory.some(scene), self._reader()
        if sent is None or role is None:
            return
        page = f"/{self.desk.setting.runtime.languages.default}/desk/signals/cases/{sent.id}"
        path = page if scene.dice.chance(50) else f"/api/v1/desk/signals/{sent.id}"
        answer = await scene.ask("GET", path, role=role)
        scene.saw(str(answer.status))
        if answer.status != 200 or sent.name not in answer.text:
            return
        async with self.desk.setting.runtime.store.reading():
            told = await audit_lines(AuditFilter(subject=f"signals:{sent.id}", since=scene.now))
        said = f"{path.partition(str(sent.id))[0]} showed a sender and the audit log has no line"
        scene.must("I14", bool(told.lines), said)

    async def _dossier(self, scene: Scene) -> tuple[Sent | None, Dossier | None]:
        sent = self.memory.some(scene)
        found = await self.desk.open(sent.id, CLERK) if sent is not None else None
        return sent, found if isinstance(found, Dossier) else None

    def _reader(self) -> str | None:
        """A role of the file that sees who wrote; the usual one where it names none."""
        roles = self.desk.setting.runtime.city.roles
        both = {rights.SEE, rights.CONTACTS}
        able = [id for id, one in roles.items() if one.can is None or both <= set(one.can)]
        return next(iter(able), None) if roles else "admin"
