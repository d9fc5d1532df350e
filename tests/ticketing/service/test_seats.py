"""Deeds that are taken back, and who sits at a counter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from civicore_ticketing.ticket import Ticket

from civicore.base.refusal import Refusal
from civicore.storage.tables import MessageRow
from tests.ticketing.service.hall import JANA, PETR, Hall, code_of


@pytest.mark.parametrize("deed", ["next", "recall", "arrived", "finish", "no_show", "park", "take_number"])
async def test_each_deed_is_taken_back_within_ten_seconds(hall: Hall, deed: str) -> None:
    first, second = await hall.taken(), await hall.taken()
    await hall.next()
    hall.later(seconds=30)
    more = ("A002",) if deed == "take_number" else ()
    before = [await hall.now_is(one) for one in (first, second)]
    assert not isinstance(await getattr(hall.queues, deed)("hall.k1", JANA, *more), Refusal)
    hall.later(seconds=10)
    assert not isinstance(await hall.queues.undo("hall.k1", JANA), Refusal)
    after = [await hall.now_is(one) for one in (first, second)]
    assert [(one.state, one.calls, one.counter, one.not_before) for one in after] == [
        (one.state, one.calls, one.counter, one.not_before) for one in before
    ]
    assert code_of(await hall.queues.undo("hall.k1", JANA)) == "queue.nothing_to_undo"
    assert await hall.log() == ["issued", "issued", "counter_opened", "called", "undone"]


async def test_undo_comes_too_late_after_the_seconds_of_the_file(hall: Hall) -> None:
    await hall.taken()
    await hall.next()
    assert (await hall.seen()).undo is not None
    hall.later(seconds=11)
    assert code_of(await hall.queues.undo("hall.k1", JANA)) == "queue.undo_over"
    assert (await hall.seen()).undo is None


async def test_undo_does_not_take_a_client_from_a_colleague(hall: Hall) -> None:
    ticket = await hall.taken()
    await hall.next()
    await hall.queues.open_counter("hall.k2", PETR)
    await hall.queues.transfer("hall.k1", JANA, to_counter="k2")
    assert await hall.next("hall.k2", PETR) == ticket.label
    assert code_of(await hall.queues.undo("hall.k1", JANA)) == "queue.moved_on"
    assert (await hall.now_is(ticket)).counter == "hall.k2"


async def test_undo_of_a_visit_that_was_finished_tells_who_promised_the_time(hall: Hall) -> None:
    booking = await hall.booked("8:00")
    await hall.arrived(booking)
    await hall.next()
    states = [await hall.state_of(booking)]
    for deed in ("finish", "undo"):
        await getattr(hall.queues, deed)("hall.k1", JANA)
        states.append(await hall.state_of(booking))
    assert states == ["arrived", "done", "arrived"]


async def test_case_57_a_visitor_leaves_while_being_called(hall: Hall) -> None:
    ticket = await hall.taken()
    await hall.next()
    assert not isinstance(await hall.queues.leave(hall.queues.token(ticket.id)), Refusal)
    assert code_of(await hall.queues.arrived("hall.k1", JANA)) == "queue.nobody_called"
    assert (await hall.log())[-2:] == ["called", "left"]


# Who sits there


async def test_case_85_a_visit_outlives_the_browser_and_has_one_owner(hall: Hall) -> None:
    ticket = await hall.taken()
    await hall.next()
    seen = await hall.seen()  # any other browser
    assert seen.current is not None and (seen.current.label, seen.staff) == (ticket.label, "Jana Malá")
    for deed in (hall.queues.next, hall.queues.finish, hall.queues.open_counter):
        refused = await deed("hall.k1", PETR)
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.facts["staff"]) == ("queue.somebody_else", "Jana Malá")
    taken_over = await hall.queues.open_counter("hall.k1", PETR, instead=True)
    assert not isinstance(taken_over, Refusal) and taken_over.staff == "Petr Velký"
    assert code_of(await hall.queues.finish("hall.k1", JANA)) == "queue.somebody_else"
    assert isinstance(await hall.queues.finish("hall.k1", PETR), Ticket)
    assert "queue.counter_taken" in await hall.audit()


async def test_a_break_and_the_end_of_it(hall: Hall) -> None:
    await hall.taken()
    await hall.queues.open_counter("hall.k1", JANA)
    await hall.queues.pause("hall.k1", JANA)
    assert code_of(await hall.queues.next("hall.k1", JANA)) == "queue.paused"
    await hall.queues.open_counter("hall.k1", JANA)
    assert await hall.next() == "A001"
    assert code_of(await hall.queues.close_counter("hall.k1", JANA)) == "queue.visit_open"
    await hall.queues.finish("hall.k1", JANA)
    closed = await hall.queues.close_counter("hall.k1", JANA)
    assert not isinstance(closed, Refusal) and closed.seat.state == "closed" and closed.staff is None
    assert code_of(await hall.queues.finish("hall.k1", JANA)) == "queue.counter_closed"
    kinds = [kind for kind in await hall.log() if kind.startswith("counter_")]
    assert kinds == ["counter_opened", "counter_paused", "counter_opened", "counter_closed"]


async def test_a_counter_left_open_is_closed_the_next_day(hall: Hall) -> None:
    await hall.queues.open_counter("hall.k1", JANA)
    hall.set("8:00", "2026-11-25")
    assert (await hall.seen()).seat.state == "closed" and (await hall.seen()).staff is None
    await hall.taken()
    assert await hall.next("hall.k1", PETR) == "A001"


async def test_an_alarm_is_seen_accepted_by_one_and_ended(hall: Hall) -> None:
    for _ in range(2):
        assert not isinstance(await hall.queues.alarm("hall.k1", JANA), Refusal)
    (alarm,) = (await hall.seen("hall.k2")).alarms
    assert (alarm.counter, alarm.raised_by) == ("hall.k1", "Jana Malá")
    assert await hall.queues.accept_alarm(alarm.id, PETR) is None
    assert code_of(await hall.queues.accept_alarm(alarm.id, JANA)) == "queue.no_such_alarm"
    assert (await hall.queues.queue("hall")).alarms[0].accepted_by == "Petr Velký"
    assert not isinstance(await hall.queues.alarm_off("hall.k1", JANA), Refusal)
    assert (await hall.queues.queue("hall")).alarms == ()
    assert await hall.audit() == ["queue.alarm", "queue.alarm_accepted", "queue.alarm_over"]


async def test_an_alarm_is_written_to_whom_the_file_names(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(ticketing__alarm="{text: {cs: Přijďte, en: Come}, to: [guard@visits.example]}")
    hall.set("8:00")
    for _ in range(2):
        await hall.queues.alarm("hall.k1", JANA)
    async with hall.store.reading():
        (letter,) = await MessageRow.select(MessageRow.recipient, MessageRow.subject, MessageRow.text)
    assert letter["recipient"] == "guard@visits.example" and "k1" in letter["subject"] and "Přijďte" in letter["text"]


async def test_without_an_alarm_in_the_file_there_is_none(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(ticketing="{enabled: true}")
    assert code_of(await hall.queues.alarm("hall.k1", JANA)) == "queue.no_alarm"
