"""Kiosks that are cut off give numbers of their own, and bring them back (case 84)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import JournalEntry, JournalResult, Lease

from tests.ticketing.service.hall import Hall, at, code_of


async def leased(hall: Hall, device: str = "hall.printer", series: str = "A") -> Lease:
    """The block that a device would use now."""
    blocks = await hall.queues.lease(device)
    assert isinstance(blocks, tuple), blocks
    return next(one for one in blocks if one.series == series)


def entry(number: int, wall: str, key: str = "", **more: object) -> JournalEntry:
    plain = JournalEntry(key or f"k{number}", "cards", number, at(wall))
    return replace(plain, **more)  # type: ignore[arg-type]


async def journal(hall: Hall, *entries: JournalEntry) -> list[JournalResult]:
    return list(await hall.queues.journal("hall.printer", entries))


async def test_case_84_every_kiosk_holds_numbers_that_nobody_else_gives(hall: Hall) -> None:
    printer, kiosk = await leased(hall), await leased(hall, "hall.kiosk")
    assert (printer.first, printer.last, printer.next) == (980, 999, 980)
    assert (kiosk.first, kiosk.last) == (960, 979)
    assert printer.agendas == ("cards",) and [one.series for one in await blocks(hall, "hall.kiosk")] == ["A", "B"]
    assert await leased(hall) == printer, "asked again it gets the same"
    assert (await hall.taken()).label == "A001"


async def blocks(hall: Hall, device: str) -> tuple[Lease, ...]:
    found = await hall.queues.lease(device)
    assert isinstance(found, tuple)
    return found


async def test_case_84_what_was_given_meanwhile_comes_back_in_the_order_of_issue(hall: Hall) -> None:
    block = await leased(hall)
    hall.set("8:10")
    online = await hall.taken()
    hall.set("8:20")
    results = await journal(hall, entry(block.first + 1, "8:12"), entry(block.first, "8:05"))
    assert [one.ticket.label for one in results if one.ticket] == ["A981", "A980"]
    assert [await hall.next() for _ in range(3)] == ["A980", online.label, "A981"]
    assert (await leased(hall)).next == block.first + 2


async def test_case_84_a_journal_that_comes_twice_changes_nothing(hall: Hall) -> None:
    block = await leased(hall)
    first = await journal(hall, entry(block.first, "8:00"))
    second = await journal(hall, entry(block.first, "8:00"))
    assert [one.repeated for one in (*first, *second)] == [False, True]
    assert first[0].ticket == second[0].ticket and len(await hall.tickets()) == 1
    (other,) = await journal(hall, entry(block.first, "8:00", key="another"))
    assert code_of(other.refusal) == "queue.number_taken"


async def test_case_84_two_windows_of_one_kiosk_hand_in_the_same_number_at_once(hall: Hall) -> None:
    block = await leased(hall)
    for number in range(block.first, block.first + 5):
        mine = [entry(number, "8:00", key=f"{window}-{number}") for window in "ab"]
        answers = await asyncio.gather(*(journal(hall, one) for one in mine))
        refused = [code_of(one.refusal) for answer in answers for one in answer if one.refusal]
        assert refused == ["queue.number_taken"], "one is taken over, the other is told why not"


async def test_case_84_numbers_that_are_not_its_own_are_refused_and_hold_up_no_other(hall: Hall) -> None:
    block = await leased(hall)
    foreign = (await leased(hall, "hall.kiosk")).first
    results = await journal(hall, entry(foreign, "8:00"), entry(5, "8:00"), entry(block.first, "8:00"))
    assert [code_of(one.refusal) if one.refusal else "given" for one in results] == [
        "queue.not_leased",
        "queue.not_leased",
        "given",
    ]


async def test_case_84_what_is_on_paper_counts_beyond_the_capacity(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(agendas__cards__capacity="1")
    hall.set("8:00")
    block = await leased(hall)
    await hall.taken()
    await journal(hall, entry(block.first, "8:00"))
    assert (await hall.used())["a|cards|c|2026-11-24"] == 2
    assert (await hall.refused()).code == "queue.sold_out"


async def test_case_84_a_code_typed_while_it_was_cut_off_is_decided_by_when_it_was_typed(hall: Hall) -> None:
    block = await leased(hall)
    booking = await hall.booked("8:00")
    hall.set("9:00")
    code = hall.code(booking)
    (in_time,) = await journal(hall, entry(block.first, "8:15:00", code=code))
    assert in_time.ticket is not None and in_time.ticket.promised and in_time.ticket.label == "A980"
    (wrong,) = await journal(hall, entry(block.first + 1, "8:20", code="000000"))
    assert wrong.ticket is not None and not wrong.ticket.promised and code_of(wrong.refusal) == "booking.unknown_code"
    (again,) = await journal(hall, entry(block.first + 2, "8:15:00", code=code))
    assert again.repeated and again.ticket is not None and again.ticket.label == "A980"


async def test_case_84_a_wrong_clock_at_the_kiosk_gains_nobody_a_place(hall: Hall) -> None:
    block = await leased(hall)
    hall.set("8:30")
    results = await journal(hall, entry(block.first, "3:00"), entry(block.first + 1, "23:00"))
    assert [_arrived(one) for one in results] == [at("8:00"), at("8:30")]


def _arrived(result: JournalResult) -> datetime:
    assert isinstance(result.ticket, Ticket)
    return result.ticket.arrived_at


async def test_case_84_a_kiosk_that_used_half_of_its_numbers_gets_more(hall: Hall) -> None:
    block = await leased(hall)
    for number in range(11):
        await journal(hall, entry(block.first + number, "8:00"))
    mine = [one for one in await blocks(hall, "hall.printer") if one.series == "A"]
    assert [(one.first, one.next, one.last) for one in mine] == [(980, 991, 999), (960, 960, 979)]


async def test_case_84_the_run_stops_before_leased_numbers(rebuilt: Callable[..., Hall]) -> None:
    hall = rebuilt(ticketing__numbers="{last: 5}", ticketing__offline="{numbers: 3}")
    hall.set("8:00")
    assert (await leased(hall)).first == 3
    assert [(await hall.taken()).label for _ in range(2)] == ["A001", "A002"]
    assert (await hall.refused()).code == "queue.numbers_used_up"
    assert await blocks(hall, "hall.kiosk") == ()


async def test_case_84_yesterdays_numbers_belong_to_yesterday(hall: Hall) -> None:
    block = await leased(hall)
    hall.set("8:00", "2026-11-25")
    (result,) = await journal(hall, entry(block.first, "14:00"))
    assert result.ticket is not None and result.ticket.day == block.day
    assert (await hall.now_is(result.ticket)).state == "closed"
    assert (await leased(hall)).day.isoformat() == "2026-11-25"


async def test_case_84_yesterdays_numbers_stay_yesterdays_when_todays_are_there_already(hall: Hall) -> None:
    """A kiosk that was switched off at night may ask for today's numbers before it hands in the journal."""
    yesterday = await leased(hall)
    hall.set("8:00", "2026-11-25")
    assert (await leased(hall)).first == yesterday.first, "each day begins with the same numbers"
    (result,) = await journal(hall, entry(yesterday.first, "14:00"))
    assert result.ticket is not None and result.ticket.day == yesterday.day
    assert (await hall.queues.queue("hall")).line == (), "nobody of yesterday waits today"
    assert (await leased(hall)).next == yesterday.first


async def test_a_device_that_is_none_gets_nothing(hall: Hall) -> None:
    assert code_of(await hall.queues.lease("hall.nothing")) == "queue.not_here"
