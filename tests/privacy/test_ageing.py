"""What nobody asks to erase goes by itself: the day after its term it stands nowhere (S61).

Looked at: each table that the database itself knows of, with all its columns; the city's folder; the bytes of the
database's file and of its log; what was logged. The town runs its own jobs; nobody else tidies up.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from civicore_booking.tables import BookingRow
from civicore_signals.tables import CaseRow, LedgerRow

from civicore.backups.commands import content_of
from civicore.backups.copying import file_of
from civicore.backups.erasures import Ledger, Notes
from civicore.backups.keeping import Keeper
from civicore.backups.key import BackupKey, new_key
from civicore.backups.making import make
from civicore.backups.restoring import put_back
from civicore.backups.setting import ledger_of
from civicore.backups.tables import ExpiryRow
from civicore.backups.target import Target
from civicore.backups.unpacking import unpacked
from civicore.demo.tables import Caught
from civicore.files.tables import FileContent
from civicore.retention import PersonalData
from civicore.storage.tables import AuditRow, MessageRow
from civicore.testing import Canary, Town
from civicore.testing.conformance.personal import logged
from civicore.testing.conformance.towns import Towns
from tests.databases import PATIENT, Databases, engine_of_module
from tests.privacy import lasting
from tests.privacy.test_canary import CITY_KEY

pytestmark = pytest.mark.check("S61")

TERMS: Mapping[str, tuple[float, float]] = {
    "signals_draft": (0, 1.5),  # two hours after the last change
    "bots_chat": (0, 1.5),  # retention.bot_chats
    "ticketing_ask": (0, 1.5),  # until its day ends
    "booking_waiting": (2.5, 31),  # three offers went by, at most until the last of its days
    "core_citizen": (1.5, 2.5),  # accounts.unverified
    "core_message": (29, 31),  # retention.finished; of the dead letters too
    "core_dead_address": (29, 31),
    "core_letter": (29, 31),  # channels.letter.keep
    "booking_booking": (36, 38),  # retention.finished after the visit, which is a week ahead
    "core_way": (36, 38),  # with the visit of which it tells
    "signals_sender": (364, 367),  # signals.retention.contacts after the end
    "doctrack_follower": (729, 733),  # doctrack.keep.without_news
    "signals_case": (1824, 1828),  # retention.signals after the end
    "signals_word_data": (1824, 1828),
    "signals_follower": (1824, 1828),
    "signals_file": (1824, 1828),
    "core_file": (1824, 1828),
}
"""The last day on which a value of the person still stands in a table, and the first on which none does."""

DAYS = sorted({day for days in TERMS.values() for day in days})

WITHOUT_TERM: Mapping[str, str] = {
    "core_citizen": "a confirmed account is its owner's, until they erase it",
    "core_letter": "a letter that nobody has settled waits for staff",
    "signals_case": "a case that has no final status waits for an answer",
    "signals_word_data": "the words by which staff find it",
    "signals_sender": "who is to be answered",
    "signals_follower": "who wants to hear of a case that goes on",
    "signals_file": "what they sent with it",
    "core_file": "what they sent with it",
}
"""What has no term before somebody ends it, as the paper on personal data says."""

OF_SQLITE = {"signals_word_data"}  # its index of words is a table; PostgreSQL's is none

CITYS_OWN = "mail-in/cur"  # the mailbox, which another program fills and empties: letters are only read there


@dataclass
class Aged:
    """A town that grew old. ``person`` has ended all of theirs, ``waiting`` has not."""

    town: Town
    person: Canary
    waiting: Canary
    lines: list[str]
    folder: Path
    left: dict[float, set[str]] = field(default_factory=dict)
    begun: datetime = field(init=False)
    dead: int = 0
    deeds: int = 0

    @property
    def missing(self) -> set[str]:
        """Tables that this database does without."""
        return set() if self.town.database.startswith("sqlite:") else OF_SQLITE

    def forms(self, who: Canary) -> list[bytes]:
        """The person's values as they are, in small letters, and the telephone as digits alone."""
        said = {*who.values.values(), who.phone.strip("+")}
        return sorted({form.encode() for one in said for form in (one, one.casefold())})

    def found(self, who: Canary, said: bytes) -> bool:
        return any(one in said for one in self.forms(who))

    def tables(self, who: Canary) -> set[str]:
        """In which tables the person stands. What a demo caught has left the city."""
        rows = self.town.aside.do(raw_rows(self.town.database))
        return {name for name, said in rows.items() if self.found(who, said)} - {Caught._meta.tablename}

    def an_hour(self) -> None:
        """All jobs of a city, with the one that a demo does without."""
        self.town.settle()
        runtime = self.town.runtime
        keeper = Keeper(runtime, ledger_of(runtime), self.folder / "none.yaml", None)
        self.town.aside.do(keeper.forget())

    def count(self, table: Any, where: Any = None) -> int:
        async def counted() -> int:
            async with self.town.runtime.store.reading():
                asked = table.count() if where is None else table.count().where(where)
                return int(await asked)

        return self.town.aside.do(counted())


async def raw_rows(url: str) -> dict[str, bytes]:
    """All that stands in each table, as the database itself lists them: indexes of words and those of no plugin too."""
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(file_of(url), timeout=60)) as there:
            names = [name for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: joined(there.execute(f'SELECT * FROM "{name}"')) for name in names}
    there = await asyncpg.connect(url)
    try:
        listed = await there.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name: joined(await there.fetch(f'SELECT * FROM "{name}"')) for (name,) in listed}
    finally:
        await there.close()


def joined(rows: Any) -> bytes:
    """Every value of every row."""
    return b"\n".join(one if isinstance(one, bytes) else str(one).encode() for row in rows for one in tuple(row))


def files_of_sqlite(aged: Aged) -> dict[str, bytes]:
    """The file and its log, once the town has emptied that: after a quiet second."""
    file = file_of(aged.town.database)
    log = file.with_name(f"{file.name}-wal")
    until = time.monotonic() + PATIENT
    while log.exists() and log.stat().st_size and time.monotonic() < until:
        time.sleep(0.05)
    return {one.name: one.read_bytes() for one in file.parent.glob(f"{file.name}*")}


async def rewritten(aged: Aged) -> dict[str, bytes]:
    """The files of the town's database on a PostgreSQL that was told to write them anew."""
    there = await asyncpg.connect(aged.town.database)
    try:
        await there.execute("VACUUM FULL")
        await there.execute("CHECKPOINT")
        server = Path(await there.fetchval("SHOW data_directory"))
        number = await there.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()")
    finally:
        await there.close()
    files = (server / "base" / str(number)).iterdir()
    return {one.name: one.read_bytes() for one in files}


engine_name = engine_of_module()


@pytest.fixture(scope="module")
def aged(databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aged]:
    """Two people go everywhere; one has all of it ended. Then years go by, and the town does its own jobs."""
    folder = tmp_path_factory.mktemp("ageing")
    towns = Towns(folder / "towns", usual=lasting.written(folder / "written"))
    with databases.empty(engine_name) as url, towns.other({}, filled=False, database=url) as town, logged() as lines:
        one = Aged(town, Canary(61), Canary(62), lines, folder)
        lasting.everywhere(town, one.person)
        lasting.everywhere(town, one.waiting)
        lasting.confirms(town, one.waiting)
        lasting.reaches_nobody(town, one.person)
        one.dead = one.count(MessageRow, MessageRow.state == "failed")
        one.deeds = one.count(AuditRow)
        lasting.ended(town, one.person)
        one.begun = start = town.clock.now
        one.left[0] = one.tables(one.person)
        for day in DAYS[1:]:
            for hour in range(2):
                town.clock.jump(start + timedelta(days=day, hours=hour))
                one.an_hour()
            one.left[day] = one.tables(one.person)
        yield one
    towns.close()


def test_the_walk_has_been_in_every_table_that_has_a_term(aged: Aged) -> None:
    assert aged.left[0] == TERMS.keys() - aged.missing
    assert aged.dead > 0, "a letter reached nobody"


def test_everything_stays_for_its_term_and_no_day_longer(aged: Aged) -> None:
    early = [table for table, (last, _) in TERMS.items() if table not in aged.left[last] | aged.missing]
    late = [table for table, (_, gone) in TERMS.items() if table in aged.left[gone]]
    assert (early, late) == ([], [])


def test_after_the_last_term_no_table_and_no_index_has_a_word_of_the_person(aged: Aged) -> None:
    assert aged.tables(aged.person) == set()


def test_neither_outbox_nor_dead_letters_have_a_line_of_them(aged: Aged) -> None:
    assert aged.count(MessageRow, MessageRow.state == "failed") == 0
    assert aged.count(MessageRow, MessageRow.recipient == aged.person.email) == 0


def test_no_file_beside_the_database_has_them(aged: Aged) -> None:
    """The mailbox is not the city's to empty; it shows that this search finds what there is."""
    files = [one for one in aged.folder.rglob("*") if one.is_file()]
    people = (aged.person, aged.waiting)
    having = {one.parent for one in files if any(aged.found(who, one.read_bytes()) for who in people)}
    assert {str(one).endswith(CITYS_OWN) for one in having} == {True}


def test_the_file_of_the_database_and_its_log_have_no_byte_of_them(aged: Aged) -> None:
    """Not in pages that were freed, nor in words that an index struck out.

    In SQLite nobody but the town tidied them. PostgreSQL leaves bytes of rows that went until their place is used
    again; after the VACUUM FULL of which the paper for the data officer speaks none is left.
    """

    async def nothing_caught(unit: Any) -> None:
        await Caught.delete(force=True)

    aged.town.do(nothing_caught)
    raw = files_of_sqlite(aged) if aged.town.database.startswith("sqlite:") else aged.town.aside.do(rewritten(aged))
    assert aged.found(aged.waiting, b"".join(raw.values())), "the search finds who is still there"
    assert [name for name, said in raw.items() if aged.found(aged.person, said)] == []


def test_the_log_of_all_these_years_has_no_word_of_anybody_and_no_job_failed(aged: Aged) -> None:
    said = "\n".join(aged.lines)
    assert "retention of booking.bookings erased" in said
    assert not aged.found(aged.person, said.encode()) and not aged.found(aged.waiting, said.encode())
    assert [one for one in aged.lines if "failed" in one] == []


def test_what_stays_are_figures_and_how_much_was_erased(aged: Aged) -> None:
    """Bare rows without a person, for counts; and the ledgers, which name nobody."""
    assert aged.count(CaseRow, CaseRow.state == "erased") == 2
    assert aged.count(BookingRow, BookingRow.personal.eq(False)) >= 2
    assert aged.count(LedgerRow) > 0 and aged.count(ExpiryRow) > 0
    assert aged.deeds > 0 and aged.count(AuditRow, AuditRow.at < aged.begun + timedelta(days=1)) == 0


def test_without_a_term_is_what_somebody_has_still_to_end(aged: Aged) -> None:
    assert aged.tables(aged.waiting) == WITHOUT_TERM.keys() - aged.missing
    assert aged.count(FileContent) > 0


def test_s62_what_has_no_term_goes_when_its_owner_asks_and_does_not_come_back(
    aged: Aged, databases: Databases, engine_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account, the letter, the case, and the names that people write on their own photos."""
    town, who, key = aged.town, aged.waiting, BackupKey.of(new_key()[1])
    target = Target(tmp_path / "backups", town.runtime.city.deployment.id)
    before = town.aside.do(make(content_of(town.built), target, key, town.clock.now))
    town.clock.jump(town.clock.now + timedelta(hours=1))
    ledger = Ledger(town.runtime.store, town.runtime.keys, target, key)
    data = PersonalData(town.runtime.services.one(PersonalData)._stores, ledger)
    assert town.aside.do(data.erase(who.names)) >= 3
    aged.an_hour()
    assert aged.tables(who) == set()
    assert aged.count(FileContent) > 0, "what they wrote and showed stays, without their name"
    for secret in ("STATUS_FEED", "TELEGRAM", "SMS_KEY"):
        monkeypatch.setenv(f"CIVICORE_SECRET_{secret}", "hush")
    home = tmp_path / "home"
    home.mkdir()
    (home / f"{before.manifest.city}.key").write_text(CITY_KEY)
    (home / f"{before.manifest.city}.key").chmod(0o600)
    notes = Notes.of(before.erasures, before.manifest.made_at, key)
    with databases.empty(engine_name) as url, unpacked(before, key) as backup:
        back = town.aside.do(put_back(backup, url, home, notes, town.runtime.clock))
        assert back.erased == 1
        rows = town.aside.do(raw_rows(url))
    assert {name for name, said in rows.items() if aged.found(who, said)} <= {Caught._meta.tablename}
