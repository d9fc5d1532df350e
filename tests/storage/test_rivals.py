"""Units that want the same thing at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.base.refusal import Refusal
from civicore.storage import store as store_module
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, IdempotencyRow
from civicore.storage.transaction import StoreBusy
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import on_postgres
from tests.tools.counts import times

pytestmark = pytest.mark.anyio


async def row(store: Store, name: str) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.record(name, actor="", subject="")

    await store.transact(work)


async def claim(name: str, by: str) -> None:
    await AuditRow.update({AuditRow.actor: by}).where(AuditRow.action == name)


async def test_case_63_the_victim_of_a_deadlock_repeats_the_whole_unit(store: Store) -> None:
    """Two units take two records in opposite order; PostgreSQL sacrifices one, SQLite lets one wait."""
    for name in ("a", "b"):
        await row(store, name)
    begun: list[str] = []
    met = asyncio.Barrier(2)

    def moving(who: str, first: str, second: str) -> Callable[[UnitOfWork], Awaitable[str]]:
        async def work(unit: UnitOfWork) -> str:
            begun.append(who)
            await unit.record(f"released by {who}", actor=who, subject="")
            await claim(first, who)
            if store.engine_type == "postgres" and len(begun) <= 2:
                await met.wait()  # both hold what the other wants
            await claim(second, who)
            return who

        return work

    answers = await asyncio.gather(store.transact(moving("x", "a", "b")), store.transact(moving("y", "b", "a")))
    assert list(answers) == ["x", "y"]
    async with store.reading():
        rows = await AuditRow.select().order_by(AuditRow.action)
    # Each release once, though the victim's was done twice; both records belong to whoever came last.
    assert [one["action"] for one in rows] == ["a", "b", "released by x", "released by y"]
    assert rows[0]["actor"] == rows[1]["actor"]
    # On PostgreSQL the victim may come back before its rival has woken up, and be sacrificed again.
    assert len(begun) >= 3 if store.engine_type == "postgres" else len(begun) == 2


async def test_a_unit_is_not_repeated_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_PAUSE", 0)
    tries = []

    async def work(_unit: UnitOfWork) -> None:
        tries.append(1)
        raise _serialization()

    with pytest.raises(StoreBusy):
        await store.transact(work)
    assert len(tries) == store_module._TRIES


def _serialization() -> Exception:
    error: Exception = asyncpg.SerializationError("could not serialize access")
    return error


async def test_a_swallowed_error_of_a_statement_is_not_taken_for_success(store: Store) -> None:
    """PostgreSQL answers COMMIT with a silent ROLLBACK then; SQLite keeps the rest. Neither may be lost in silence."""

    async def work(unit: UnitOfWork) -> None:
        await unit.record("kept", actor="", subject="")
        try:
            await AuditRow.raw("INSERT INTO core_audit (id) VALUES (NULL)")
        except Exception:
            return

    if store.engine_type == "postgres":
        with pytest.raises(RuntimeError, match="nothing was stored"):
            await store.transact(work)
    else:
        await store.transact(work)
    async with store.reading():
        assert await AuditRow.count() == (0 if store.engine_type == "postgres" else 1)


async def ask(store: Store, key: str, fingerprint: str, effect: str) -> object:
    async def work(unit: UnitOfWork) -> object:
        known = await unit.once("api", key, fingerprint)
        if known != "new":
            return known
        await asyncio.sleep(0.005)
        await unit.record(effect, actor="", subject="")
        answer = {"id": effect}
        await unit.keep_answer("api", key, answer)
        return answer

    return await store.transact(work)


async def test_requests_with_one_key_have_one_effect_and_one_answer(store: Store) -> None:
    for key in ("one", "two", "three"):
        answers = await asyncio.gather(*(ask(store, key, "same", f"{key}.{number}") for number in range(8)))
        assert all(answer == answers[0] for answer in answers)
    async with store.reading():
        assert await AuditRow.count() == 3
        assert await IdempotencyRow.count() == 3


async def test_a_key_with_another_request_is_refused(store: Store) -> None:
    await ask(store, "one", "first", "first")
    assert await ask(store, "one", "other", "other") == Refusal("request.key_reused")
    assert await ask(store, "one", "first", "again") == {"id": "first"}


async def test_a_refused_request_may_be_made_again_under_its_key(store: Store) -> None:
    async def refused(unit: UnitOfWork) -> Refusal:
        assert await unit.once("api", "one", "same") == "new"
        return Refusal("booking.full")

    await store.transact(refused)
    assert await ask(store, "one", "same", "now") == {"id": "now"}


async def test_a_claimed_key_without_an_answer_is_a_bug(store: Store) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.once("api", "one", "same")

    with pytest.raises(RuntimeError, match="keep_answer"):
        await store.transact(work)


RIVALS = 6


async def test_a_named_lock_makes_rules_over_several_records_safe(store: Store) -> None:
    answers = await asyncio.gather(*(_at_most_three(store, None) for _ in range(RIVALS)))
    assert sum(answers) == 3


@on_postgres
async def test_twin_without_the_lock_all_count_nought(store: Store) -> None:
    """On SQLite there is no such twin: with one writer there is no unprotected way to write."""
    counted = asyncio.Barrier(RIVALS)
    answers = await asyncio.gather(*(_at_most_three(store, counted) for _ in range(RIVALS)))
    assert sum(answers) == RIVALS


async def _at_most_three(store: Store, unprotected: asyncio.Barrier | None) -> bool:
    async def work(unit: UnitOfWork) -> bool:
        if unprotected is None:
            await unit.lock("person:1")
        taken = await AuditRow.count()
        if unprotected is not None:
            await unprotected.wait()
        if taken >= 3:
            return False
        await unit.record("taken", actor="", subject="")
        return True

    return await store.transact(work)


@on_postgres
@pytest.mark.soak
async def test_units_go_on_over_a_new_connection_when_the_server_drops_the_old_one(store: Store) -> None:
    for round_ in range(times(5, 200)):
        tries: list[int] = []

        async def work(unit: UnitOfWork, round_: int = round_, tries: list[int] = tries) -> None:
            tries.append(1)
            await unit.record(f"{round_} first", actor="", subject="")
            if len(tries) == 1:
                await _drop_connections(store)
            await unit.record(f"{round_} second", actor="", subject="")

        await store.transact(work)
        assert len(tries) == 2
        async with store.reading():
            assert await AuditRow.count() == 2 * (round_ + 1)


async def _drop_connections(store: Store) -> None:
    connection = await asyncpg.connect(store.engine.config["dsn"])  # type: ignore[union-attr]
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
