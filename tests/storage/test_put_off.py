"""What a unit puts off is done before what it asks for then, where both are of one table."""

from __future__ import annotations

import pytest

from civicore.base.codes import new_id
from civicore.storage.statement import Insertion, Statement
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, ChannelPace
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import on_postgres

pytestmark = pytest.mark.anyio

_LINE = Insertion(AuditRow, " RETURNING position")
_FREE = Statement(
    "INSERT INTO core_channel_pace (channel, free_at) VALUES ({}, {}) "
    "ON CONFLICT (channel) DO UPDATE SET free_at = excluded.free_at RETURNING channel"
)

_AT = "INSERT INTO core_channel_pace (channel, free_at) VALUES ({}, clock_timestamp()) RETURNING channel"
_WANTED, _PLAIN = Statement(_AT, contended=True), Statement(_AT.replace("core_channel_pace", "pace_of_others"))


@on_postgres
async def test_rows_that_a_crowd_wants_are_changed_last(store: Store) -> None:
    """They are kept from the others from then on, while everything else of the unit is written."""

    async def work(unit: UnitOfWork) -> None:
        await ChannelPace.raw("CREATE TABLE pace_of_others (channel text, free_at timestamptz)")
        await _WANTED.hope([{"channel": "sms"}], "sms")
        await _PLAIN.note("post")

    await store.transact(work)
    async with store.reading():
        (last,) = await ChannelPace.select(ChannelPace.free_at)
        (other,) = await ChannelPace.raw("SELECT free_at FROM pace_of_others")
    assert other["free_at"] < last["free_at"]


async def test_what_was_noted_before_a_row_of_the_same_table_is_there_before_it(store: Store) -> None:
    async def counting(unit: UnitOfWork) -> int:
        said = {"at": unit.now, "actor": "", "subject": "", "facts": "{}"}
        await _LINE.note(id=new_id(), action="first", **said)
        (row,) = await _LINE.ask(id=new_id(), action="second", **said)
        return int(row["position"])

    async def replacing(unit: UnitOfWork) -> list[str]:
        await _FREE.note("sms", unit.now)
        return [row["channel"] for row in await _FREE.ask("sms", unit.now)]

    assert await store.transact(counting) == 2
    async with store.reading():
        rows = await AuditRow.select(AuditRow.position, AuditRow.action).order_by(AuditRow.position)
    assert [(row["position"], row["action"]) for row in rows] == [(1, "first"), (2, "second")]
    assert await store.transact(replacing) == ["sms"]
