"""Questions over very many cases: on both databases they go along an index, and show what the plain question would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from civicore_signals import store
from civicore_signals.dossier import InboxFilter
from civicore_signals.looking import PublicFilter
from civicore_signals.paging import Cursor
from civicore_signals.tables import CaseRow

from civicore.storage.postgres import Postgres
from civicore.storage.sqlite import SQLite
from tests.signals.backoffice.office import BOSS, Office

Asked = tuple[str, Sequence[Any]]


@pytest.fixture
async def asked(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Asked]]:
    """What the databases are asked about cases, as it is asked."""
    heard: list[Asked] = []
    for engine in (SQLite, Postgres):
        plain = engine._run

        async def listening(self: Any, query: str, args: Sequence[Any], plain: Any = plain) -> Any:
            if query.startswith("SELECT") and '"signals_case"."received_at"' in query:
                heard.append((query, args))
            return await plain(self, query, args)

        monkeypatch.setattr(engine, "_run", listening)
    yield heard


async def plans(office: Office, asked: Sequence[Asked]) -> list[str]:
    """How the database would answer, each in one line; PostgreSQL as if reading everything were dear."""
    sqlite = office.store.engine_type == "sqlite"
    found = []
    async with office.store.reading():
        if not sqlite:
            for way in ("seqscan", "bitmapscan", "sort"):
                await office.store.engine._run(f"SET LOCAL enable_{way} = off", ())
        for query, args in tuple(asked):
            lines = await office.store.engine._run(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{query}", args)
            found.append(" / ".join(line["detail" if sqlite else "QUERY PLAN"] for line in lines))
    return found


LISTS = {
    "signals_case_received": PublicFilter(phase="final"),
    "signals_case_category": PublicFilter(category="roads", area="ne", phase="new"),
    "signals_case_area": PublicFilter(area="ne", phase="new"),
    "signals_case_status": PublicFilter(phase="new"),
}


@pytest.mark.parametrize("index", LISTS)
async def test_a_list_follows_one_index_and_sorts_nothing(office: Office, asked: list[Asked], index: str) -> None:
    await office.filed()
    asked.clear()
    await office.cases.public_list(LISTS[index])
    found = await plans(office, asked)
    assert found and all(ordered(plan, (index, "signals_case_public")) for plan in found), found


def ordered(plan: str, indexes: Sequence[str]) -> bool:
    """Whether rows come in the order of an index, of one of these on SQLite; PostgreSQL weighs how many there are."""
    if "TEMP B-TREE" in plan or "Sort " in plan or "Seq Scan" in plan:
        return False
    return "Index Scan" in plan or any(one in plan for one in indexes)


INBOXES = {
    "signals_case_still": InboxFilter(queue="open", category="roads"),
    "signals_case_open": InboxFilter(queue="overdue"),
    "signals_case_unread": InboxFilter(queue="to_check"),
    "signals_case_unit": InboxFilter(queue="", unit="roads"),
}


@pytest.mark.parametrize("index", INBOXES)
async def test_a_list_of_the_office_follows_the_index_of_its_queue(
    office: Office, asked: list[Asked], index: str
) -> None:
    await office.filed()
    asked.clear()
    await office.desk.inbox(BOSS, INBOXES[index])
    found = await plans(office, asked)
    assert found and all(ordered(plan, (index,)) for plan in found), found


async def test_a_group_of_categories_is_read_as_one_list(office: Office) -> None:
    for category in ("greenery", "roads.cycling", "greenery", "roads.cycling"):
        await office.filed(category=category, answers={})
    wanted = store.narrow(CaseRow.state == "live", [(CaseRow.category, ("roads.cycling", "greenery"))])
    async with office.store.reading():
        plain = await store.select(CaseRow.state == "live", limit=3)
        assert tuple(await store.first(wanted, 3)) == plain
        after = store.after(Cursor(plain[0].received_at, plain[0].id))
        assert [one.id for one in await store.first(wanted.also(after), 9)] == [
            one.id for one in await store.select((CaseRow.state == "live") & after)
        ]
