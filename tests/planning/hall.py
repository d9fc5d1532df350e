"""A town whose file changes: what its people have booked, what a plan says of the change, and carrying it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import civicore_booking
import civicore_doctrack
import civicore_signals
import civicore_ticketing
import yaml
from civicore_booking import store as bookings_store
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.config import SECTION as BOOKING
from civicore_booking.filechange import BookedVisits
from civicore_booking.notices import notices
from civicore_booking.service import Bookings
from civicore_doctrack.config import SECTION as DOCTRACK
from civicore_signals.config import SECTION as SIGNALS
from civicore_ticketing.config import SECTION as TICKETING

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.contracts.changes import FileChange
from civicore.deployment.loading import Loaded, load
from civicore.extension.parts import Service
from civicore.extension.services import Services
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.messaging.notices import Notices
from civicore.messaging.post import Post
from civicore.people.suspension import Suspensions
from civicore.planning.applying import Applied, Applying, Stale, outdated
from civicore.planning.core_records import RECORDS, KeptLines, StaffDepartments
from civicore.planning.differences import rules_of
from civicore.planning.in_force import InForce
from civicore.planning.judging import judge_change, planned
from civicore.planning.plan import Plan, Verdict
from civicore.planning.written import WrittenPlan
from civicore.runtime import Runtime
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.web.environment import environment
from civicore.web.folders import Folders

PLUGIN = Path(civicore_booking.__file__).parent
_OTHERS = ((civicore_ticketing, "ticketing"), (civicore_signals, "signals"), (civicore_doctrack, "doctrack"))
SECTIONS = (BOOKING, TICKETING, SIGNALS, DOCTRACK)

PRAGUE = ZoneInfo("Europe/Prague")


def at(wall: str) -> datetime:
    """An instant by the town's clock."""
    return datetime.fromisoformat(wall).replace(tzinfo=PRAGUE).astimezone(UTC)


@dataclass(frozen=True)
class Town:
    """The town under one file."""

    loaded: Loaded
    runtime: Runtime

    @property
    def in_force(self) -> InForce:
        assert self.runtime.in_force is not None
        return self.runtime.in_force

    @property
    def bookings(self) -> Bookings:
        return self.runtime.services.one(Bookings)


class Hall:
    """The town on one database; ``file`` is what it runs under."""

    def __init__(self, written: str, folder: Path, store: Store, clock: DemoClock) -> None:
        self.folder, self.store, self.clock = folder, store, clock
        self.file = folder / "old.yaml"
        self.file.write_text(written, "utf-8")
        self.town = self.under(self.file)

    def changed(self, **changes: str) -> Path:
        """A new file: each ``a__b__c`` set to a YAML value; empty takes it away."""
        tree = yaml.safe_load(self.file.read_text("utf-8"))
        for path, value in changes.items():
            *way, last = path.split("__")
            place: Any = tree
            for step in way:
                place = place.setdefault(step, {})
            if value:
                place[last] = yaml.safe_load(value)
            else:
                place.pop(last)
        new = self.folder / "new.yaml"
        new.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), "utf-8")
        return new

    def renamed(self, renames: Mapping[str, str], **words: str) -> Path:
        """A new file in which words are other words, and the renames are said."""
        text = self.file.read_text("utf-8")
        for old, new in words.items():
            text = text.replace(old, new)
        file = self.folder / "new.yaml"
        file.write_text(text + yaml.safe_dump({"renames": dict(renames)}), "utf-8")
        return file

    def under(self, file: Path) -> Town:
        """The town composed from a file, with all that keeps records."""
        loaded = load(file, SECTIONS, environ={})
        city = loaded.city
        assert city is not None, [(one.code, one.message, one.finding.path) for one in loaded.errors]
        languages = Languages(city, read_catalogues([CORE_LOCALES, PLUGIN / "locales"], city.languages))
        env = environment(languages, Folders({"booking": PLUGIN}, city.folder))
        env.globals["city"] = city
        post = Post(Notices(notices(city)), languages, env, "https://lipa.example")
        self.store.renderer = post
        runtime = Runtime(
            city=city,
            clock=self.clock,
            keys=Keyring(city.deployment.id, (b"k" * 32,)),
            services=Services(),
            store=self.store,
            post=post,
            languages=languages,
            suspensions=Suspensions(self.store, city),
            address="https://lipa.example",
            in_force=InForce(self.store, rules_of(loaded)),
        )
        runtime.services.add(_services(runtime))
        return Town(loaded, runtime)

    async def book(self, *starts: str, agenda: str = "cards", activities: tuple[str, ...] = ()) -> list[Booking]:
        """Confirmed visits at these wall-clock times."""
        made = []
        for number, start in enumerate(starts):
            fields = {"first_name": "Jan", "last_name": "Novák", "email": f"jan{number}@lipa.example"}
            held = await self.town.bookings.hold(BookingRequest(agenda, activities, at(start), fields, "cs"))
            assert isinstance(held, Booking), held
            await self.town.bookings.confirm(self.town.bookings.token(held))
            made.append(held)
        return made

    async def visits(self) -> list[Booking]:
        """Every visit that still counts, by start."""
        async with self.store.reading():
            return list(await bookings_store.from_day(self.clock.now().date()))

    async def messages(self, notice: str) -> list[str]:
        """Texts that were written to people."""
        async with self.store.reading():
            rows = await MessageRow.select().where(MessageRow.notice == notice)
        return [row["text"] for row in rows]

    async def plan(self, new: Path, **decisions: str) -> Plan:
        """The plan of a change; decisions by path, two underscores for each dot."""
        words = {path.replace("__", "."): word for path, word in decisions.items()}
        return await planned(self.town.runtime, self.town.loaded, self.under(new).loaded, words)

    async def apply(self, new: Path, plan: Plan, *, in_place: bool = True) -> Stale | Applied:
        """A plan carried out, after it was written down and read again."""
        written = WrittenPlan.from_json(WrittenPlan.of(plan, self.file, new).to_json())
        after = self.under(new)
        if stale := outdated(self.town.loaded, after.loaded, written):
            return stale
        applying = Applying(self.town.loaded, after.loaded, self.town.runtime, after.runtime, written, "program:apply")
        return await (applying.in_force() if in_place else applying.beside_the_city())

    async def judged(self, new: Path) -> Verdict:
        """What a running city finds in the new file."""
        return await judge_change(self.town.runtime, self.town.loaded, self.under(new).loaded)


def _services(runtime: Runtime) -> list[Service]:
    found = [Service(FileChange, one) for one in (RECORDS, StaffDepartments(), KeptLines(runtime))]
    if runtime.city.section("booking") is not None:
        bookings = Bookings(runtime)
        found += [Service(Bookings, bookings), Service(FileChange, BookedVisits(bookings.setting))]
    for plugin, key in _OTHERS:
        if runtime.city.section(key) is not None:
            found += [one for one in plugin.register_services(runtime) if one.port is FileChange]
    return found
