"""Chats in a simulated city: people open them, press and type whatever they see, and messengers repeat themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from civicore import Invariant, Move, Simulation
from civicore.contracts.simulation import Scene
from civicore_bots import taking
from civicore_bots.at_work import AtWork
from civicore_bots.demo_chat import DemoChat
from civicore_bots.demo_screens import DemoScreens
from civicore_bots.dialog import Button
from civicore_bots.lines import Line
from civicore_bots.pace import Pace
from civicore_bots.tables import UpdateRow

if TYPE_CHECKING:
    from civicore import Runtime

_PEOPLE = 12
_PRESSES = 25  # enough to walk a consultation or a booking to its end
_TYPED = ("Olha Qx Chat", "sim{}@people.example", "+380501112233", "2001-05-07", "7", "menu", "???")


@dataclass
class Chats:
    """Their moves; ``opened`` are the chats that were begun, with the line they are on."""

    work: AtWork
    screens: DemoScreens
    opened: dict[str, Line] = field(default_factory=dict)

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("bots.open", self.open, 6, "any"),
            Move("bots.talk", self.talk, 14, "any"),
            Move("bots.twice", self.twice, 4, "any"),
        )

    @property
    def chat(self) -> DemoChat:
        return DemoChat(self.work, self.screens)

    async def open(self, scene: Scene) -> None:
        """Open a chat by a link, one that means something or none."""
        chat = str(800_000 + scene.dice.number(1, _PEOPLE))
        line = self.opened.setdefault(chat, scene.dice.one_of(list(self.work.bots.lines.values())))
        await self.chat.open(line, chat, scene.dice.one_of(("", "c", "b", "t", "nonsense")), self._language(scene))
        scene.saw(line.id)

    async def talk(self, scene: Scene) -> None:
        """Walk on through a conversation: mostly a button that can be seen, now and then words."""
        if not self.opened:
            return
        chat = scene.dice.one_of(sorted(self.opened))
        line, language = self.opened[chat], self._language(scene)
        for _ in range(scene.dice.number(1, _PRESSES)):
            shown = [(one.id, button) for one, button in self._buttons(chat)]
            if shown and scene.dice.chance(85):
                message, button = shown[-1 - scene.dice.number(0, min(len(shown), 8) - 1)]
                await self.chat.press(line, chat, message, button.data, language)
            else:
                words = scene.dice.one_of(_TYPED).format(scene.dice.number(1, _PEOPLE))
                await self.chat.say(line, chat, words, language)
        scene.saw(f"{len(self.chat.shown(chat))} on the screen")

    async def twice(self, scene: Scene) -> None:
        """F12: the messenger delivers the same word three times; it is answered once."""
        if not self.opened:
            return
        chat = scene.dice.one_of(sorted(self.opened))
        line, number = self.opened[chat], self.screens.number()
        raw = _said(line, number, chat, self._language(scene))
        before = len(self._answers(chat))
        for _ in range(3):
            await taking.take(self.work.bots, line, [raw])
            await self.work.flush()
        after = len(self._answers(chat))
        scene.saw(f"{after - before} answers")
        scene.must("I9", after - before <= 1, f"one word in a chat was answered {after - before} times")

    def _buttons(self, chat: str) -> list[tuple[Any, Button]]:
        return [
            (one, button) for one in self.chat.shown(chat) for row in one.say.buttons for button in row if button.data
        ]

    def _answers(self, chat: str) -> list[Any]:
        return [one for one in self.chat.shown(chat) if not one.mine]

    def _language(self, scene: Scene) -> str:
        return scene.dice.one_of(self.work.bots.runtime.city.languages)


@dataclass
class Rules:
    """What must hold of chats, asked of the tables."""

    runtime: Runtime

    def invariants(self) -> tuple[Invariant, ...]:
        return (
            Invariant("I9", "what came in a chat is worked once, and nothing of it is lost", self.worked, "hour"),
            Invariant("I12", "what was worked keeps none of its words", self.emptied, "hour"),
        )

    async def worked(self) -> Sequence[str]:
        async with self.runtime.store.reading():
            rows = await UpdateRow.select(UpdateRow.state, UpdateRow.line, UpdateRow.number)
        failed = sum(one["state"] == "failed" for one in rows)
        twice = [key for key, times in Counter((one["line"], one["number"]) for one in rows).items() if times > 1]
        return [
            *([f"{failed} updates of chats were given up"] if failed else []),
            *(f"{line} twice" for line, _ in twice),
        ]

    async def emptied(self) -> Sequence[str]:
        async with self.runtime.store.reading():
            left = await UpdateRow.count().where((UpdateRow.state == "done") & (UpdateRow.written != ""))
        return [f"{left} updates that were worked still hold words"] if left else []


def _said(line: Line, number: int, chat: str, language: str) -> dict[str, Any]:
    """A word as each messenger delivers it."""
    if line.via == "viber":
        sender = {"id": chat, "language": language}
        return {"event": "message", "message_token": number, "sender": sender, "message": {"type": "text", "text": "?"}}
    person = {"id": int(chat), "is_bot": False, "first_name": "Sim", "language_code": language}
    private = {"id": int(chat), "type": "private", "first_name": "Sim"}
    message = {"message_id": number, "date": 0, "chat": private, "from": person, "text": "?"}
    return {"update_id": number, "message": message}


def simulation(runtime: Runtime) -> Simulation | None:
    """Everything for one run; None in a city without bots."""
    work = runtime.services.one(AtWork)
    if not work.bots.lines or not isinstance(work.bots.stand_in, DemoScreens):
        return None
    work.bots.pace = partial(Pace, 0, 0)  # nobody waits by a clock that is not the city's
    return Simulation("bots", Chats(work, work.bots.stand_in).moves(), Rules(runtime).invariants())
