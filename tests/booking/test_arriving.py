"""A code at the door: the window to the second, and what is said outside of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
from civicore_booking.booking import Booking
from civicore_booking.tables import BookingRow
from piccolo.query import Query

from civicore import Refusal
from civicore.contracts.admission import Admission
from civicore.storage.tables import AuditRow
from tests.booking.door import became, came, code_of, promises, refused, ticket, typed, with_door
from tests.booking.making import at
from tests.booking.town import Town

pytestmark = pytest.mark.anyio

WORDS = {
    "booking__check_in__at": "[ticket_printer, kiosk, web]",
    "booking__check_in__early": "{answer: {cs: INVALID CODE}}",
    "booking__check_in__late": "{answer: {cs: EXPIRED}, then: walk_in}",
    "booking__check_in__menu": "{cs: WITH A BOOKING}",
    "booking__sold_out": "{cs: SOLD OUT}",
}
EARLY, LATE, UNKNOWN = (
    "booking.too_early: INVALID CODE",
    "booking.expired: EXPIRED",
    "booking.unknown_code: INVALID CODE",
)


@pytest.fixture
def hall(rebuilt: Callable[..., Town]) -> Town:
    """The town with a waiting room, the day before."""
    town = with_door(rebuilt(**WORDS))
    town.set("2026-11-24T12:00:00")
    return town


async def at_eight(town: Town, email: str = "jan@example.cz") -> Booking:
    return await town.booked("2026-11-25T08:00:00", email)


@pytest.mark.parametrize(
    ("received", "answer"),
    [
        ("07:44:59", EARLY),
        ("07:44:59.999", EARLY),
        ("07:45:00", "in"),
        ("08:00:00", "in"),
        ("08:15:00", "in"),
        ("08:15:00.999", "in"),
        ("08:15:01", LATE),
        ("16:00:00", LATE),
    ],
)
async def test_case_16_the_window_holds_to_the_second_at_both_ends(hall: Town, received: str, answer: str) -> None:
    booking = await at_eight(hall)
    said = await came(hall, booking, f"2026-11-25T{received}")
    if answer == "in":
        assert isinstance(said, Admission)
        assert (said.about, said.start, said.again) == (booking.about, booking.start, False)
    else:
        assert refused(said) == answer


async def test_what_an_admission_tells(hall: Town) -> None:
    booking = await at_eight(hall)
    said = await came(hall, booking, "2026-11-25T07:50:00")
    assert said == Admission(booking.about, "cards", (), "hall", booking.start, "at_booked_time", "cs")


async def test_case_17_only_the_time_that_the_server_says_counts(hall: Town) -> None:
    """Nothing that a device knows of time is asked: the arrival is stamped by the server that received it."""
    booking = await at_eight(hall)
    hall.set("2026-11-25T07:45:00")
    assert isinstance(await typed(hall, code_of(hall, booking)), Admission)


async def test_case_18_what_was_received_in_time_is_in_time_and_logged(hall: Town) -> None:
    booking = await at_eight(hall)
    hall.set("2026-11-25T08:15:02")
    await promises(hall).settle()
    received = at("2026-11-25T08:14:59.900000").astimezone(UTC)
    assert isinstance(await typed(hall, code_of(hall, booking), received), Admission)
    async with hall.store.reading():
        lines = await AuditRow.select().where(AuditRow.action == "booking.arrived")
        rows = await BookingRow.select(BookingRow.state, BookingRow.arrived_at)
    assert [(line["actor"], "2026-11-25T07:14:59.900000+00:00" in str(line["facts"])) for line in lines] == [
        ("ticket_printer", True)
    ]
    assert rows == [{"state": "arrived", "arrived_at": received.replace(microsecond=0)}]


@pytest.mark.parametrize(
    ("before", "after", "inside", "outside"),
    [
        ("15 min", "10 min", ["07:45:00", "08:10:00"], ["07:44:59", "08:10:01"]),
        ("0", "0", ["08:00:00", "08:00:00.5"], ["07:59:59", "08:00:01"]),
    ],
)
async def test_case_19_a_window_may_be_lopsided_or_one_second_wide(
    rebuilt: Callable[..., Town], before: str, after: str, inside: list[str], outside: list[str]
) -> None:
    town = with_door(rebuilt(**WORDS, booking__check_in__before=before, booking__check_in__after=after))
    town.set("2026-11-24T12:00:00")
    booking = await at_eight(town)
    for one in outside:
        assert isinstance(await came(town, booking, f"2026-11-25T{one}"), Refusal)
    for one in inside:
        assert isinstance(await came(town, booking, f"2026-11-25T{one}"), Admission)


async def test_case_19_a_window_may_lie_across_midnight(rebuilt: Callable[..., Town]) -> None:
    town = with_door(rebuilt(**WORDS, offices__hall__hours="{wed: 00:00-01:00, tue: '23:00-24:00'}"))
    town.set("2026-11-23T12:00:00")
    booking = await town.booked("2026-11-25T00:05:00")
    assert refused(await came(town, booking, "2026-11-24T23:49:59")) == EARLY
    assert isinstance(await came(town, booking, "2026-11-24T23:50:00"), Admission)
    late = await town.booked("2026-11-25T00:40:00", "eva@example.cz")
    assert refused(await came(town, late, "2026-11-26T00:00:00")) == UNKNOWN


async def test_case_20_of_two_overlapping_bookings_each_code_opens_its_own(rebuilt: Callable[..., Town]) -> None:
    town = with_door(rebuilt(**WORDS, booking__limits="{per_agenda_and_day: 2}"))
    town.set("2026-11-24T12:00:00")
    first, second = await at_eight(town), await town.booked("2026-11-25T08:20:00")
    said = await came(town, second, "2026-11-25T08:10:00")
    assert isinstance(said, Admission) and said.about == second.about
    said = await came(town, first, "2026-11-25T08:10:00")
    assert isinstance(said, Admission) and said.about == first.about


async def test_case_21_on_the_night_when_clocks_change_the_window_counts_real_minutes(
    rebuilt: Callable[..., Town],
) -> None:
    town = with_door(rebuilt(**WORDS, offices__hall__hours="{sun: 00:00-06:00}", booking__horizon="365 days"))
    town.set("2027-03-20T12:00:00")
    booking = await town.booked("2027-03-28T03:05:00")
    assert booking.opens == at("2027-03-28T01:50:00")
    assert booking.closes - booking.opens == timedelta(minutes=30)
    assert refused(await came(town, booking, "2027-03-28T01:49:59")) == EARLY
    assert isinstance(await came(town, booking, "2027-03-28T01:50:00"), Admission)


async def test_case_22_too_early_harms_nothing(hall: Town) -> None:
    booking = await at_eight(hall)
    said = await came(hall, booking, "2026-11-25T07:30:00")
    assert refused(said) == EARLY
    assert isinstance(said, Refusal) and said.facts["opens"] == booking.opens
    assert hall.bookings.state(booking) == "confirmed"
    assert isinstance(await came(hall, booking, "2026-11-25T07:45:00"), Admission)


async def test_case_23_who_is_late_has_lapsed_once_and_may_take_an_ordinary_ticket(
    rebuilt: Callable[..., Town],
) -> None:
    town = with_door(rebuilt(**WORDS, offices__hall__capacity="1"))
    town.set("2026-11-24T12:00:00")
    booking = await at_eight(town)
    said = await came(town, booking, "2026-11-25T08:15:00")
    town.set("2026-11-25T08:15:00")
    await became(town, booking, "expected")  # the clerk undid it: nobody has come
    assert await ticket(town) is None
    town.set("2026-11-25T08:15:01")
    assert town.bookings.state(booking) == "lapsed"
    said = await typed(town, code_of(town, booking))
    assert refused(said) == LATE
    assert isinstance(said, Refusal)
    assert (said.facts["then"], said.facts["agenda"], said.facts["activities"]) == ("walk_in", "cards", ())
    assert await ticket(town) is not None
    assert await ticket(town) is None
    assert refused(await typed(town, code_of(town, booking))) == LATE
    await town.check_ledger()


async def test_where_the_file_has_no_words_for_late_ones_their_code_is_just_unknown(
    rebuilt: Callable[..., Town],
) -> None:
    town = with_door(
        rebuilt(
            extends="",
            deployment__timezone="Europe/Prague",
            booking__check_in__unknown="{cs: NEZNÁMÝ KÓD}",
            booking__walk_in="false",
        )
    )
    town.set("2026-11-24T12:00:00")
    booking = await at_eight(town)
    said = await came(town, booking, "2026-11-25T08:15:01")
    assert refused(said) == "booking.expired: NEZNÁMÝ KÓD"
    assert isinstance(said, Refusal) and said.facts["then"] == "lapse"


async def test_case_24_the_same_code_again_is_the_same_admission(hall: Town) -> None:
    booking = await at_eight(hall)
    first = await came(hall, booking, "2026-11-25T07:50:00")
    again = await came(hall, booking, "2026-11-25T08:15:00")
    assert isinstance(first, Admission) and isinstance(again, Admission)
    assert (first.again, again.again, again.about) == (False, True, first.about)
    assert refused(await came(hall, booking, "2026-11-25T08:15:01")) == UNKNOWN
    await became(hall, booking, "done")
    assert refused(await came(hall, booking, "2026-11-25T08:16:00")) == UNKNOWN


async def test_case_25_worthless_codes_are_answered_alike_and_cost_the_same(
    hall: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = await hall.booked("2026-11-24T14:00:00", "a@x.cz")
    cancelled = await hall.booked("2026-11-25T08:00:00", "b@x.cz")
    codes = [code_of(hall, one) for one in (yesterday, cancelled)]
    await hall.bookings.cancel(hall.bookings.token(cancelled))
    hall.set("2026-11-25T08:00:00")
    codes.append(next(f"{number:06d}" for number in range(10) if f"{number:06d}" not in codes))
    asked: list[str] = []
    really = Query._process_results

    async def counted(query: Query[Any, Any], results: Any) -> Any:
        asked.append(type(query).__name__)
        return await really(query, results)

    monkeypatch.setattr(Query, "_process_results", counted)
    answers, costs = [], []
    for code in codes:
        asked.clear()
        answers.append(await typed(hall, code))
        costs.append(tuple(asked))
    assert [refused(one) for one in answers] == [UNKNOWN] * 3
    assert costs == [("Select",)] * 3


@pytest.mark.check("S43")
async def test_case_25_a_code_of_another_office_is_unknown(rebuilt: Callable[..., Town]) -> None:
    branch = "{name: {cs: Branch}, hours: {wed: '08:00-12:00'}, counters: {c1: {serves: [passports]}}}"
    town = with_door(rebuilt(**WORDS, offices__branch=branch))
    town.set("2026-11-24T12:00:00")
    booking = await at_eight(town)
    town.set("2026-11-25T08:00:00")
    assert await typed(town, code_of(town, booking), office="branch") == await typed(town, "000000", office="branch")
    assert isinstance(await typed(town, code_of(town, booking)), Admission)


async def test_case_26_a_new_window_in_the_file_touches_nobody_who_has_booked(rebuilt: Callable[..., Town]) -> None:
    """Who is here stays here; who is still to come comes in the window that was promised to them."""
    town = with_door(rebuilt(**WORDS))
    town.set("2026-11-24T12:00:00")
    here, coming = await at_eight(town), await at_eight(town, "eva@example.cz")
    await came(town, here, "2026-11-25T08:04:00")
    narrow = with_door(rebuilt(**WORDS, booking__check_in__after="5 min"))
    narrow.set("2026-11-25T08:10:00")
    stays = await narrow.bookings.get(here.id)
    assert stays is not None and stays.state == "arrived"
    assert isinstance(await typed(narrow, code_of(narrow, coming)), Admission)


async def test_on_a_telephone_early_late_and_wrong_codes_look_alike(hall: Town) -> None:
    booking = await at_eight(hall)
    for wall in ("07:44:59", "08:15:01"):
        hall.set(f"2026-11-25T{wall}")
        assert refused(await typed(hall, code_of(hall, booking), by="web")) == UNKNOWN
    hall.set("2026-11-25T08:00:00")
    assert refused(await typed(hall, "000000", by="web")) == UNKNOWN
    assert isinstance(await typed(hall, code_of(hall, booking), by="web"), Admission)


async def test_codes_are_accepted_where_the_file_says(hall: Town) -> None:
    booking = await at_eight(hall)
    hall.set("2026-11-25T08:00:00")
    assert promises(hall).accepts("hall") == {"ticket_printer", "kiosk", "web"}
    assert await typed(hall, code_of(hall, booking), by="desk") is None
    assert await typed(hall, code_of(hall, booking), office="nowhere") is None
    menu, sold_out = promises(hall).menu("hall"), promises(hall).sold_out("cards", "hall")
    assert menu is not None and sold_out is not None
    assert (menu.in_("cs"), sold_out.in_("cs")) == ("WITH A BOOKING", "SOLD OUT")
    assert promises(hall).walk_in("cards", "hall")


async def test_s15_a_hold_that_nobody_confirmed_opens_nothing(rebuilt: Callable[..., Town]) -> None:
    town = with_door(rebuilt(**WORDS, booking__code__issued="on_hold"))
    town.set("2026-11-25T07:50:00")
    held = await town.held("2026-11-25T08:00:00")
    assert refused(await typed(town, code_of(town, held))) == UNKNOWN
