"""A city that sends and hears text messages: its store, its plugin and a runtime of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.base.spans import Duration
from civicore.contracts.texting import Reply, Texted, TextTalk
from civicore.deployment.kind import Reading
from civicore.deployment.model.texting import Sms
from civicore.extension.parts import Service, TableSet
from civicore.extension.services import Services
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.messaging.sms.incoming import Incoming
from civicore.messaging.sms.plugin import SmsPlugin
from civicore.messaging.sms.tables import SMS
from civicore.storage.messages import Fate, messages_about
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

NUMBER = "+420739547765"
LANGUAGES = ("cs", "en", "uk", "bg")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (SMS,)


@dataclass(frozen=True)
class Said:
    subject: str
    text: str
    html: str | None = None


class Plain:
    """Says the context's ``text``."""

    def render(self, notice_id: str, language: str, context: Any, *, channel: str) -> Said:
        return Said(notice_id, str(context["text"]))


@dataclass
class Echo:
    """Answers whatever begins with ``hello``; keeps what it heard."""

    heard: list[Texted] = field(default_factory=list)
    failing: int = 0

    async def hear(self, texted: Texted) -> Reply | None:
        self.heard.append(texted)
        if self.failing:
            self.failing -= 1
            raise ZeroDivisionError
        return Reply(f"you said {texted.text}", "cs") if texted.text.lower().startswith("hello") else None

    def help(self, language: str) -> str | None:
        return "write hello"


class Texting:
    """A running city's text messages, without the city around it."""

    def __init__(self, written: dict[str, Any], store: Store, clock: DemoClock, secrets: dict[str, str]) -> None:
        sms = Sms.model_validate(written, context=Reading(LANGUAGES))
        city = SimpleNamespace(
            languages=LANGUAGES,
            zone=ZoneInfo("Europe/Prague"),
            channels=SimpleNamespace(sms=sms),
            deployment=SimpleNamespace(contact=SimpleNamespace(phone="+420 499 803 111")),
            retention=SimpleNamespace(finished=Duration(days=7), audit=Duration(days=90)),
        )
        store.renderer = Plain()
        self.store, self.clock, self.echo = store, clock, Echo()
        parts = SimpleNamespace(
            city=city,
            clock=clock,
            keys=Keyring("town", (b"k" * 32,)),
            services=Services([Service(TextTalk, self.echo)]),
            store=store,
            transact=store.transact,
            languages=Languages(city, read_catalogues([CORE_LOCALES], LANGUAGES)),
            demo=False,
        )
        runtime: Any = parts
        self.runtime = runtime
        self.plugin = SmsPlugin(clock, lambda reference: secrets[reference.name])
        (service,) = self.plugin.register_services(runtime)
        self.incoming: Incoming = service.instance  # type: ignore[assignment]
        channels = {one.id: one for one in self.plugin.register_channels()}
        self.outbox = Outbox(store, channels, tuple(self.plugin.register_subscriptions()), clock)

    @property
    def told(self) -> Any:
        return self.plugin._parts.told if self.plugin._parts else None

    async def send(self, text: str, to: str = NUMBER, **more: Any) -> None:
        async def work(unit: UnitOfWork) -> None:
            await unit.send("test", channel="sms", to=to, language="cs", context={"text": text}, about="t:1", **more)

        await self.store.transact(work)

    async def fates(self, about: str = "t:1") -> tuple[Fate, ...]:
        async with self.store.reading():
            return await messages_about(about)


@pytest.fixture
def texting(store: Store, clock: DemoClock) -> Callable[..., Texting]:
    """A city with this ``channels.sms``; secrets by name."""

    def make(written: dict[str, Any], **secrets: str) -> Texting:
        return Texting(written, store, clock, {"sms_key": "pw", "hook": "s3cret", **secrets})

    return make
