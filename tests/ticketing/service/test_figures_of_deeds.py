"""Figures counted from what really happened: deeds that were taken back, visits in two offices, a forgotten counter."""

from __future__ import annotations

from datetime import date, timedelta

from civicore_ticketing.figures import Figures
from civicore_ticketing.statistics import Span, Statistics

from civicore.base.refusal import Refusal
from tests.ticketing.service.hall import JANA, PETR, Hall

TODAY = date(2026, 11, 24)


async def counted(hall: Hall, office: str = "hall", last: date = TODAY) -> Figures:
    return await Statistics(hall.runtime).of(office, Span(TODAY, last))


async def test_somebody_served_without_a_ticket_by_mistake_was_no_visit(hall: Hall) -> None:
    await hall.queues.serve_without("hall.k1", JANA, "cards")
    assert (await counted(hall)).total.tickets == 1
    assert not isinstance(await hall.queues.undo("hall.k1", JANA), Refusal)
    assert (await counted(hall)).total.tickets == 0


async def test_a_visit_that_went_on_in_another_office_was_served_there(hall: Hall) -> None:
    await hall.taken()
    await hall.next()
    hall.later(minutes=5)
    await hall.queues.transfer("hall.k1", JANA, office="annex")
    await hall.queues.next("annex.a1", PETR)
    await hall.queues.arrived("annex.a1", PETR)
    hall.later(minutes=10)
    await hall.queues.finish("annex.a1", PETR)
    here, there = await counted(hall), await counted(hall, "annex")
    assert (here.total.tickets, there.total.tickets) == (1, 0), "one visit is counted once, where it began"
    (load,) = there.counters
    assert (load.finished, load.serving) == (1, timedelta(minutes=10))


async def test_a_counter_that_nobody_closed_was_open_until_midnight(hall: Hall) -> None:
    await hall.queues.open_counter("hall.k1", JANA)
    hall.set("8:00", "2026-11-26")
    (load,) = (await counted(hall, last=date(2026, 11, 26))).counters
    assert load.open == timedelta(hours=16)
