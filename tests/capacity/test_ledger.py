"""The ledger by itself: holders of any kind take the last place once, and what moved here from booking counts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from civicore_booking.tables import BOOKING

from civicore import UnitOfWork, capacity, new_id
from civicore.base.clock import DemoClock
from civicore.capacity.tables import CAPACITY, ClaimRow, LedgerRow
from civicore.extension.parts import TableSet
from civicore.storage.router import bound
from civicore.storage.store import Store
from civicore.storage.tables import MigrationRow
from civicore.storage.transaction import Transaction

pytestmark = pytest.mark.anyio

DAY = date(2026, 11, 24)
LIMIT = capacity.day_limit("o|hall|c", DAY, 2)


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (CAPACITY, BOOKING)


async def take(store: Store, until: datetime | None = None) -> object:
    """One more under the limit; what the ledger answers."""

    async def work(unit: UnitOfWork) -> object:
        return await capacity.exchange((), [(new_id(), capacity.Claim(LIMIT, until))])

    return await store.transact(work)


async def test_the_last_place_is_given_once(store: Store) -> None:
    assert sorted(map(str, await asyncio.gather(*(take(store) for _ in range(2))))) == ["None", "None"]
    assert await take(store) == capacity.Full((LIMIT.key,))


async def test_what_has_run_out_is_free_when_it_is_read_and_can_be_claimed_after_a_sweep(
    store: Store, clock: DemoClock
) -> None:
    end = clock.now() + timedelta(minutes=1)
    await take(store, end)
    await take(store)
    clock.freeze(end + timedelta(seconds=1))
    async with store.reading():
        assert await capacity.usage([LIMIT.scope], DAY, DAY, clock.now()) == {LIMIT.key: 1}
        assert await capacity.still_full([LIMIT.key], clock.now()) == ()
    assert await take(store) == capacity.Full((LIMIT.key,))

    async def sweep(unit: UnitOfWork) -> int:
        return len(await capacity.sweep(unit.now))

    assert await store.transact(sweep) == 1
    assert await take(store) is None


async def test_what_has_run_out_is_swept_part_by_part_the_longest_first(store: Store, clock: DemoClock) -> None:
    """Those of each part have room at once; who is given fewer than asked for knows that there are no more."""
    limits = [capacity.day_limit("o|hall|c", DAY + timedelta(number), 2) for number in range(5)]
    ends = [clock.now() + timedelta(seconds=number) for number in range(5, 0, -1)]
    ending = [capacity.Claim(limit, end) for limit, end in zip(limits, ends, strict=True)]

    async def take_all(unit: UnitOfWork) -> None:
        lasting = [capacity.Claim(limit) for limit in limits]
        assert await capacity.exchange((), [(new_id(), one) for one in (*ending, *lasting)]) is None

    async def sweep(unit: UnitOfWork) -> list[str]:
        return sorted(kept.claim.key for kept in await capacity.sweep(unit.now, 2))

    await store.transact(take_all)
    clock.freeze(ends[0] + timedelta(seconds=1))
    parts = []
    for _ in range(3):
        parts.append(await store.transact(sweep))
        async with store.reading():
            used = {row["key"] for row in await LedgerRow.select().where(LedgerRow.used == 1)}
        assert used == {key for part in parts for key in part}
    keys = [limit.key for limit in limits]
    assert parts == [keys[3:], keys[1:3], keys[:1]]


async def test_of_two_who_sweep_at_once_each_finds_a_part_of_its_own(store: Store, clock: DemoClock) -> None:
    """Nobody takes what the other has taken for the end of what there was."""
    end = clock.now() + timedelta(seconds=1)
    limits = [capacity.lasting_limit(f"p|{number}", 1) for number in range(4)]
    claims = [(new_id(), capacity.Claim(limit, end)) for limit in limits]

    async def take_all(unit: UnitOfWork) -> None:
        assert await capacity.exchange((), claims) is None

    begun = asyncio.Event()

    async def first(unit: UnitOfWork) -> int:
        swept = await capacity.sweep(unit.now, 2)
        begun.set()
        await asyncio.sleep(0.3)  # the other one comes to these claims meanwhile
        return len(swept)

    async def second(unit: UnitOfWork) -> int:
        return len(await capacity.sweep(unit.now, 2))

    async def then() -> int:
        await begun.wait()
        return await store.transact(second)

    await store.transact(take_all)
    clock.freeze(end + timedelta(seconds=1))
    assert [*await asyncio.gather(store.transact(first), then())] == [2, 2]


async def test_days_that_are_over_are_forgotten_part_by_part(store: Store) -> None:
    limits = [capacity.day_limit("o|hall|c", DAY - timedelta(number), 1) for number in range(4)]

    async def take_all(unit: UnitOfWork) -> None:
        assert await capacity.exchange((), [(new_id(), capacity.Claim(limit)) for limit in limits]) is None

    await store.transact(take_all)
    left = []
    more = True
    while more:
        more = await store.transact(lambda unit: capacity.forget_days(DAY, 2))
        async with store.reading():
            left.append((await ClaimRow.count(), await LedgerRow.count()))
    assert left == [(2, 2), (1, 1)]
    assert not await store.transact(lambda unit: capacity.forget_days(DAY))


async def test_claims_of_an_older_database_move_into_the_core(store: Store, clock: DemoClock) -> None:
    until = datetime(2026, 11, 24, 8, 15, tzinfo=UTC)
    async with store.reading():
        before = await LedgerRow.count()
    assert before == 0
    with bound(store.engine):
        async with Transaction(store.engine):
            await MigrationRow.delete().where(MigrationRow.name == "booking_0005_ledger")
            await LedgerRow.raw(
                "INSERT INTO booking_ledger (key, scope, day, used, cap) VALUES ({}, {}, {}, 1, 2)",
                LIMIT.key,
                LIMIT.scope,
                DAY,
            )
            await LedgerRow.raw(
                "INSERT INTO booking_claim (id, holder, key, scope, day, until) VALUES ({}, {}, {}, {}, {}, {})",
                new_id(),
                new_id(),
                LIMIT.key,
                LIMIT.scope,
                DAY,
                until,
            )
    assert await store.migrate() == ("booking_0005_ledger",)
    async with store.reading():
        assert await LedgerRow.select(LedgerRow.key, LedgerRow.used) == [{"key": LIMIT.key, "used": 1}]
        assert [row["until"] for row in await ClaimRow.select(ClaimRow.until)] == [until]
        assert await LedgerRow.raw("SELECT key FROM booking_claim UNION ALL SELECT key FROM booking_ledger") == []


async def test_the_use_of_a_day_is_read_as_one_text_in_the_order_of_its_keys(store: Store, clock: DemoClock) -> None:
    """Whatever the order in which places were taken, and beside other days and scopes."""
    scope, end = "t|hall|k1+k2", clock.now() + timedelta(minutes=1)

    def tick(number: int, day: date = DAY) -> capacity.Limit:
        return capacity.Limit(f"{scope}|{number:08d}", scope, day, 20)

    wanted = [*(tick(number) for number in (7, 3, 11, 5) for _ in range(number)), tick(40), tick(2, DAY + timedelta(1))]
    wanted.append(capacity.Limit(f"{scope}+k3|00000005", f"{scope}+k3", DAY, 20))

    async def take_all(unit: UnitOfWork) -> None:
        for limit in wanted:
            assert await capacity.exchange((), [(new_id(), capacity.Claim(limit))]) is None
        assert await capacity.exchange((), [(new_id(), capacity.Claim(tick(3), end))]) is None

    await store.transact(take_all)
    clock.freeze(end + timedelta(seconds=1))
    spans = [
        capacity.Span(scope, DAY, f"{scope}|{first:08d}", f"{scope}|{last:08d}") for first, last in ((3, 12), (50, 60))
    ]
    async with store.reading():
        first, nothing = await capacity.uses(spans, clock.now(), [tick(11).key])
    assert first.keys.split() == [tick(number).key for number in (3, 5, 7, 11)]
    assert tuple(first.used) == (4, 5, 7, 11)
    assert first.counts() == {tick(number).key: number - (number == 11) for number in (3, 5, 7, 11)}
    assert nothing.counts() == {}
