"""The counter: calls, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from civicore_ticketing.telling import call_id
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import TicketWish

from civicore.people.principals import Principal
from tests.ticketing.service.hall import JANA, PETR, Hall, at, code_of


async def test_a_visit_from_call_to_end(hall: Hall) -> None:
    ticket = await hall.taken()
    assert await hall.next() == ticket.label
    assert [one.label for one in (await hall.queues.board("hall")).calls] == [ticket.label]
    hall.later(seconds=30)
    await hall.queues.arrived("hall.k1", JANA)
    hall.later(minutes=5)
    done = await hall.queues.finish("hall.k1", JANA)
    assert isinstance(done, Ticket) and (done.state, done.ended_at) == ("done", at("8:05:30"))
    assert (await hall.queues.board("hall")).calls == ()
    assert await hall.log() == ["issued", "counter_opened", "called", "arrived", "finished"]


async def test_next_finishes_with_who_is_there(hall: Hall) -> None:
    first, second = await hall.taken(), await hall.taken()
    assert [await hall.next(), await hall.next()] == [first.label, second.label]
    assert (await hall.now_is(first)).state == "done"
    hall.later(minutes=5)
    assert await hall.next() is None
    assert (await hall.seen()).current == await hall.now_is(second), "nobody waits: nothing is changed"


async def test_a_second_press_on_the_same_screen_calls_nobody_else(hall: Hall) -> None:
    for _ in range(3):
        await hall.taken()
    first = await hall.queues.next("hall.k1", JANA, seen="")
    again = await hall.queues.next("hall.k1", JANA, seen="")
    assert isinstance(first, Ticket) and first == again
    further = await hall.queues.next("hall.k1", JANA, seen=call_id(first))
    assert isinstance(further, Ticket) and further.label == "A002"


async def test_a_counter_calls_only_what_it_serves(hall: Hall) -> None:
    await hall.taken("cards")
    assert await hall.next("hall.car") is None
    vehicle = await hall.taken("cars")
    assert await hall.next("hall.car") == vehicle.label
    assert code_of(await hall.queues.take_number("hall.k2", PETR, vehicle.label)) == "queue.not_served_here"
    assert code_of(await hall.queues.next("hall.k9", JANA)) == "queue.unknown"


async def test_a_role_of_one_department_calls_only_its_agendas(hall: Hall) -> None:
    await hall.taken("cards")
    driver = Principal("staff", "eva", "Eva", frozenset({"queue.call"}), departments=("transport",))
    assert await hall.next("hall.k1", driver) is None
    assert (await hall.queues.queue("hall", driver)).line == ()


async def test_case_77_missed_calls_come_back_until_there_were_enough(hall: Hall) -> None:
    ticket = await hall.taken()
    for call in range(3):
        assert await hall.next() == ticket.label, call
        answer = await hall.queues.no_show("hall.k1", JANA)
        assert isinstance(answer, Ticket)
        if call < 2:
            assert answer.state == "missed" and await hall.next() is None
            hall.later(minutes=2)
    assert (await hall.now_is(ticket)).state == "no_show" and await hall.next() is None
    hall.later(minutes=30)
    back = await hall.queues.take_number("hall.k1", JANA, "a 1")
    assert isinstance(back, Ticket) and back.label == ticket.label
    assert (await hall.log()).count("missed") == 2 and (await hall.log()).count("no_show") == 1


async def test_case_78_parked_until_a_time_and_then_first_by_arrival(hall: Hall) -> None:
    first, second = await hall.taken(), await hall.taken()
    await hall.next()
    parked = await hall.queues.park("hall.k1", JANA, until=at("9:30"))
    assert isinstance(parked, Ticket) and parked.state == "parked"
    assert [await hall.next(), (await hall.queues.finish("hall.k1", JANA)).label] == [second.label] * 2  # type: ignore[union-attr]
    hall.set("9:29:59")
    assert await hall.next() is None
    third = await hall.taken()
    hall.set("9:30")
    assert [await hall.next(), await hall.next()] == [first.label, third.label]


async def test_parked_without_a_time_waits_for_its_number(hall: Hall) -> None:
    await hall.taken()
    await hall.next()
    await hall.queues.park("hall.k1", JANA)
    hall.later(hours=3)
    assert await hall.next() is None and [one.ticket.label for one in (await hall.seen()).parked] == ["A001"]
    assert isinstance(await hall.queues.take_number("hall.k1", JANA, "1"), Ticket)
    assert code_of(await hall.queues.park("hall.k1", JANA, minutes=0)) == "queue.park_past"


async def test_case_79_the_wait_ends_with_the_first_call(hall: Hall) -> None:
    ticket = await hall.taken()
    hall.later(minutes=10)
    await hall.next()
    hall.later(minutes=1)
    again = await hall.queues.recall("hall.k1", JANA)
    assert isinstance(again, Ticket) and again.waited(hall.clock.now()) == timedelta(minutes=10) and again.calls == 2
    assert ticket.label == again.label


async def test_case_80_a_transfer_keeps_number_and_arrival(hall: Hall) -> None:
    sent = await hall.taken()
    await hall.taken("passports")
    await hall.next()
    answer = await hall.queues.transfer("hall.k1", JANA, agenda="passports")
    assert isinstance(answer, Ticket) and answer.label == sent.label and answer.arrived_at == sent.arrived_at
    assert await hall.next("hall.k2", PETR) == sent.label, "by arrival it is before the other passport"


async def test_a_transfer_to_a_counter_is_called_there_alone_until_that_counter_closes(hall: Hall) -> None:
    await hall.queues.open_counter("hall.k2", PETR)
    sent = await hall.taken()
    await hall.next()
    await hall.queues.transfer("hall.k1", JANA, to_counter="k2")
    assert await hall.next() is None
    await hall.queues.close_counter("hall.k2", PETR)
    assert await hall.next() == sent.label


async def test_a_transfer_to_another_office_keeps_the_number_there(hall: Hall) -> None:
    await hall.taken()
    other = await hall.queues.take(TicketWish("annex", "cards"))
    assert isinstance(other, Ticket) and other.label == "A001"
    await hall.next()
    sent = await hall.queues.transfer("hall.k1", JANA, office="annex")
    assert isinstance(sent, Ticket) and (sent.office, sent.label) == ("annex", "A001")
    assert [one.ticket.label for one in (await hall.queues.queue("annex")).line] == ["A001", "A001"]
    refused = await hall.queues.take_number("annex.a1", PETR, "A001")
    assert code_of(refused) == "queue.which_number"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"to_counter": "k9"}, "queue.unknown"),
        ({"agenda": "moon"}, "queue.unknown"),
        ({"office": "moon"}, "queue.unknown"),
        ({}, "queue.no_target"),
        ({"to_counter": "car"}, "queue.not_served_there"),
        ({"office": "annex", "agenda": "passports"}, "queue.not_served_there"),
    ],
)
async def test_nobody_is_sent_where_they_cannot_be_served(hall: Hall, target: dict[str, str], code: str) -> None:
    ticket = await hall.taken()
    await hall.next()
    assert code_of(await hall.queues.transfer("hall.k1", JANA, **target)) == code
    assert (await hall.seen()).current == await hall.now_is(ticket)


async def test_several_steps_in_one_visit_keep_the_number(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(agendas__cards__ticketing="{then: [cars]}")
    hall.set("8:00")
    ticket = await hall.taken()
    await hall.next()
    await hall.queues.finish("hall.k1", JANA)
    assert await hall.next() is None
    assert await hall.next("hall.car", PETR) == ticket.label
    done = await hall.queues.finish("hall.car", PETR)
    assert isinstance(done, Ticket) and (done.state, done.agenda) == ("done", "cars")
    assert (await hall.log()).count("finished") == 1


async def test_serving_somebody_without_a_ticket_counts_like_any_visit(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(agendas__cards__capacity="1")
    hall.set("8:00")
    served = await hall.queues.serve_without("hall.k1", JANA, "cards")
    assert isinstance(served, Ticket) and (served.state, served.origin) == ("serving", "desk")
    assert (await hall.refused()).code == "queue.sold_out"
    await hall.queues.undo("hall.k1", JANA)
    assert (await hall.now_is(served)).state == "void" and await hall.used() == {}
    assert (await hall.taken()).label == "A002"
