"""Staff at work on letters: take, hand over, do what is asked, answer, lay aside. Each ends a letter once.

A deed has two steps, because it belongs to a plugin with units of its own: first the letter says what is being done,
then it is done, then the letter ends with its answer. Whoever is stopped in between finds the deed begun and does it
again; the plugin does it once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal
from uuid import UUID

from civicore.base.refusal import Refusal
from civicore.contracts.incoming_mail import LetterWork, Proposal
from civicore.mailroom.letters import Letter, one, packed, too_many
from civicore.mailroom.tables import LetterRow
from civicore.messaging.languages import Msgid
from civicore.people.colleagues import colleagues
from civicore.people.principals import Principal
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.field_types import check_email

WORK = "letters.work"
REPLY = "mailroom.reply"
Ended = Literal["deed", "answer", "nothing"]


ACTIONS = {
    "letter.handed_over": Msgid("Letter handed over"),
    "letter.opened": Msgid("Looked at a letter"),
    "letter.put_back": Msgid("Letter put into the queue"),
    "letter.settled": Msgid("Letter settled"),
    "letter.taken": Msgid("Letter taken"),
    "letter.typed_in": Msgid("Letter on paper typed in"),
}


@dataclass(frozen=True)
class Answer:
    """What is written back, and in which language."""

    text: str
    language: str


def owner_of(who: Principal) -> str:
    """Whose desk a letter lies on; a program that speaks for somebody works at their desk."""
    return f"staff:{who.id}"


class Desk:
    """What a member of staff does with letters; a Refusal says why not."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def take(self, id: UUID, who: Principal) -> Refusal | None:
        """Put a letter on one's own desk; a colleague's stays where it is."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            return await self._on_desk(id, who, unit)

        return await self._runtime.transact(work)

    async def put_back(self, id: UUID, who: Principal) -> Refusal | None:
        """Give a letter back to the queue."""
        changes = {LetterRow.state: "new", LetterRow.owner: ""}
        return await self._runtime.transact(partial(self._moved, id, who, changes, "letter.put_back"))

    async def hand_over(self, id: UUID, to: str, who: Principal) -> Refusal | None:
        """Give a letter to a colleague who may work on letters; also from one who is away, and one begun."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            known = {owner_of(one) for one in await colleagues(self._runtime.city) if one.may(WORK)}
            if to not in known:
                return Refusal("letters.choose_colleague")
            mine = (LetterRow.id == id) & (LetterRow.kind == "human")
            taken: dict[Any, Any] = {LetterRow.state: "taken", LetterRow.owner: to}
            begun: dict[Any, Any] = {LetterRow.owner: to}
            for states, changes in ((["new", "taken"], taken), (["doing"], begun)):
                found = mine & LetterRow.state.is_in(states)
                if await LetterRow.update(changes).where(found).returning(LetterRow.id):
                    break
            else:
                return Refusal("letters.done")
            await unit.record("letter.handed_over", actor=who.actor, subject=f"letter:{id}")
            return None

        return await self._runtime.transact(work)

    async def queue(self, id: UUID, who: Principal) -> Refusal | None:
        """What was taken for the letter of a machine is of a person after all."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            machine = (LetterRow.id == id) & (LetterRow.kind == "automatic")
            changes: dict[Any, Any] = {
                LetterRow.kind: "human",
                LetterRow.state: "new",
                LetterRow.ended: "",
                LetterRow.done_at: None,
            }
            if not await LetterRow.update(changes).where(machine).returning(LetterRow.id):
                return Refusal("letters.done")
            await unit.record("letter.put_back", actor=who.actor, subject=f"letter:{id}")
            return None

        return await self._runtime.transact(work)

    async def proposals(self, letter: Letter, who: Principal, language: str) -> tuple[Proposal, ...]:
        """What the letter seems to ask for, the sure ones first. Of somebody who writes too much none is sure."""
        async with self._runtime.store.reading():
            flood = await too_many(letter)
        found = [
            proposal for work in self._works for proposal in await work.proposals(letter.incoming(), who, language)
        ]
        believed = [replace(one, sure=False) for one in found] if flood else found
        return tuple(sorted(believed, key=lambda one: not one.sure))

    async def do(self, letter: Letter, proposal: Proposal, who: Principal, answer: Answer | None) -> Refusal | None:
        """Carry a proposal out and tell the sender; again for one that was begun and not ended."""
        begun = await self._runtime.transact(partial(self._begin, letter.id, proposal, who))
        if begun is not None:
            return begun
        work = next((one for one in self._works if one.knows(proposal.about)), None)
        gone = Refusal("letters.changed")
        refused = await work.carry_out(letter.incoming(), proposal, who) if work is not None else gone
        if refused is not None:
            await self._runtime.transact(partial(self._not_done, letter.id))
            return refused
        return await self._runtime.transact(partial(self._end, letter, who, "deed", answer, proposal.deed))

    async def reply(self, letter: Letter, answer: Answer, who: Principal) -> Refusal | None:
        """Answer a letter, which ends it."""
        return await self._runtime.transact(partial(self._end, letter, who, "answer", answer, ""))

    async def lay_aside(self, letter: Letter, who: Principal) -> Refusal | None:
        """There is nothing to do; nobody is written to."""
        return await self._runtime.transact(partial(self._end, letter, who, "nothing", None, ""))

    @property
    def _works(self) -> tuple[LetterWork, ...]:
        return self._runtime.services.all(LetterWork)  # type: ignore[type-abstract]

    async def _on_desk(self, id: UUID, who: Principal, unit: UnitOfWork) -> Refusal | None:
        free = (LetterRow.id == id) & (LetterRow.state == "new")
        changes: dict[Any, Any] = {LetterRow.state: "taken", LetterRow.owner: owner_of(who)}
        if await LetterRow.update(changes).where(free).returning(LetterRow.id):
            await unit.record("letter.taken", actor=who.actor, subject=f"letter:{id}")
            return None
        found = await one(id)
        if found is None:
            return Refusal("letters.unknown")
        if found.state == "done":
            return Refusal("letters.done")
        return None if found.owner == owner_of(who) else Refusal("letters.of_colleague")

    async def _moved(
        self, id: UUID, who: Principal, changes: dict[Any, Any], action: str, unit: UnitOfWork
    ) -> Refusal | None:
        refused = await self._on_desk(id, who, unit)
        if refused is not None:
            return refused
        mine = (LetterRow.id == id) & (LetterRow.state == "taken")
        if not await LetterRow.update(changes).where(mine).returning(LetterRow.id):
            return Refusal("letters.begun")
        await unit.record(action, actor=who.actor, subject=f"letter:{id}")
        return None

    async def _begin(self, id: UUID, proposal: Proposal, who: Principal, unit: UnitOfWork) -> Refusal | None:
        refused = await self._on_desk(id, who, unit)
        if refused is not None:
            return refused
        wanted = packed(proposal)
        mine = (LetterRow.id == id) & ((LetterRow.state == "taken") | (LetterRow.deed == wanted))
        begun: dict[Any, Any] = {LetterRow.state: "doing", LetterRow.deed: wanted}
        return None if await LetterRow.update(begun).where(mine).returning(LetterRow.id) else Refusal("letters.begun")

    async def _not_done(self, id: UUID, unit: UnitOfWork) -> None:
        """The deed was refused, so nothing was begun."""
        back: dict[Any, Any] = {LetterRow.state: "taken", LetterRow.deed: ""}
        await LetterRow.update(back).where((LetterRow.id == id) & (LetterRow.state == "doing"))

    async def _end(
        self, letter: Letter, who: Principal, how: Ended, answer: Answer | None, deed: str, unit: UnitOfWork
    ) -> Refusal | None:
        refused = await self._on_desk(letter.id, who, unit)
        if refused is not None:
            return refused
        over: dict[Any, Any] = {
            LetterRow.state: "done",
            LetterRow.ended: how,
            LetterRow.done_at: unit.now,
            LetterRow.deed: "",
        }
        state = "doing" if how == "deed" else "taken"
        mine = (LetterRow.id == letter.id) & (LetterRow.state == state)
        if not await LetterRow.update(over).where(mine).returning(LetterRow.id):
            return Refusal("letters.begun")
        facts = {"how": how, **({"deed": deed} if deed else {})}
        await unit.record("letter.settled", actor=who.actor, subject=letter.about, facts=facts)
        if answer is not None:
            await self._send(letter, answer, unit)
        return None

    async def _send(self, letter: Letter, answer: Answer, unit: UnitOfWork) -> None:
        await unit.send(
            REPLY,
            channel="email",
            to=letter.sender,
            language=answer.language,
            context={"subject": letter.subject, "text": answer.text},
            about=letter.about,
        )

    def answerable(self, letter: Letter) -> bool:
        """Whether its sender can be written to."""
        return check_email(letter.sender) is None and self._runtime.city.channels.email is not None
