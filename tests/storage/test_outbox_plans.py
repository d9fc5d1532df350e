"""However many messages are kept, the outbox reads only those that are due: each of its questions has an index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from civicore.base.clock import DemoClock
from civicore.contracts.dialog import Contact
from civicore.extension.channels import CannotSend, Channel
from civicore.storage.line import Line
from civicore.storage.outbox import Outbox
from civicore.storage.router import bound
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.transaction import Transaction
from tests.storage.saying import Echo, Mailbox, post
from tests.tools.plans import hear, plan

pytestmark = pytest.mark.anyio
INDEXES = ("queue", "sending", "withdrawn", "late", "open", "ways")


async def test_no_question_of_the_outbox_reads_every_message(
    store: Store, clock: DemoClock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(store.engine, SQLite):  # how PostgreSQL goes about it depends on how much there is
        async with store.reading():
            assert {f"core_message_{one}" for one in INDEXES} <= await store.engine.names()
        return
    store.renderer = Echo()
    await post(store, "first")
    mailbox.fails = {"by another way": [CannotSend("no", permanent=True)]}
    for text in ("by the first way", "by another way"):
        await post(store, text, otherwise=[Contact("email", "jan@example.net")])
    outbox = Outbox(store, {"email": mailbox.channel, "chat": _of_old()}, (), clock, per_hour={"email": 100})
    asked = await _asked_by(outbox, monkeypatch)
    assert len(asked) > 10
    async with store.reading():
        plans = {query: store.engine.writer.at_once(f"EXPLAIN QUERY PLAN {query}", args) for query, args in asked}
    steps = [(query, step["detail"]) for query, plan in plans.items() for step in plan]
    assert [one for one in steps if one[1].startswith("SCAN core_message") and "INDEX" not in one[1]] == []


async def test_who_was_written_to_earlier_is_found_among_their_own_messages_before_any_is_counted(
    store: Store, clock: DemoClock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue is nearly always empty when PostgreSQL counts it, and long when a day is released."""
    store.renderer = Echo()
    await post(store, "first")
    asked = hear(monkeypatch, "core_message")
    await Outbox(store, {"email": mailbox.channel}, (), clock).flush()
    (claim,) = (one for one in asked if "AS earlier" in one[0])
    way = await plan(store, *claim)
    assert re.search(r"\(recipient = it.recipient\)|SEARCH earlier .*core_message_open .*recipient=\?", way), way
    assert len(re.findall("core_message_queue", way)) == 1, way


async def test_letters_withdrawn_while_they_are_sent_are_looked_for_among_those_and_not_in_the_queue(
    store: Store, clock: DemoClock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where all but the queue was counted."""
    store.renderer = Echo()
    for number in range(40):
        await post(store, f"sent {number}")
    await Outbox(store, {"email": mailbox.channel}, (), clock).flush()
    if not isinstance(store.engine, SQLite):
        await _say(store, "ANALYZE core_message")
    await post(store, "queued")
    asked = hear(monkeypatch, "core_message")
    await Outbox(store, {"email": mailbox.channel}, (), clock).flush()
    withdrawn = next(one for one in asked if "WHERE withdrawn" in one[0])
    assert "core_message_withdrawn" in await plan(store, *withdrawn)


async def _say(store: Store, text: str) -> None:
    with bound(store.engine):
        async with Transaction(store.engine) as transaction:
            await transaction.connection.fetch(text)


def _of_old() -> Channel:
    async def send(message: object) -> None:
        raise AssertionError("nothing goes by this channel")

    return Channel("chat", send)


async def _asked_by(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Sequence[Any]]]:
    said: list[tuple[str, Sequence[Any]]] = []
    near, far = Line.at_once, Line.execute_fetchall

    def at_once(self: Line, query: str, args: Sequence[Any] = ()) -> list[Any]:
        said.append((query, args))
        return near(self, query, args)

    async def from_afar(self: Line, query: str, args: Sequence[Any] = ()) -> list[Any]:
        said.append((query, args))
        return await far(self, query, args)

    with monkeypatch.context() as patched:
        patched.setattr(Line, "at_once", at_once)
        patched.setattr(Line, "execute_fetchall", from_afar)
        await outbox.flush()
    return [one for one in said if "core_message" in one[0] and not one[0].lstrip().startswith("INSERT")]
