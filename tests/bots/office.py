"""A city whose bots talk with the strict counterparts: its store, its hooks over real HTTP, and no pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import civicore_bots
import uvicorn
from civicore_bots import hook
from civicore_bots.at_work import AtWork
from civicore_bots.bots import Bots
from civicore_bots.config import SECTIONS
from civicore_bots.dialog import Button, Chat, Heard, Reply, Said
from civicore_bots.outgoing import channels
from civicore_bots.pace import Pace
from civicore_bots.registering import RegisteringLane
from litestar import Litestar, Router

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.contracts.dialog import Contact
from civicore.deployment.city import City
from civicore.extension.channels import Channel, ChannelMessage
from civicore.extension.services import Services
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.people.suspension import Suspensions
from civicore.runtime import Runtime
from civicore.storage.messages import Fate, messages_about
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from tests.tools.altered import city_of
from tests.tools.messengers import Bot, Counterpart

PLUGIN = Path(civicore_bots.__file__).parent
TELEGRAM_TOKEN, VIBER_TOKEN = "700:secret-of-telegram", "5f-secret-of-viber"
FILE = """
civicore: 1
deployment:
  id: town
  name: {{en: Town}}
  languages: [en, uk]
  timezone: Europe/Prague
  contact: {{email: office@town.example}}
offices:
  hall: {{name: {{en: Hall}}, address: {{street: 1 Square, city: Town}}, hours: {{mon: 08:00-17:00}}}}
bots:
  helper:
    title: {{en: Helper of the town that has quite a long name}}
    channels:
      telegram:
        {{name: "@city_test_bot", link: "https://t.me/city_test_bot", token: {{secret: telegram}}, api: "{telegram}",
        mode: {mode}}}
      viber: {{name: city_test_bot, link: "https://chats.viber.com/city", token: {{secret: viber}}, api: "{viber}"}}
    menu: {{more: {{label: {{en: More}}, opens: "https://town.example/more"}}}}
    health: {{every: 15 min, when_broken: {broken}}}
"""


def read_city(
    folder: Path,
    telegram: str,
    viber: str,
    *,
    mode: str = "webhook",
    broken: str = "hide_and_alert",
    written: str | None = None,
) -> City:
    """A town whose one bot speaks through both messengers; ``written`` is another file in its place."""
    file = folder / "town.yaml"
    own = FILE.format(telegram=telegram, viber=viber, mode=mode, broken=broken)
    file.write_text(written if written is not None else own, "utf-8")
    return city_of(file, SECTIONS)


@dataclass
class Parrot:
    """Leads a conversation of one question; keeps what it heard and did."""

    heard: list[Heard] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    failing: int = 0
    instead: bool = False
    long: str = ""

    async def hear(self, chat: Chat, heard: Heard) -> Reply:
        if self.failing:
            self.failing -= 1
            raise ZeroDivisionError
        self.heard.append(heard)
        if heard.kind == "press":
            return self._pressed(chat, heard)
        rows = ((Button("One", "a.one"), Button("Two", "a.two")), (Button("More", url="https://town.example/"),))
        words = self.long or f"You said {heard.value} by {heard.kind}"
        return Reply(replace(chat.where, answers=()), (Said(words, rows),))

    def _pressed(self, chat: Chat, heard: Heard) -> Reply:
        if chat.where.answers:
            return Reply(chat.where, quiet=True, note="chosen already")
        self.chosen.append(heard.value)
        where = replace(chat.where, answers=(("q", heard.value),))
        return Reply(where, (Said(f"You chose {heard.value}"),), instead=self.instead)


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str | None = None


class Plain:
    """Says the context's ``text``."""

    def render(self, notice_id: str, language: str, context: Any, *, channel: str) -> Words:
        return Words(notice_id, str(context["text"]))


class Office:
    """One process of a running city with its bots. ``address`` is known once it is served."""

    def __init__(self, city: City, store: Store, clock: DemoClock) -> None:
        self.city, self.store, self.clock = city, store, clock
        self.parrot = Parrot()
        self.secrets: dict[str, str] = {"telegram": TELEGRAM_TOKEN, "viber": VIBER_TOKEN}
        self.texts: list[str] = []
        self._booted: list[Bots] = []
        store.renderer = Plain()
        self.boot("http://127.0.0.1")

    def boot(self, address: str) -> None:
        """Begin anew on the same database, as after a restart."""
        languages = Languages(self.city, read_catalogues([CORE_LOCALES, PLUGIN / "locales"], self.city.languages))
        post: Any = None
        self.runtime = Runtime(
            city=self.city,
            clock=self.clock,
            keys=Keyring("town", (b"k" * 32,)),
            services=Services(),
            store=self.store,
            post=post,
            languages=languages,
            suspensions=Suspensions(self.store, self.city),
            address=address,
            secret=self.secrets.get,
        )
        self.bots = Bots(self.runtime, self.parrot, pace=lambda: Pace(0, 0))
        self._booted.append(self.bots)
        self.work = AtWork(self.bots)
        every = {one.id: one for one in self.outbox_channels()} | {"sms": Channel("sms", self._text)}
        self.outbox = Outbox(self.store, every, [], self.clock)

    def outbox_channels(self) -> list[Channel]:
        """The channels that the bots bring."""
        return list(channels(self.bots))

    async def _text(self, message: ChannelMessage) -> None:
        self.texts.append(message.text)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Office]:
        """Answer the messengers' calls until the block ends."""
        routes = hook.routes(self.bots, self.work.hearing)
        app = Litestar([Router("/hooks", route_handlers=list(routes.handlers))], openapi_config=None)
        server = uvicorn.Server(
            uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off", ws="none")
        )
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.002)
        self.app, port = app, server.servers[0].sockets[0].getsockname()[1]
        object.__setattr__(self.runtime, "address", f"http://127.0.0.1:{port}")
        try:
            yield self
        finally:
            server.should_exit = server.force_exit = True
            await serving
            for one in self._booted:
                await one.close()

    async def register(self) -> RegisteringLane:
        """Tell the messengers where to call."""
        lane = RegisteringLane(self.bots)
        await lane.round()
        return lane

    async def act(self, there: Counterpart, bot: Bot, deed: Callable[..., None], *arguments: Any) -> None:
        """A person does something; all that comes of it is worked and answered."""
        deed(bot, *arguments)
        for _ in range(2):  # what comes of it may come back, as a receipt
            await self.settled(there, bot)
            await self.work.flush()

    async def settled(self, there: Counterpart, bot: Bot) -> None:
        """Wait until the messenger has handed over everything."""
        await asyncio.to_thread(there.settle, bot)

    async def flush(self) -> None:
        """Deliver, work and answer all that is due."""
        await self.outbox.flush()
        await self.work.flush()

    async def notify(self, text: str, to: Contact, *otherwise: Contact, purpose: Any = "transaction") -> None:
        """Write a message and deliver all that is due."""

        async def work(unit: UnitOfWork) -> UUID:
            return await unit.send(
                "town.notice", channel=to.channel, to=to.to, language="en", context={"text": text}, about="town:1",
                otherwise=otherwise, purpose=purpose,
            )  # fmt: skip

        await self.runtime.transact(work)
        await self.outbox.flush()

    async def fates(self) -> tuple[Fate, ...]:
        async with self.store.reading():
            return await messages_about("town:1")

    async def rows(self, table: Any) -> list[dict[str, Any]]:
        async with self.store.reading():
            found: list[dict[str, Any]] = await table.select()
        return found
