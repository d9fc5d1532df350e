"""Indexes that nothing asks any more are taken from the databases that have them, and those in their place are made."""

from __future__ import annotations

import pytest
from civicore_booking.tables import BookingRow

from civicore import capacity
from civicore.base.refusal import Refusal
from civicore.storage.router import bound
from civicore.storage.store import Store
from civicore.storage.tables import MigrationRow
from civicore.storage.transaction import Transaction
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.town import Town
from tests.databases import on_postgres

OLD = {
    "booking_booking_place": "booking_booking (office, day, start)",
    "booking_booking_day": "booking_booking (day)",
    "booking_booking_over": "booking_booking (ends) WHERE personal = true",
    "booking_booking_start": "booking_booking (start) WHERE reminded_at IS NULL",
    "booking_booking_ends": "booking_booking (ends) WHERE personal",
    "core_attempt_rate": "core_attempt (channel, at)",
    "core_message_chain": "core_message (chain, rank) WHERE state = 'spare'",
    "core_message_undelivered": "core_message (due_at) WHERE state IN ('failed', 'unknown')",
    "core_way_state": "core_way (state, at)",
}
NEW = {
    "booking_booking_days": "booking_0015_days",
    "booking_booking_cancelled": "booking_0015_days",
    "core_attempt_at": "core_0008_attempts",
    "core_message_ways": "core_0009_tidying",
    "core_message_given_up": "core_0010_given_up",
    "core_way_at": "core_ways_0002_by_time",
}
ONLY_TAKEN = {"booking_0012_over"}  # what it made instead is taken by a later one

pytestmark = pytest.mark.anyio


OF_ALL = {
    "booking_booking_reference": "CREATE UNIQUE INDEX booking_booking_reference ON booking_booking (reference_hash)",
    "booking_booking_code": "CREATE INDEX booking_booking_code ON booking_booking (code_hash)",
}
SAID = {
    "sqlite": "SELECT sql AS said FROM sqlite_master WHERE name = '{}'",
    "postgres": "SELECT indexdef AS said FROM pg_indexes WHERE indexname = '{}'",
}


async def test_an_index_of_all_that_is_kept_becomes_one_of_what_somebody_holds(store: Store) -> None:
    with bound(store.engine):
        async with Transaction(store.engine):
            await MigrationRow.delete().where(MigrationRow.name == "booking_0013_references")
            for name, made in OF_ALL.items():
                await MigrationRow.raw(f"DROP INDEX {name}")
                await MigrationRow.raw(made)
    assert list(await store.migrate()) == ["booking_0013_references"]
    async with store.reading():
        for name in OF_ALL:
            (row,) = await MigrationRow.raw(SAID[store.engine.engine_type].format(name))
            assert " WHERE " in row["said"]


async def test_a_visit_that_has_nothing_but_a_code_counts_as_somebodys(town: Town) -> None:
    booking = await town.booked("2026-11-25T09:00:00")
    with bound(town.store.engine):
        async with Transaction(town.store.engine):
            await MigrationRow.delete().where(MigrationRow.name == "booking_0013_references")
            await BookingRow.update({BookingRow.personal: False}).where(BookingRow.id == booking.id)
    await town.store.migrate()
    async with town.store.reading():
        (row,) = await BookingRow.select(BookingRow.personal, BookingRow.code_hash)
    assert row == {"personal": True, "code_hash": row["code_hash"]}
    assert row["code_hash"]


async def test_a_database_of_an_earlier_version_gets_the_new_indexes_for_the_old(store: Store) -> None:
    again = {*NEW.values(), *ONLY_TAKEN}
    with bound(store.engine):
        async with Transaction(store.engine):
            await MigrationRow.delete().where(MigrationRow.name.is_in([*again]))
            for new in NEW:
                await MigrationRow.raw(f"DROP INDEX {new}")
            for old, where in OLD.items():
                await MigrationRow.raw(f"CREATE INDEX {old} ON {where}")
    assert set(await store.migrate()) == again
    async with store.reading():
        names = await store.engine.names()
    assert names >= set(NEW) and not names & set(OLD)


async def _as_before(town: Town) -> None:
    """The keys of people's limits as an earlier version wrote them."""
    with bound(town.store.engine):
        async with Transaction(town.store.engine):
            await MigrationRow.delete().where(MigrationRow.name == "booking_0014_person_keys")
            for table in ("core_ledger", "core_claim"):
                rows = await MigrationRow.raw(f"SELECT DISTINCT key FROM {table} WHERE key LIKE 'who|%'")
                for key in (row["key"] for row in rows):
                    _, who, kind, *rest = key.split("|")
                    old = "|".join((kind, who, *rest))
                    await MigrationRow.raw(f"UPDATE {table} SET key = {{}}, scope = key WHERE key = {{}}", old, key)


async def test_limits_of_people_stand_side_by_side_and_count_as_before(town: Town) -> None:
    """Under the keys of an earlier version, the limit on one person's visits holds on, and is given back."""
    booking = await town.booked("2026-11-25T09:00:00")
    kept = await town.check_ledger()
    await _as_before(town)
    then = await town.check_ledger()
    assert then != kept and not any(key.startswith("who|") for key in then)
    assert list(await town.store.migrate()) == ["booking_0014_person_keys"]
    assert await town.check_ledger() == kept and any(key.startswith("who|") for key in kept)
    assert (await town.refused("2026-11-25T10:00:00")).code == "booking.too_many"
    await town.bookings.cancel(town.bookings.token(booking))
    assert not any(key.endswith("|p") for key in await town.check_ledger())


@on_postgres
async def test_who_read_a_claim_before_its_key_was_written_anew_begins_again(town: Town) -> None:
    """A process of the version before, at work beside the migration: it gives nothing back under a key that is gone."""
    booking = await town.booked("2026-11-25T09:00:00")
    kept = await town.check_ledger()
    await _as_before(town)
    async with town.store.reading():
        read = [one for one in await capacity.claims_of(booking.id) if one.claim.limit.day is None]
    assert read
    await town.store.migrate()

    async def give_back(unit: UnitOfWork) -> Refusal:
        assert await capacity.exchange(read, ()) == "gone"
        return Refusal("test.undone")

    assert await town.store.transact(give_back) == Refusal("test.undone")
    assert await town.check_ledger() == kept
