"""People who are sent on: to one counter, to the next step of their visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from civicore_ticketing import store
from civicore_ticketing.ticket import Ticket

from civicore import Refusal
from tests.ticketing.service.hall import JANA, PETR, Hall


async def test_who_was_set_aside_for_a_counter_that_closes_stays_set_aside(hall: Hall) -> None:
    await hall.queues.open_counter("hall.k2", PETR)
    sent = await hall.taken()
    await hall.next()
    await hall.queues.transfer("hall.k1", JANA, to_counter="k2")
    await hall.next("hall.k2", PETR)
    await hall.queues.park("hall.k2", PETR, minutes=30)
    await hall.queues.close_counter("hall.k2", PETR)
    assert await hall.next() is None, "they were told to come back in half an hour"
    hall.later(minutes=30)
    assert await hall.next() == sent.label


async def test_who_does_not_come_to_the_second_step_was_served_all_the_same(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(
        agendas__cards__ticketing="{then: [cars]}", agendas__cards__capacity="5", ticketing__calls="{most: 1}"
    )
    hall.set("8:00")
    booking = await hall.booked("8:05")
    ticket = await hall.arrived(booking)
    await hall.next()
    await hall.queues.finish("hall.k1", JANA)
    assert await hall.next("hall.car", PETR) == ticket.label
    await hall.queues.no_show("hall.car", PETR)
    assert await hall.state_of(booking) == "done"
    assert (await hall.used())["a|cards|c|2026-11-24"] == 1, "the day has served them"


async def test_who_was_sent_to_a_counter_and_misses_its_call_is_called_there_again(hall: Hall) -> None:
    await hall.queues.open_counter("hall.k2", PETR)
    sent = await hall.taken()
    await hall.next()
    await hall.queues.transfer("hall.k1", JANA, to_counter="k2")
    await hall.next("hall.k2", PETR)
    await hall.queues.no_show("hall.k2", PETR)
    hall.later(minutes=2)
    assert await hall.next() is None
    assert await hall.next("hall.k2", PETR) == sent.label


async def test_who_follows_a_number_sent_to_another_office_sees_how_many_are_before_it_there(hall: Hall) -> None:
    first, sent = await hall.taken(), await hall.taken()
    await hall.next()
    await hall.queues.transfer("hall.k1", JANA, office="annex")
    await hall.next()
    await hall.queues.transfer("hall.k1", JANA, office="annex")
    for ticket, number in ((first, 0), (sent, 1)):
        found, before = await hall.queues.followed(ticket)
        assert found is not None
        assert (found.office, before) == ("annex", number)
        assert (await hall.queues.place(found)).before == number


async def test_nobody_is_sent_to_a_counter_where_nobody_sits(hall: Hall) -> None:
    sent = await hall.taken()
    await hall.next()
    assert await hall.queues.transfer("hall.k1", JANA, to_counter="k2") == Refusal("queue.nobody_there")
    await hall.queues.open_counter("hall.k2", PETR)
    assert not isinstance(await hall.queues.transfer("hall.k1", JANA, to_counter="k2"), Refusal)
    assert await hall.next("hall.k2", PETR) == sent.label


async def test_who_was_served_learns_at_the_kiosk_that_the_code_was_used(hall: Hall) -> None:
    booking = await hall.booked("8:05")
    hall.set("8:00")
    await hall.arrived(booking)
    await hall.next()
    await hall.queues.finish("hall.k1", JANA)
    assert await hall.types(hall.code(booking)) == Refusal("queue.over")


async def test_the_database_keeps_everything_that_a_ticket_knows(hall: Hall) -> None:
    kept = (await hall.taken(), (await hall.tickets())[0])
    assert {one.name for one in fields(Ticket)} <= kept[1].keys()
    assert store.from_json(store.to_json(kept[0])) == kept[0]
