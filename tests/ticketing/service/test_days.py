"""The day around the queue: its close, the owner's own deeds, the log, what is kept, the demo's sample day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from civicore_ticketing import jobs, keeping
from civicore_ticketing.door import OwnDoor
from civicore_ticketing.health import probe
from civicore_ticketing.samples import samples
from civicore_ticketing.subjects import OwnSubjects
from civicore_ticketing.tables import AskRow, EventRow
from civicore_ticketing.ticket import Ticket

from civicore import capacity
from civicore.base.calendar import Closure
from civicore.base.refusal import Refusal
from civicore.contracts.demand import DemandUnmet
from civicore.contracts.hours import LiveClosures
from civicore.extension.parts import Service
from civicore.people.principals import Principal
from tests.ticketing.service.hall import JANA, PETR, Hall, at, code_of


async def test_case_86_a_closed_queue_serves_who_waits(hall: Hall) -> None:
    ticket = await hall.taken()
    closed = await hall.queues.close_queue("hall", JANA, at("10:00"))
    assert not isinstance(closed, Refusal) and closed.closed and closed.closed_until == at("10:00")
    assert (await hall.refused()).facts["opens"] == at("10:00")
    assert await hall.next() == ticket.label
    hall.set("10:00")
    assert (await hall.taken()).label == "A002"
    assert await hall.audit() == ["queue.closed"]


async def test_case_86_or_sends_home_who_waits_without_a_promise(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(ticketing__at_close="end", agendas__cards__capacity="5")
    hall.set("8:00")
    served, waits = await hall.taken(), await hall.taken()
    booked = await hall.arrived(await hall.booked("8:10"))
    served = await hall.now_is(booked) if await hall.next() == booked.label else served
    await hall.queues.close_queue("hall", JANA)
    assert (await hall.now_is(waits)).state == "closed" and (await hall.now_is(waits)).ended_because == "queue_closed"
    assert (await hall.now_is(served)).state == "called"
    assert (await hall.used())["a|cards|c|2026-11-24"] == 1, "places of who was sent home are free"
    assert not isinstance(await hall.queues.open_queue("hall", PETR), Refusal)
    assert code_of(await hall.queues.open_queue("hall", PETR)) == "queue.open_already"


async def test_case_86_the_close_of_the_office_ends_tickets_where_the_file_says_so(
    rebuilt: Callable[..., Hall],
) -> None:
    hall = rebuilt(ticketing__at_close="end")
    hall.set("14:50")
    ticket = await hall.taken()
    hall.set("15:00")
    assert await hall.next() is None and (await hall.now_is(ticket)).ended_because == "queue_closed"
    assert (await hall.queues.place(await hall.now_is(ticket))).before is None


async def test_no_numbers_are_given_while_closures_are_not_known_and_who_waits_is_served(hall: Hall) -> None:
    class Silent:
        async def closures(self, office: str, first: date, last: date) -> tuple[Closure, ...] | None:
            return None

    ticket = await hall.taken()
    hall.runtime.services.add([Service(LiveClosures, Silent())])
    assert (await hall.refused()).code == "queue.closed"
    assert await hall.next() == ticket.label


async def test_a_visitor_lets_others_go_first_and_leaves(hall: Hall) -> None:
    first, second = await hall.taken(), await hall.taken()
    token = hall.queues.token(first.id)
    delayed = await hall.queues.delay(token)
    assert isinstance(delayed, Ticket) and await hall.next() == second.label
    hall.later(minutes=10)
    assert (await hall.queues.place(await hall.now_is(first))).before == 0
    assert isinstance(await hall.queues.leave(token), Ticket)
    assert code_of(await hall.queues.leave(token)) == "queue.moved_on"
    assert (await hall.log())[-4:] == ["delayed", "counter_opened", "called", "left"]


async def test_a_link_works_on_its_day_and_only_as_it_was_made(hall: Hall) -> None:
    ticket = await hall.taken()
    token = hall.queues.token(ticket.id)
    assert await hall.queues.by_token(token) == ticket
    assert await hall.queues.by_token(token[:-2] + "AA") is None
    assert code_of(await hall.queues.leave("nonsense")) == "queue.unknown"
    hall.set("8:00", "2026-11-25")
    assert await hall.queues.by_token(token) is None


async def test_the_place_in_line_counts_who_is_called_before(hall: Hall) -> None:
    await hall.queues.open_counter("hall.k1", JANA)
    tickets = [await hall.taken() for _ in range(3)]
    booked = await hall.arrived(await hall.booked("8:10"))
    places = [await hall.queues.place(one) for one in (*tickets, booked)]
    assert [one.before for one in places] == [1, 2, 3, 0]
    assert [one.estimate.wait for one in places if one.estimate] == [timedelta(minutes=m) for m in (15, 30, 45, 0)]


async def test_a_clock_that_was_set_back_gives_no_number_twice(hall: Hall) -> None:
    first = await hall.taken()
    hall.set("8:00", "2026-11-27")
    await jobs.forget(hall.queues.setting)
    hall.set("8:00", first.day.isoformat())
    assert (await hall.taken()).number == first.number + 1


async def test_places_of_days_that_are_over_are_given_back_in_parts(
    rebuilt: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = rebuilt(agendas__cards__capacity="500")
    for _ in range(5):
        await hall.taken()
    asked: list[object] = []
    forget_days = capacity.forget_days

    async def heard(before: date, most: int) -> bool:
        asked.append(most)
        return await forget_days(before, most)

    monkeypatch.setattr(capacity, "forget_days", heard)
    monkeypatch.setattr(capacity, "PART", 2)
    hall.set("8:00", "2026-11-27")
    await jobs.forget(hall.queues.setting)
    assert asked == [2, 2, 2] and await hall.used() == {}


async def test_the_log_names_no_person_and_outlives_the_tickets(hall: Hall) -> None:
    await hall.arrived(await hall.booked("8:10"))
    await hall.next()
    await hall.queues.finish("hall.k1", JANA)
    hall.set("8:00", "2026-12-02")
    assert await jobs.forget(hall.queues.setting) == 1 and await hall.tickets() == []
    async with hall.store.reading():
        rows = await EventRow.select()
    assert [row["kind"] for row in rows if row["ticket"]] == ["checked_in", "called", "finished"]
    said = str(rows)
    assert not any(word in said for word in ("Novák", "jan@example.cz", "booking:", "jana"))


async def test_demand_that_was_not_met_is_noted_once(hall: Hall) -> None:
    event = DemandUnmet("cards", "hall", "web", "day", hall.clock.now())
    for _ in range(2):
        await jobs.note_unmet(hall.queues.setting, event)
    assert await hall.log() == ["unmet"]


async def test_a_telephone_number_is_exported_and_erased(hall: Hall) -> None:
    ticket = await hall.taken()

    async def ask(unit: object) -> None:
        row = AskRow(ticket=ticket.id, office="hall", day=ticket.day, way="sms", address="+420777000111", language="cs")
        await AskRow.insert(row)

    await hall.runtime.transact(ask)
    part = keeping.retention(hall.queues.setting)
    assert [one["address"] for one in await part.export("+420777000111")] == ["+420777000111"]
    assert (await part.erase("+420777000111"), await part.erase("+420777000111")) == (1, 0)
    assert await part.expire() == 0


async def test_messages_about_a_ticket_are_for_its_department(hall: Hall) -> None:
    ticket = await hall.taken("cars")
    subjects = OwnSubjects(hall.runtime)
    registrar = Principal("staff", "r", "R", frozenset({"queue.see"}), departments=("registry",))
    assert await subjects.visible(f"ticket:{ticket.id}", JANA) is True
    assert await subjects.visible(f"ticket:{ticket.id}", registrar) is False
    assert [await subjects.visible(one, JANA) for one in ("ticket:x", f"booking:{ticket.id}", "ticket:")] == [None] * 3


async def test_health_tells_when_numbers_run_out(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(ticketing__numbers="{last: 21}", ticketing__offline="{numbers: 0}")
    hall.set("8:00")
    look = probe(hall.queues.setting).probe
    await hall.taken()
    assert await look() is None
    await hall.taken()
    assert "hall A" in str(await look())


async def test_the_door_is_where_tickets_are_given(hall: Hall) -> None:
    door = OwnDoor(hall.queues.setting)
    assert door.admits("hall", "cards") and not door.admits("annex", "cars") and not door.admits("moon", "cards")


@pytest.mark.parametrize("wall", ["0:10", "3:00", "9:30", "22:00"])
async def test_the_sample_day_is_in_the_middle_at_whatever_hour(hall: Hall, wall: str) -> None:
    hall.set(wall, "2026-11-28")  # a Saturday
    for _ in range(2):  # a demo that is started again makes no second one
        await samples(hall.queues.setting).make()
    queue = await hall.queues.queue("hall")
    free, *others = queue.seats
    assert free.state == "closed" and free.current is None
    assert all(one.state == "open" and one.staff and one.current is not None for one in others)
    assert queue.line and all(one.waits < 60 * 60 for one in queue.line)
    await hall.used()
