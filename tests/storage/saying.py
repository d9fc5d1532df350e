"""A renderer that says what it is given, and a channel that keeps what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicore.extension.channels import Channel, ChannelMessage
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Said:
    subject: str
    text: str
    html: str | None = None


class Echo:
    """The subject is the notice, the text is the context's ``text``."""

    def render(self, notice_id: str, language: str, context: Mapping[str, object], *, channel: str) -> Said:
        return Said(f"{notice_id} {language}", str(context.get("text", "")))


async def letter(
    unit: UnitOfWork, text: str, *, to: str = "jan@example.org", about: str = "booking:1", **more: object
) -> None:
    """Send an e-mail with this text."""
    options = {"channel": "email", "language": "cs", **more}
    await unit.send("booking.confirmed", to=to, about=about, context={"text": text}, **options)  # type: ignore[arg-type]


async def post(store: Store, text: str, **more: object) -> None:
    """The same in a unit of its own."""

    async def work(unit: UnitOfWork) -> None:
        await letter(unit, text, **more)  # type: ignore[arg-type]

    await store.transact(work)


class Mailbox:
    """A channel that keeps what it is given, and fails as it is told."""

    def __init__(self) -> None:
        self.got: list[ChannelMessage] = []
        self.fails: dict[str, list[BaseException]] = {}
        self.channel = Channel("email", self._send)

    async def _send(self, message: ChannelMessage) -> None:
        if trouble := self.fails.get(message.text):
            raise trouble.pop(0)
        self.got.append(message)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.got]
