"""A city that talks, without server or database, and people who talk with it as a telephone shows it to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import civicore_bots
from civicore_bots.consult import Tree
from civicore_bots.consulting import Consultations
from civicore_bots.dialog import Button, Chat, Heard, Kind, Reply, Said, Via, Where
from civicore_bots.talking import Talker

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.cli.opening import opened
from civicore.contracts.dialog import Contact, Intent
from civicore.deployment.city import City
from civicore.extension.parts import Service
from civicore.extension.services import Services
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.people.suspension import Suspension
from civicore.runtime import Runtime

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = Path(civicore_bots.__file__).parent
DMS = ROOT / "deployments" / "dms_ua.yaml"


@lru_cache(maxsize=8)
def city_of(file: Path) -> City:
    """A deployment file that is sound."""
    loaded = opened(file)
    assert loaded.city is not None, [(one.code, one.message) for one in loaded.errors]
    return loaded.city


def tree_of(city: City, id: str = "documents") -> Tree:
    """A consultation of a city."""
    return Tree.of(id, city.section("consultations")[id])


@dataclass
class Stopping:
    """Suspensions as a test wishes them."""

    active: list[Suspension] = field(default_factory=list)

    async def banners(self, now: datetime) -> Sequence[Suspension]:
        return tuple(self.active)

    async def in_force(self, scope: str, *, department: str | None = None, now: datetime) -> Suspension | None:
        return next((one for one in self.active if scope in one.scope), None)


class Talking:
    """A city with its talker; ``more`` are intents beside its consultations."""

    def __init__(self, city: City, *more: Intent) -> None:
        self.city, self.clock, self.stopping = city, DemoClock(), Stopping()
        self.clock.freeze(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
        services, given = Services(), Any
        self.runtime = Runtime(
            city=city,
            clock=self.clock,
            keys=Keyring(city.deployment.id, (b"k" * 32,)),
            services=services,
            store=given,  # type: ignore[arg-type]
            post=given,  # type: ignore[arg-type]
            languages=Languages(city, read_catalogues([CORE_LOCALES, PLUGIN / "locales"], city.languages)),
            suspensions=self.stopping,  # type: ignore[arg-type]
            address="https://city.example",
        )
        consultations = Consultations(self.runtime)
        services.add([Service(Intent, one) for one in (consultations, *more)])
        services.add([Service(Consultations, consultations)])
        self.talker = Talker(self.runtime)

    def person(self, language: str, via: Via = "telegram", bot: str = "dms_bot") -> Person:
        return Person(self, via, bot, Where(language=language))


@dataclass
class Person:
    """Somebody with a telephone. What the city keeps of them passes through JSON each time, as in a database."""

    city: Talking
    via: Via
    bot: str
    where: Where
    screen: tuple[Said, ...] = ()
    heard: int = 0

    async def hear(self, kind: Kind, value: str = "", id: str = "") -> Reply:
        self.heard += 1
        chat = Chat(self.bot, self.via, Where.of(json.loads(json.dumps(self.where.plain()))), Contact(self.via, "42"))
        reply = await self.city.talker.hear(chat, Heard(kind, value, "", id or str(self.heard)))
        self.where, self.screen = reply.where, reply.parts or self.screen
        return reply

    async def says(self, words: str) -> str:
        await self.hear("text", words)
        return self.sees

    async def presses(self, label: str) -> str:
        await self.hear("press", self.button(label).data)
        return self.sees

    @property
    def sees(self) -> str:
        return "\n\n".join(one.text for one in self.screen)

    @property
    def buttons(self) -> dict[str, Button]:
        return {one.label: one for said in self.screen for row in said.buttons for one in row}

    def button(self, label: str) -> Button:
        assert label in self.buttons, f"no button {label!r}, only {list(self.buttons)}"
        return self.buttons[label]
