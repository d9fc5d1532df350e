"""A running house of documents: look up, feed, read what was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from civicore_doctrack.config import SECTION
from civicore_doctrack.looking import Document, Found
from civicore_doctrack.plan import Plan
from civicore_doctrack.service import Tracking
from civicore_doctrack.working_out import plan_of

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.base.refusal import Refusal
from civicore.contracts.documents import Observed
from civicore.deployment.city import City
from civicore.extension.services import Services
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.messaging.notices import Notices
from civicore.messaging.post import Post
from civicore.people.principals import Principal
from civicore.people.suspension import Suspensions
from civicore.runtime import Runtime
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, EventRow
from civicore.web.environment import environment
from civicore.web.folders import Folders
from tests.tools.altered import altered, city_of

FILE = Path(__file__).with_name("city.yaml")
CLERK = Principal("staff", "7", "Clerk", frozenset({"doctrack.observe", "doctrack.see"}), None, "clerk", "en")
NUMBER, NAME = "AB-1234567", "Коваленко"


def read_city(folder: Path, changes: Mapping[str, Any] | None = None) -> City:
    """The file, with each ``a__b__c`` of the changes set (None: taken away)."""
    return city_of(written(folder, changes or {}), [SECTION])


def written(folder: Path, changes: Mapping[str, Any]) -> Path:
    """The changed file on the disk."""
    return altered(FILE, changes, folder)


def plan(folder: Path, changes: Mapping[str, Any] | None = None) -> Plan:
    return plan_of(read_city(folder, changes))


def at(day: int, hour: int = 9) -> datetime:
    """An hour of a day of November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def said(stage: str, when: datetime | None = None, **changes: Any) -> Observed:
    """A line about the passport of Kovalenko."""
    line: dict[str, Any] = {"number": NUMBER, "type": "passport", "stage": stage, "at": when, "secret": NAME}
    return Observed(**{**line, **changes})


class House:
    """The city with its documents. ``strict`` as in a real run: tries are counted."""

    def __init__(self, city: City, store: Store, clock: DemoClock, *, strict: bool = False) -> None:
        self.city, self.store, self.clock = city, store, clock
        languages = Languages(city, read_catalogues([CORE_LOCALES], city.languages))
        env = environment(languages, Folders({}, city.folder))
        self.runtime = Runtime(
            city=city,
            clock=clock,
            keys=Keyring(city.deployment.id, (b"k" * 32,)),
            services=Services(),
            store=store,
            post=Post(Notices(()), languages, env, "https://papers.example"),
            languages=languages,
            suspensions=Suspensions(store, city),
            address="https://papers.example",
            strict=strict,
        )
        self.tracking = Tracking(self.runtime)

    @property
    def drop(self) -> Path:
        """The watched folder."""
        place = self.city.file("drop")
        place.mkdir(exist_ok=True)
        return place

    def set(self, instant: datetime) -> None:
        """Stop the clock."""
        self.clock.freeze(instant)

    async def bring(self, *lines: Observed, source: str = "calls") -> Any:
        """What a source says at once."""
        return await self.tracking.observe(lines, source)

    async def found(self, number: str = NUMBER, secret: str = NAME) -> Found:
        """What the holder sees."""
        answer = await self.tracking.look_up(number, secret)
        assert isinstance(answer, Found), answer
        return answer

    async def document(self, number: str = NUMBER) -> Document:
        """What staff see."""
        (one,) = await self.tracking.find(number)
        return one

    async def news(self) -> Sequence[Mapping[str, Any]]:
        """Everything that was published."""
        async with self.store.reading():
            return await EventRow.select().order_by(EventRow.position)

    async def told(self) -> list[str]:
        """Stages that people were told of, in order."""
        import json

        return [json.loads(one["body"])["stage"] for one in await self.news()]

    async def audit(self) -> list[dict[str, Any]]:
        async with self.store.reading():
            return await AuditRow.select().order_by(AuditRow.position)


def code(answer: object) -> str:
    """What must have been refused, by its code."""
    assert isinstance(answer, Refusal), answer
    return answer.code
