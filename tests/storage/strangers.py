"""Services of third-party plugins that fail within somebody's unit of work, each in its own way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.contracts.hours import LiveClosures
from civicore.extension.guards import Budgets, Guards, Tripped
from civicore.extension.parts import Service
from civicore.storage.sqlite import SQLite
from civicore.storage.statement import Insertion, Statement
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, DeadAddress
from civicore.storage.unit_of_work import UnitOfWork

Asked = Callable[[Store], Awaitable[object]]
_ADD = Insertion(DeadAddress)
_SLOWLY = Statement("UPDATE core_dead_address SET reason = 'slow' WHERE dawdle() = 1")
_COUNTED = Statement("SELECT COUNT(*) AS number FROM core_dead_address")


class Theirs:
    """A service of a third-party plugin."""

    def __init__(self, store: Store, does: Asked) -> None:
        self._store, self._does = store, does

    async def closures(self, *_: object) -> object:
        return await self._does(self._store)


def stranger(store: Store, does: Asked, told: list[Tripped], *, patience: float = 60.0) -> Any:
    """The service as others ask it."""
    guards = Guards(store.clock, told.append, Budgets(call=patience), aside=store.aside)
    return guards.guarded("acme", Service(LiveClosures, Theirs(store, does)), stranger=True).instance


async def kept(store: Store) -> int:
    """How many rows strangers have written."""
    async with store.reading():
        (row,) = await _COUNTED.ask()
    number: int = row["number"]
    return number


async def writes(store: Store) -> str:
    """Adds a row and is well."""

    async def work(unit: UnitOfWork) -> None:
        await _added(unit)

    await store.transact(work)
    return "well"


async def asks_nothing(store: Store) -> str:
    """Answers by heart."""
    return "well"


async def has_a_typo(store: Store) -> None:
    """The database does not understand it, when half is written."""
    await writes(store)
    await AuditRow.raw("SELECT nothing FROM nowhere")


async def puts_off_what_cannot_be(store: Store) -> str:
    """Its second row is the first one; nobody waits for it."""

    async def work(unit: UnitOfWork) -> None:
        same = new_id()
        for _ in range(2):
            await _ADD.statement.note(*_ADD.values(_row(unit) | {"id": same}))

    await store.transact(work)
    return "well"


async def goes_on_after_it_refused(store: Store) -> str:
    """What it wrote before it refused cannot stay."""

    async def work(unit: UnitOfWork) -> Refusal:
        await _added(unit)
        return Refusal("test.no")

    await store.transact(work)
    return "well"


async def claims_a_key_and_forgets_it(store: Store) -> str:
    """Whoever comes with it again could not be answered."""

    async def work(unit: UnitOfWork) -> None:
        await _added(unit)
        await unit.once("acme", "key", "what")

    await store.transact(work)
    return "well"


async def tells_and_fails(store: Store) -> None:
    """News of what never was."""

    async def work(unit: UnitOfWork) -> None:
        await _added(unit)
        await unit.tell("acme", {})

    await store.transact(work)
    raise ValueError("a bug")


async def lets_out_a_cancellation(store: Store) -> None:
    """As some libraries do when they were never cancelled."""
    await writes(store)
    raise asyncio.CancelledError


async def is_slow(store: Store) -> None:
    """Its statement takes until it is cut."""
    await writes(store)
    if store.engine_type == "postgres":
        await AuditRow.raw("SELECT pg_sleep(600)")
        return
    cut = threading.Event()
    assert isinstance(store.engine, SQLite)
    store.engine.writer._near.create_function("dawdle", 0, lambda: cut.wait() and 1)
    try:
        await AuditRow.raw(_SLOWLY.plain)
    finally:
        cut.set()


async def swallows_what_the_database_says(store: Store) -> str:
    """It takes a refusal of the database for an answer; PostgreSQL does nothing more until that is undone."""
    await writes(store)
    try:
        await AuditRow.raw("SELECT nothing FROM nowhere")
    except Exception:
        return "well"
    return "ill"


async def gives_up_by_itself(store: Store) -> str:
    """It has a time of its own for its statement, and is well without it."""
    await writes(store)
    asked = "SELECT pg_sleep(600)"
    if store.engine_type == "sqlite":
        assert isinstance(store.engine, SQLite)
        cut = threading.Event()  # never set
        store.engine.writer._near.create_function("dawdle", 0, lambda: cut.wait(0.2) or 1)
        asked = _SLOWLY.plain
    try:
        async with asyncio.timeout(0.05):
            await AuditRow.raw(asked)
    except TimeoutError:
        return "well"
    return "ill"


def losing_the_connection_once() -> Asked:
    """The server goes away at its statement, and is back then."""
    left = ["SELECT pg_terminate_backend(pg_backend_pid())"]

    async def does(store: Store) -> str:
        if left:
            await AuditRow.raw(left.pop())
        return "well"

    return does


FAILING: tuple[Asked, ...] = (
    has_a_typo,
    puts_off_what_cannot_be,
    goes_on_after_it_refused,
    claims_a_key_and_forgets_it,
    tells_and_fails,
    lets_out_a_cancellation,
    is_slow,
)


async def _added(unit: UnitOfWork) -> None:
    await _ADD.statement.ask(*_ADD.values(_row(unit)))


def _row(unit: UnitOfWork) -> dict[str, object]:
    return {"id": new_id(), "channel": "email", "address": f"{new_id()}@acme.example", "reason": "", "at": unit.now}
