"""Processes are killed at any moment; what was acknowledged stays, and nothing is half-made."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from civicore import storage
from civicore.base.clock import DemoClock, SystemClock
from civicore.extension.channels import Channel, ChannelMessage
from civicore.extension.parts import TableSet
from civicore.storage.outbox import Outbox
from civicore.storage.router import bound
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, EventRow, MessageRow, MigrationRow
from civicore.storage.transaction import Transaction
from tests.databases import PATIENT
from tests.storage.beside import lines, victim
from tests.storage.saying import Echo, post
from tests.tools.paper import of
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio

KILLS = of("F01 kills of a process that stores")
ACKNOWLEDGED = 40  # units that must be acknowledged before each kill
MIGRATION = """
import os, signal
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table
ID = "{name}"
class Nothing(Table): pass
def die_if(point):
    if os.environ.get("CIVICORE_TEST_DIE") == ID + point:
        os.kill(os.getpid(), signal.SIGKILL)
class Dying(MigrationManager):
    async def run(self, backwards=False):
        await super().run(backwards)
        die_if(" after")
async def forwards():
    async def change():
        await Nothing.raw("CREATE TABLE {table} (id INTEGER)")
        die_if(" between")
        await Nothing.raw("CREATE TABLE {table}_more (id INTEGER)")
    manager = Dying(migration_id=ID, app_name="trial", description="")
    manager.add_raw(change)
    return manager
"""


@pytest.mark.soak
async def test_f01_kill_9_loses_nothing_acknowledged_and_leaves_nothing_half_made(
    database_url: str, counted: Counted
) -> None:
    acknowledged: list[str] = []
    for _kill in range(KILLS):
        with victim("write", database_url) as process:
            acknowledged += lines(process, ACKNOWLEDGED)
            process.kill()
            acknowledged += [one for one in lines(process) if len(one) == 36]
    assert len(set(acknowledged)) == len(acknowledged) >= KILLS * ACKNOWLEDGED
    store = Store(database_url, clock=SystemClock(), wait=PATIENT)
    await store.open()
    try:
        async with store.reading():
            audited = {row["subject"] for row in await AuditRow.select(AuditRow.subject)}
            written = {row["about"] for row in await MessageRow.select(MessageRow.about)}
            told = await EventRow.count()
    finally:
        await store.close()
    assert set(acknowledged) <= audited
    assert audited == written
    assert told == len(audited)
    counted(faults=KILLS, acknowledged=len(acknowledged), lost=len(set(acknowledged) - audited))


async def test_f03_a_kill_between_sending_and_the_mark_repeats_the_same_message(
    database_url: str, store: Store, clock: DemoClock, counted: Counted
) -> None:
    store.renderer = Echo()
    for number in range(5):
        await post(store, str(number))
    with victim("send", database_url) as process:
        sent_before = lines(process)
        assert process.wait() == -9
    sent_after: list[str] = []

    async def send(message: ChannelMessage) -> None:
        sent_after.append(message.id)

    outbox = Outbox(store, {"email": Channel("email", send)}, (), clock)
    await outbox.flush()
    assert sent_after == []  # the dead process may still be alive, for all we know: its lease is kept
    clock.advance(timedelta(minutes=3))
    await outbox.flush()
    async with store.reading():
        rows = await MessageRow.select().order_by(MessageRow.position)
    assert [row["state"] for row in rows] == ["sent"] * 5
    everything = [str(row["id"]) for row in rows]
    assert sent_before == everything[:3]
    assert sent_after == everything[2:]
    counted(runs=1, faults=1, acknowledged=5, lost=len(set(everything) - {*sent_before, *sent_after}))


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    """A plugin's migrations: two files of two tables each."""
    for number in (1, 2):
        name = f"trial_000{number}_step"
        (tmp_path / f"{name}.py").write_text(MIGRATION.format(name=name, table=f"trial_{number}"))
    return tmp_path


async def test_three_processes_that_start_at_once_migrate_once(empty_database_url: str, trial: Path) -> None:
    with (
        victim("migrate", empty_database_url, str(trial)) as one,
        victim("migrate", empty_database_url, str(trial)) as two,
        victim("migrate", empty_database_url, str(trial)) as three,
    ):
        ran = [name for process in (one, two, three) for name in lines(process)]
        assert [process.wait() for process in (one, two, three)] == [0, 0, 0]
    own = sorted(path.stem for path in Path(storage.__file__).parent.glob("migrations/core_*.py"))
    assert sorted(ran) == [*own, "trial_0001_step", "trial_0002_step"]


@pytest.mark.parametrize("point", ["between", "after"])
async def test_a_migration_killed_half_way_leaves_the_old_state_and_is_made_up_for(
    empty_database_url: str, trial: Path, point: str
) -> None:
    with victim("migrate", empty_database_url, str(trial), CIVICORE_TEST_DIE=f"trial_0002_step {point}") as process:
        assert process.wait() == -9
    assert await _tables(empty_database_url) == ["trial_1", "trial_1_more"]
    with victim("migrate", empty_database_url, str(trial)) as process:
        assert lines(process) == ["trial_0002_step"]
    assert await _tables(empty_database_url) == ["trial_1", "trial_1_more", "trial_2", "trial_2_more"]


async def test_a_change_and_the_line_that_it_was_made_stand_or_fall_together(
    empty_database_url: str, trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(empty_database_url, clock=SystemClock(), apps=[TableSet("trial", (), trial)], wait=PATIENT)
    await store.open()
    insert = MigrationRow.insert

    def fail_at_last(row: MigrationRow) -> object:
        if row.name == "trial_0002_step":
            raise OSError("no space left on device")
        return insert(row)

    monkeypatch.setattr(MigrationRow, "insert", fail_at_last)
    try:
        with pytest.raises(OSError, match="no space"):
            await store.migrate()
    finally:
        await store.close()
    assert await _tables(empty_database_url) == ["trial_1", "trial_1_more"]


async def _tables(url: str) -> list[str]:
    store = Store(url, clock=SystemClock(), wait=PATIENT)
    await store.open()
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'trial%' ORDER BY name",
        "postgres": "SELECT tablename AS name FROM pg_tables WHERE tablename LIKE 'trial%' ORDER BY tablename",
    }
    try:
        async with store.reading():
            return [row["name"] for row in await MigrationRow.raw(catalogue[store.engine_type])]
    finally:
        await store.close()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("other_0001_x", "a migration is named trial_NNNN_what"),
        ("trial_0001_x", "the ID of a migration is its name"),
    ],
)
async def test_a_migration_must_bear_its_plugins_name_and_its_own(
    empty_database_url: str, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / f"{name}.py").write_text(MIGRATION.format(name="other_0001_x", table="trial_1"))
    store = Store(empty_database_url, clock=SystemClock(), apps=[TableSet("trial", (), tmp_path)], wait=PATIENT)
    await store.open()
    try:
        with pytest.raises(RuntimeError, match=told):
            await store.migrate()
    finally:
        await store.close()


async def test_lock_time_outs_leave_nothing_that_keeps_the_process_alive(database_url: str, store: Store) -> None:
    held = "LOCK TABLE core_audit IN ACCESS EXCLUSIVE MODE" if store.engine_type == "postgres" else None
    with bound(store.engine):
        async with Transaction(store.engine):
            if held:
                await AuditRow.raw(held)
            with victim("wait_in_vain", database_url) as process:
                assert lines(process) == ["StoreBusy"]
                assert process.wait(PATIENT) == 0
