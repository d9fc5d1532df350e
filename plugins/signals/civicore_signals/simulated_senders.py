"""Citizens of a simulated city who write to it: they send, confirm or not, answer, take back, open again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from civicore import Move, Refusal, UnitOfWork, maps
from civicore.contracts.simulation import Scene, Secret
from civicore_signals import tokens
from civicore_signals.case import Answer, Place, Sender
from civicore_signals.filed import Filed, Filing
from civicore_signals.plan import Question
from civicore_signals.questions import asked
from civicore_signals.service import Cases
from civicore_signals.simulated_memory import Memory, Sent, word

_PEOPLE = 30
_NEVER_CONFIRMED = 30  # percent
_SPARE = timedelta(days=3)  # a job that sleeps for a day, a clock that is wrong


@dataclass(frozen=True)
class Senders:
    """Their moves."""

    cases: Cases
    memory: Memory

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("signals.send", self.send, 24, "any"),
            Move("signals.confirm", self.confirm, 0),
            Move("signals.reply", self.reply, 6, "any"),
            Move("signals.feedback", self.feedback, 3, "any"),
            Move("signals.reopen", self.reopen, 5, "any"),
            Move("signals.withdraw", self.withdraw, 2, "any"),
        )

    async def send(self, scene: Scene) -> None:
        """Write; who has no answer, or presses twice, sends the same again and it is one case (F02)."""
        filing = self._filing(scene)
        filed = await self.cases.file(filing)
        scene.saw(word(filed))
        if isinstance(filed, Refusal):
            return
        sent = self.memory.keep(filed, f"Qx{scene.name}x", f"Wx{scene.name}x")
        if scene.dice.chance(20):
            again = await self.cases.file(filing)
            same = isinstance(again, Filed) and again.case.id == filed.case.id
            scene.must("I3", same, f"the same case sent again was answered with another one ({word(again)})")
        confirms = sent.agreed or not scene.dice.chance(_NEVER_CONFIRMED)
        self._confide(scene, sent, confirms)
        if not sent.agreed and confirms:
            token = await self._letter(sent)
            scene.later("signals.confirm", scene.now + timedelta(minutes=scene.dice.number(1, 900)), **token)

    async def confirm(self, scene: Scene) -> None:
        """Press the button behind the link of the letter; pressed again it registers nothing more."""
        sent: Sent = scene.facts["sent"]
        first = await self.cases.confirm(scene.facts["token"])
        again = await self.cases.confirm(scene.facts["token"])
        scene.saw(word(first))
        scene.must("I3", isinstance(first, Filed), f"an address could not be confirmed in time: {word(first)}")
        sent.agreed = True
        same = isinstance(first, Filed) and isinstance(again, Filed) and again.case.number == first.case.number
        scene.must("I3", same, "a second press registered a case anew")

    async def reply(self, scene: Scene) -> None:
        """Answer what the office asks, or add something."""
        await self._own(scene, "reply", f"Wx{scene.name}x")

    async def feedback(self, scene: Scene) -> None:
        """Say whether it is solved."""
        sent = self.memory.some(scene)
        if sent is not None:
            scene.saw(word(await self.cases.feedback(sent.holder, scene.dice.chance(50))))

    async def reopen(self, scene: Scene) -> None:
        """Not content."""
        await self._own(scene, "reopen", "Not yet")

    async def withdraw(self, scene: Scene) -> None:
        """Take it back."""
        await self._own(scene, "withdraw", "Not any more")

    async def _own(self, scene: Scene, deed: str, text: str) -> None:
        sent = self.memory.some(scene)
        if sent is not None:
            scene.saw(word(await getattr(self.cases, deed)(sent.holder, text)))

    def _confide(self, scene: Scene, sent: Sent, confirms: bool) -> None:
        """Nobody else may read who wrote; of what the file keeps private, neither what."""
        plan = self.cases.setting.plan
        private = plan.public(sent.kind, sent.category) is None
        until = plan.keeping.unconfirmed.after(scene.now, self.cases.setting.zone) + _SPARE
        words = (sent.name, sent.text) if private or not confirms else (sent.name,)
        scene.keep_secret(Secret(f"signals:{sent.id}", words, None if confirms else until))

    async def _letter(self, sent: Sent) -> dict[str, object]:
        """The link as a letter brings it; the letter itself is gone once it was delivered."""
        setting, lasts = self.cases.setting, self.cases.setting.plan.keeping.unconfirmed

        async def minted(unit: UnitOfWork) -> str:
            return await tokens.mint(setting, unit, tokens.CONFIRM, f"case:{sent.id}", lasts)

        return {"sent": sent, "token": await setting.runtime.transact(minted)}

    def _filing(self, scene: Scene) -> Filing:
        plan, dice = self.cases.setting.plan, scene.dice
        kind = plan.kinds[dice.one_of([one for one in plan.kinds if plan.types(one)])]
        type = dice.one_of(plan.types(kind.id))
        language = dice.one_of(plan.languages)
        account = uuid5(NAMESPACE_URL, scene.name) if plan.registration(kind.id, type.id) == "required" else None
        email = f"sim{dice.number(1, _PEOPLE)}@people.example"
        return Filing(
            kind=kind.id,
            category=type.id,
            text=f"Wx{scene.name}x is broken",
            topic="Something is broken" if "topic" in kind.asks else None,
            language=language,
            answers=_answers(scene, type.questions),
            place=None if type.place == "off" else self._place(scene),
            sender=Sender(
                account=account, name=f"Qx{scene.name}x", email=email, language=language, email_confirmed=bool(account)
            ),
            idempotency_key=f"{scene.name}-case",
        )

    def _place(self, scene: Scene) -> Place:
        """In the middle of a district; without a map only in words."""
        atlas = next(iter(self.cases.setting.runtime.services.all(maps.Atlas)), None)
        if atlas is None or not atlas.areas.all:
            return Place(address="Main square 1")
        middle = scene.dice.one_of(atlas.areas.all).shape.representative_point()
        return Place(point=(round(middle.y, 6), round(middle.x, 6)), address="Main square 1")


def _answers(scene: Scene, questions: Sequence[Question]) -> dict[str, Answer]:
    """What must be answered, in order, as far as it is asked."""
    said: dict[str, Answer] = {}
    for one in questions:
        if one in asked(questions, said) and (one.required or one.options):
            choice = scene.dice.one_of(list(one.options)) if one.options else "14"
            said[one.id] = (choice,) if one.kind == "choices" else choice
    return said
