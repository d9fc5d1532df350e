"""What is asked of a database, and how it goes about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from civicore.storage.lent import Lent
from civicore.storage.line import Line
from civicore.storage.router import bound
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.transaction import Transaction

Asked = list[tuple[str, Sequence[Any]]]


def hear(monkeypatch: pytest.MonkeyPatch, tables: str) -> Asked:
    """What is asked from now on of tables whose names are found by this expression, with its values."""
    asked: Asked = []

    def listen(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def heard(line: Any, query: str, *values: Any) -> Any:
            if re.search(tables, query):
                asked.append((query, values if owner is Lent and name == "fetch" else [*values[0]] if values else ()))
            return real(line, query, *values)

        monkeypatch.setattr(owner, name, heard)

    for owner, name in ((Lent, "fetch"), (Lent, "store"), (Line, "at_once"), (Line, "execute_fetchall")):
        listen(owner, name)
    return asked


async def plan(store: Store, query: str, args: Sequence[Any]) -> str:
    """How a database goes about it that has an index for it, knows no values yet and never counted what is there."""
    if isinstance(store.engine, SQLite):
        return "\n".join(row["detail"] for row in store.engine.writer.at_once(f"EXPLAIN QUERY PLAN {query}", args))
    with bound(store.engine):
        async with Transaction(store.engine) as transaction:
            say, given = transaction.connection.fetch, ", ".join(["NULL"] * len(args))
            # A table that is nearly empty it would read through, whatever indexes there are.
            await say("SET LOCAL enable_seqscan = off")
            await say("SET LOCAL plan_cache_mode = force_generic_plan")
            await say(f"PREPARE asked AS {query}")
            told = await say(f"EXPLAIN EXECUTE asked{f'({given})' if args else ''}")
            await say("DEALLOCATE asked")
            return "\n".join(row[0] for row in told)
