"""A gateway for text messages that tells late, twice, in any order or never what became of them (F11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from civicore.contracts.simulation import Scene
from civicore.extension.channels import ChannelMessage
from civicore.extension.simulations import Invariant, Move
from civicore.messaging.sms.gateway import FORWARD, Fate, Hears, Note, Outgoing, Report
from civicore.messaging.sms.incoming import Incoming
from civicore.messaging.sms.numbers import international, region_of
from civicore.messaging.sms.outgoing import Sending
from civicore.messaging.sms.tables import TextOut
from civicore.messaging.sms.telling import Told
from civicore.runtime import Runtime
from civicore.storage.tables import MessageRow

_AT_ONCE = 6  # messages that a gateway tells of in one go
_NEWEST = 20  # of which it tells; older ones are never heard of
_STORIES: tuple[tuple[Fate, ...], ...] = (
    (),
    ("delivered",),
    ("accepted", "delivered", "delivered"),
    ("delivered", "accepted"),
    ("delivered", "failed"),
    ("failed",),
    ("failed", "accepted", "failed"),
)


@dataclass
class Airwaves:
    """``billed`` is what the gateway took of each part, ``hasty`` how many receipts come before its own answer."""

    runtime: Runtime
    billed: Counter[tuple[str, int]] = field(default_factory=Counter)
    hasty: int = 0
    _taken: list[str] = field(default_factory=list)
    _stories: dict[str, list[Fate]] = field(default_factory=dict)
    _places: dict[tuple[str, int], int] = field(default_factory=dict)

    def way(self) -> Callable[[ChannelMessage], Awaitable[None]] | None:
        """What sends text messages by this gateway; None in a city without them."""
        sms, runtime = self.runtime.city.channels.sms, self.runtime
        if sms is None:
            return None
        region = region_of(sms.number) or region_of(runtime.city.deployment.contact.phone)
        return Sending(
            runtime.store,
            runtime.clock,
            self,
            number=lambda written: international(written, region),
            persons=lambda number: runtime.keys.digests("sms.person", number),
            per_day=sms.per_day,
        ).send

    async def send(self, message: Outgoing, note: Note) -> None:
        """Takes what was not taken yet. In a hurry it tells that a part arrived before it says that it took it."""
        for part in range(len(message.split)):
            if part in message.taken:
                continue
            remote = f"r{len(self._taken)}"
            self._taken.append(remote)
            self.billed[message.id, part] += 1
            if self.hasty:
                self.hasty -= 1
                await self._tell(remote, "delivered")
            await note(part, 1, remote)

    @asynccontextmanager
    async def around(self, hears: Hears) -> AsyncIterator[None]:
        """It needs nothing."""
        yield

    def trouble(self) -> str | None:
        return None

    def moves(self) -> tuple[Move, ...]:
        """Nothing where no text message is sent."""
        if self.runtime.city.channels.sms is None:
            return ()
        return (Move("sms.receipts", self.receipts, 8, "any"), Move("fault.hasty", self.hurry, 1, "any"))

    async def receipts(self, scene: Scene) -> None:
        """F11: the next that is told of some messages, each in an order of its own, and of one that nobody sent."""
        told = 0
        for _ in range(_AT_ONCE if self._taken else 0):
            remote = scene.dice.one_of(self._taken[-_NEWEST:])
            story = self._stories.setdefault(remote, list(scene.dice.one_of(_STORIES)))
            if story:
                await self._tell(remote, story.pop(0))
                told += 1
        await self._tell("nobody", "delivered")
        scene.saw(f"{told} receipts")

    async def hurry(self, scene: Scene) -> None:
        """F11: the next receipts overtake the answers that tell what they are about."""
        self.hasty = scene.dice.number(1, 3)

    def invariants(self) -> tuple[Invariant, ...]:
        sentence = "what became of a text message only goes forward, and each of its parts is paid for once"
        return (Invariant("I8", sentence, self.forward),) if self.runtime.city.channels.sms is not None else ()

    async def forward(self) -> Sequence[str]:
        """I8, F11: the fates in the records beside those of the last time, the costs beside what the gateway took."""
        async with self.runtime.store.reading():
            rows = await TextOut.select(TextOut.message, TextOut.part, TextOut.paid, TextOut.state)
            given_up = await MessageRow.select(MessageRow.id).where(
                MessageRow.channel == "sms", MessageRow.state == "failed"
            )
        wrong, parts = [], Counter((str(one["message"]), one["part"]) for one in rows)
        wrong += [f"a part of a text message is counted {times} times" for times in parts.values() if times > 1]
        for one in rows:
            key, place = (str(one["message"]), one["part"]), FORWARD[one["state"]]
            if place < self._places.get(key, place):
                wrong.append(f"a text message went back to {one['state']}")
            if one["paid"] > self.billed[key]:
                wrong.append(f"a part of a text message cost {one['paid']} and was taken {self.billed[key]} times")
            self._places[key] = place
        arrived = {str(one["message"]) for one in rows} - {
            str(one["message"]) for one in rows if one["state"] != "delivered"
        }
        return [*wrong, *("a text message that arrived is given up" for one in given_up if str(one["id"]) in arrived)]

    async def _tell(self, remote: str, fate: Fate) -> None:
        heard = self.runtime.services.one(Incoming)
        await Told(self.runtime, heard).reported(Report(remote, fate))
