"""Numbers: their run, their day, their capacity, and when none are given."""

from __future__ import annotations

from collections.abc import Callable

from civicore_ticketing import jobs
from civicore_ticketing.views import TicketWish

from tests.ticketing.service.hall import JANA, Hall, at, code_of


async def test_each_letter_has_a_run_of_its_own_without_gaps(hall: Hall) -> None:
    labels = [(await hall.taken(agenda)).label for agenda in ("cards", "passports", "cards", "cars", "cards")]
    assert labels == ["A001", "B001", "A002", "C001", "A003"]


async def test_a_refused_number_leaves_no_gap(hall: Hall) -> None:
    await hall.taken()
    assert code_of(await hall.queues.take(TicketWish("hall", "cards", ("nothing",)))) == "queue.not_here"
    assert (await hall.taken()).label == "A002"


async def test_case_87_tomorrow_starts_at_the_first_number_and_yesterdays_tickets_are_closed(hall: Hall) -> None:
    old = await hall.taken()
    hall.set("8:00", "2026-11-25")
    assert (await hall.now_is(old)).state == "closed" and (await hall.now_is(old)).ended_because == "day_end"
    assert (await hall.taken()).label == "A001"
    assert [one.ticket.label for one in (await hall.seen()).line] == ["A001"]
    assert "closed" not in await hall.log()
    for _ in range(2):  # the job that writes it down may run late, and twice
        await jobs.end_days(hall.queues.setting)
    assert (await hall.log()).count("closed") == 1
    assert (await hall.now_is(old)).ended_at == at("0:00", "2026-11-25")


async def test_case_9_the_queue_turns_over_at_local_midnight(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(offices__hall__hours="{mon: 00:00-24:00, tue: 00:00-24:00, wed: 00:00-24:00}")
    hall.set("0:30")  # 23:30 UTC of the day before
    first = await hall.taken()
    hall.set("23:59:59")
    assert (await hall.taken()).label == "A002"
    hall.set("0:00", "2026-11-25")
    assert (await hall.taken()).label == "A001"
    assert first.day.isoformat() == "2026-11-24"


async def test_a_run_that_is_used_up_is_refused(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(ticketing__numbers="{first: 7, last: 8, digits: 2}")
    hall.set("8:00")
    assert [(await hall.taken()).label for _ in range(2)] == ["A07", "A08"]
    assert (await hall.refused()).code == "queue.numbers_used_up"


async def test_agendas_that_the_office_does_not_have_are_refused(hall: Hall) -> None:
    assert code_of(await hall.queues.take(TicketWish("annex", "passports"))) == "queue.not_here"
    assert code_of(await hall.queues.take(TicketWish("moon", "cards"))) == "queue.not_here"


async def test_the_same_key_gives_the_same_number_and_prints_once(hall: Hall) -> None:
    printed: list[str] = []

    async def paper(ticket: object, unit: object) -> None:
        printed.append(str(ticket.label))  # type: ignore[attr-defined]

    wish = TicketWish("hall", "cards", device="hall.printer", idempotency_key="press-1")
    first, second = [await hall.queues.take(wish, paper) for _ in range(2)]
    assert first == second and printed == ["A001"]
    other = TicketWish("hall", "passports", device="hall.printer", idempotency_key="press-1")
    assert code_of(await hall.queues.take(other)) == "request.key_reused"


async def test_numbers_are_given_from_when_the_doors_open_until_the_close(hall: Hall) -> None:
    states = {}
    for wall in ("7:44:59", "7:45", "14:59:59", "15:00"):
        hall.set(wall)
        answer = await hall.queues.take(TicketWish("hall", "cards"))
        states[wall] = code_of(answer) if not hasattr(answer, "label") else "given"
    assert states == {"7:44:59": "queue.closed", "7:45": "given", "14:59:59": "given", "15:00": "queue.closed"}
    hall.set("8:00", "2026-11-26")
    refused = await hall.refused()
    assert (refused.code, refused.facts["state"]) == ("queue.closed", "not_today")
    assert {one.state for one in (await hall.queues.offers("hall")).agendas} == {"not_today"}


async def test_case_89_a_suspension_stops_numbers_and_not_those_who_have_one(hall: Hall) -> None:
    ticket = await hall.taken()

    async def stop(unit: object) -> object:
        return await hall.runtime.suspensions.switch("crisis", True, JANA, unit, "flood")  # type: ignore[arg-type]

    assert await hall.runtime.transact(stop) is None
    assert (await hall.refused()).code == "queue.suspended"
    assert {one.state for one in (await hall.queues.offers("hall")).agendas} == {"suspended"}
    assert await hall.next() == ticket.label


async def test_the_last_place_of_the_day_is_given_once_and_then_the_citys_words_are_said(
    rebuilt: Callable[..., Hall],
) -> None:
    hall = rebuilt(agendas__cards__capacity="2")
    hall.set("8:00")
    assert [(await hall.taken()).label for _ in range(2)] == ["A001", "A002"]
    refused = await hall.refused()
    assert refused.code == "queue.sold_out" and str(refused.facts["answer"].in_("en")) == "Today only with a booking."  # type: ignore[attr-defined]
    assert {one.agenda: one.state for one in (await hall.queues.offers("hall")).agendas}["cards"] == "sold_out"
    assert (await hall.used())["a|cards|c|2026-11-24"] == 2 and "sold_out" in await hall.log()


async def test_a_place_that_somebody_gives_up_is_free_again(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(agendas__cards__capacity="1")
    hall.set("8:00")
    ticket = await hall.taken()
    assert (await hall.refused()).code == "queue.sold_out"
    await hall.queues.leave(hall.queues.token(ticket.id))
    assert (await hall.taken()).label == "A002"


async def test_without_booking_numbers_work_just_as_well(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(booking=False, agendas__cards__capacity="1")
    hall.set("8:00")
    assert (await hall.taken()).label == "A001"
    assert (await hall.refused()).code == "queue.sold_out"
    offers = await hall.queues.offers("hall", "hall.printer")
    assert not offers.accepts_codes and code_of(await hall.types("123456")) == "booking.unknown_code"


async def test_a_device_offers_what_its_entry_serves(hall: Hall) -> None:
    assert [one.agenda for one in (await hall.queues.offers("hall", "hall.kiosk")).agendas] == ["cards", "passports"]
    assert [one.agenda for one in (await hall.queues.offers("hall")).agendas] == ["cards", "passports", "cars"]
    assert (await hall.queues.offers("hall", "hall.printer")).accepts_codes


async def test_case_88_with_no_counter_open_nobody_knows_how_long_it_takes(hall: Hall) -> None:
    ticket = await hall.taken()
    place = await hall.queues.place(ticket)
    assert (place.before, place.estimate) == (0, None)
    await hall.queues.open_counter("hall.k1", JANA)
    later = await hall.taken()
    estimate = (await hall.queues.place(later)).estimate
    assert estimate is not None and estimate.wait.total_seconds() == 15 * 60
