"""The far side of every channel, and how a file might want people told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from civicore.contracts.dialog import Contact
from civicore.extension.channels import Channel, ChannelMessage
from civicore.storage.manners import Chosen
from civicore.storage.messages import Fate, messages_about
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

JAN = "booking:1"
VIBER, MAIL, SMS = Contact("viber", "bot:jan"), Contact("email", "jan@example.org"), Contact("sms", "+420739547765")
NOTHING = Chosen()
LEASE = timedelta(seconds=91)


@dataclass
class Manners:
    """As a file might say; ``held`` is when what can wait goes out."""

    held: datetime | None = None
    after: timedelta | None = None
    choice: Chosen = NOTHING

    def when(self, notice: str, purpose: str, at: datetime, until: datetime | None) -> datetime:
        return self.held if self.held is not None and purpose != "transaction" else at

    def patience(self, notice: str) -> timedelta | None:
        return self.after

    def ordered(self, ways: Sequence[Contact]) -> Sequence[Contact]:
        return ways

    async def chosen(self, about: str) -> Chosen:
        return self.choice

    async def forget(self, about: str) -> None:
        return None


@dataclass
class Far:
    """The far side of every channel: keeps what it gets, answers as it is told."""

    got: list[tuple[str, str]] = field(default_factory=list)
    seen: list[ChannelMessage] = field(default_factory=list)
    answers: dict[str, list[BaseException]] = field(default_factory=dict)

    def channel(self, name: str, **more: object) -> Channel:
        async def send(message: ChannelMessage) -> None:
            if waiting := self.answers.get(message.to):
                raise waiting.pop(0)
            self.got.append((name, message.to))
            self.seen.append(message)

        return Channel(name, send, **more)  # type: ignore[arg-type]


async def send(store: Store, *chain: Contact, **more: object) -> UUID:
    """One message by these ways, the first one first."""
    said: Mapping[str, object] = {"language": "cs", "context": {"text": "t"}, "about": JAN, **more}

    async def work(unit: UnitOfWork) -> UUID:
        first, *rest = chain
        return await unit.send("booking.moved", channel=first.channel, to=first.to, otherwise=rest, **said)  # type: ignore[arg-type]

    return await store.transact(work)


async def fates(store: Store, about: str = JAN) -> list[Fate]:
    async with store.reading():
        return list(await messages_about(about))


async def states(store: Store) -> list[tuple[str, str]]:
    return [(one.channel, one.state) for one in await fates(store)]
