"""A running office of the made-up city of squares: file, work, read letters and history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import civicore_signals
from civicore_signals import notices, store, telling
from civicore_signals.atlas import atlas_of
from civicore_signals.case import Case, Event, Place, Sender
from civicore_signals.config import SECTION
from civicore_signals.lifecycle import Given
from civicore_signals.service import Cases, Filed, Filing
from civicore_signals.work import Desk

from civicore import maps
from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.base.refusal import Refusal
from civicore.deployment.city import City
from civicore.extension.parts import Service
from civicore.extension.services import Services
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.messaging.notices import Notices
from civicore.messaging.post import Post
from civicore.people.principals import Principal
from civicore.people.suspension import Suspensions
from civicore.runtime import Runtime
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, MessageRow
from civicore.web.environment import environment
from civicore.web.folders import Folders
from tests.tools.altered import altered, city_of

PLUGIN = Path(civicore_signals.__file__).parent
FILE = Path(__file__).parents[1] / "city.yaml"
EVERYTHING = frozenset(
    f"signals.{one}" for one in ("see", "work", "contacts", "publish", "merge", "manage", "export", "file_for")
)
BOSS = Principal("staff", str(UUID(int=1)), "Boss", EVERYTHING, None, "manager", "en")
ROADS = Principal("staff", str(UUID(int=2)), "Roads", EVERYTHING, ("roads", "emergency"), "clerk", "en")
NORTH = Principal("staff", str(UUID(int=3)), "North", EVERYTHING, ("north",), "clerk", "en")
SW, NE = (49.99, 13.99), (50.01, 14.01)


def read_city(folder: Path, changes: Mapping[str, Any]) -> City:
    """The file, with each ``a__b__c`` of the changes set (None: taken away)."""
    (folder / "squares.geojson").write_bytes(FILE.with_name("squares.geojson").read_bytes())
    return city_of(altered(FILE, changes, folder), [SECTION])


class Office:
    """The city with its cases and its clerks."""

    def __init__(self, city: City, store: Store, clock: DemoClock) -> None:
        self.city, self.store, self.clock = city, store, clock
        languages = Languages(city, read_catalogues([CORE_LOCALES, PLUGIN / "locales"], city.languages))
        env = environment(languages, Folders({"signals": PLUGIN}, city.folder))
        env.globals["city"] = city
        post = Post(
            Notices((*notices.notices(city), *telling.own_notices(city))), languages, env, "https://squares.example"
        )
        store.renderer = post
        self.runtime = Runtime(
            city=city,
            clock=clock,
            keys=Keyring(city.deployment.id, (b"k" * 32,)),
            services=Services(),
            store=store,
            post=post,
            languages=languages,
            suspensions=Suspensions(store, city),
            address="https://squares.example",
            strict=False,
        )
        self.cases = Cases(self.runtime)
        self.desk = Desk(self.cases.setting)
        atlas = atlas_of(city, self.cases.setting.plan.map)
        assert atlas is not None
        self.runtime.services.add([Service(maps.Atlas, atlas)])

    def set(self, wall: str) -> None:
        """Stop the clock at this wall-clock time of the city."""
        self.clock.freeze(datetime.fromisoformat(wall).replace(tzinfo=self.city.zone))

    async def filed(self, **changes: Any) -> Case:
        """A case; a pothole in the south-west of Jana unless told otherwise."""
        email = changes.pop("email", "jana@example.cz")
        said: dict[str, Any] = {
            "kind": "signal",
            "category": "roads.pothole",
            "text": "A hole as deep as a knee.",
            "language": "en",
            "answers": {"surface": "gravel"},
            "place": Place(SW, "Main street 1"),
            "sender": Sender(name="Jana Nová", email=email, phone="+420777111222", language="en", account=UUID(int=77)),
        }
        if changes.get("category", "roads.pothole") != "roads.pothole":
            said["answers"] = {}
        filed = await self.cases.file(Filing(**{**said, **changes}))
        assert isinstance(filed, Filed), filed
        return filed.case

    async def foi(self) -> Case:
        """An application for information: fifteen days from its arrival, one extension of ten."""
        return await self.filed(
            kind="foi", category="information", text="All contracts.", topic="Contracts", place=None
        )

    async def now(self, id: UUID) -> Case:
        """The case as it stands now."""
        async with self.store.reading():
            found = await store.get(id)
        assert found is not None
        return found

    async def history(self, case: UUID) -> tuple[Event, ...]:
        async with self.store.reading():
            return await store.events_of(case)

    async def kinds(self, case: UUID) -> list[str]:
        """What happened to a case, by kind of event."""
        return [one.kind for one in await self.history(case)]

    async def letters(self, notice: str | None = None) -> list[dict[str, Any]]:
        """Messages that were written and are still there, in order."""
        async with self.store.reading():
            rows = await MessageRow.select().order_by(MessageRow.position)
        return [row for row in rows if notice is None or row["notice"] == f"signals.{notice}"]

    async def audit(self) -> list[dict[str, Any]]:
        async with self.store.reading():
            return await AuditRow.select().order_by(AuditRow.position)

    async def solved(self, case: Case, by: Principal = BOSS) -> Case:
        """Put right and closed."""
        done = await self.desk.move(case.id, "solved", Given("It is mended.", "solved"), by)
        return sure(done)


def sure(answer: Case | Refusal) -> Case:
    """What must not have been refused."""
    assert isinstance(answer, Case), answer
    return answer


def code(answer: object) -> str:
    """What must have been refused, by its code."""
    assert isinstance(answer, Refusal), answer
    return answer.code
