"""Visits of years that are written for a measure lie in the database as those that the software leaves behind."""

from __future__ import annotations

import pytest
from anyio import to_thread
from civicore_booking import store
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.rows import columns_of

from bench._bases import read
from bench._past import past
from tests.ticketing.service.hall import Hall, at

pytestmark = pytest.mark.anyio
PAST = 1_000


async def test_past_visits_are_spread_and_erased_as_real_ones(hall: Hall, database_url: str) -> None:
    said = {"first_name": "Jan", "last_name": "Novák", "email": "jan@example.cz"}
    one = await hall.bookings.hold(BookingRequest("cards", (), at("9:00"), said, "cs", "hall"))
    assert isinstance(one, Booking)
    await hall.store.close()
    await to_thread.run_sync(past, database_url, PAST)
    rows = await to_thread.run_sync(
        read, database_url, "SELECT * FROM booking_booking WHERE state = 'done' ORDER BY id"
    )
    assert len(rows) == PAST and [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    left, late = store.anonymous(one), [row for row in rows if row["personal"]]
    assert rows[-len(late) :] == late and len(late) == PAST * 26 // 3678, "those of the last month are not erased yet"
    assert {row["fields"] for row in late} == {columns_of(one)["fields"]}
    assert len({row["code_hash"] for row in late}) == len(late)
    erased = {(row["fields"], row["code_hash"], row["code_attempt"]) for row in rows if not row["personal"]}
    assert erased == {("{}", left.code_hash, left.code_attempt)}
    hashes = [row["reference_hash"] for row in rows]
    assert len({*hashes}) == PAST
    assert {len(each) for each in hashes} == {len(one.reference_hash)}
    assert {each[0] for each in hashes} == set("0123456789abcdef"), "in every place of the index, as real ones"


async def test_the_log_of_the_past_lies_in_its_order_before_that_of_now(hall: Hall, database_url: str) -> None:
    await hall.bookings.hold(BookingRequest("cards", (), at("9:00"), {}, "cs", "hall"))
    await hall.store.close()
    await to_thread.run_sync(past, database_url, PAST)
    rows = await to_thread.run_sync(read, database_url, "SELECT * FROM core_audit ORDER BY at, position")
    assert len(rows) > PAST and [row["position"] for row in rows] == sorted(row["position"] for row in rows)
    assert [str(row["id"]) for row in rows] == sorted(str(row["id"]) for row in rows)
