"""The signal that nobody sends: filed, followed, registered and gone; nobody sees it in the middle of its song."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from civicore_signals import canary, own
from civicore_signals.canary import HIDDEN, SignalCanary
from civicore_signals.tables import CaseRow

from civicore.people.suspension import Suspensions
from tests.signals.backoffice.office import BOSS, Office

pytestmark = pytest.mark.anyio
SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 30)


def bird(office: Office) -> SignalCanary:
    return SignalCanary(office.runtime, office.cases.setting.plan)


async def rows(office: Office) -> dict[str, int]:
    async with office.store.reading():
        return {table._meta.tablename: await table.count() for table in office.store.tables}


async def seen(office: Office) -> tuple[object, ...]:
    """What citizens, staff, figures, lists and exports have of cases."""
    inbox = await office.desk.inbox(BOSS)
    return (
        await office.cases.public_list(),
        await office.cases.public_marks(),
        inbox,
        await office.desk.counts(BOSS),
        await office.desk.figures(BOSS, SINCE, UNTIL),
        await office.desk.records(SINCE, UNTIL),
    )


async def test_it_files_follows_and_registers_and_nothing_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await office.filed()
    kept, looked = await rows(office), await seen(office)
    middle: list[tuple[object, ...]] = []

    async def watched(*words: Any) -> Any:
        middle.append(await seen(office))
        async with office.store.reading():
            assert await CaseRow.count().where(CaseRow.kind == HIDDEN) == 1
        return await followed(*words)

    followed = own.own
    monkeypatch.setattr(own, "own", watched)
    assert [await bird(office).sing() for _ in range(3)] == [None] * 3
    assert middle == [looked] * 3
    assert await seen(office) == looked and await rows(office) == kept
    after = await office.filed()
    assert (before.number, after.number) == ("СК26-01-1", "СК26-01-2")  # none is missing


async def test_what_is_broken_is_heard_and_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = await rows(office)

    async def broken(*_: Any) -> Any:
        raise OSError("the disk is gone")

    monkeypatch.setattr("civicore_signals.store.take_number", broken)
    with pytest.raises(OSError, match="disk"):
        await bird(office).sing()
    monkeypatch.undo()
    monkeypatch.setattr("civicore_signals.tokens.opened", lambda *_: _nothing())
    assert await bird(office).sing() == "signals.unknown"
    assert await rows(office) == kept


async def _nothing() -> None:
    return None


async def test_what_a_killed_process_left_is_seen_by_nobody_and_taken_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, looked = await rows(office), await seen(office)

    async def killed(*_: Any) -> None:
        """The process ended before."""

    monkeypatch.setattr(canary, "_taken_away", killed)
    assert await bird(office).sing() is None
    monkeypatch.undo()
    async with office.store.reading():
        assert await CaseRow.count().where(CaseRow.kind == HIDDEN) == 1
    assert await seen(office) == looked
    await office.desk.settle()
    office.clock.advance(timedelta(minutes=6))
    assert await bird(office).sing() is None
    assert await rows(office) == kept


async def test_a_town_that_takes_no_signals_does_so_on_purpose(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stopped(*_: Any, **__: Any) -> object:
        return object()

    monkeypatch.setattr(Suspensions, "in_force", stopped)
    kept = await rows(office)
    assert await bird(office).sing() is None
    assert await rows(office) == kept
