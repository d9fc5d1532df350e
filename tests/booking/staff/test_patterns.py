"""Signs of robots: what counts as one, and that the page names nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from civicore_booking import patterns

from tests.booking.staff.office import DAY, Office

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
PLACE = ("cars", "hall", NOON + timedelta(days=1))


def test_a_form_sent_sooner_than_anybody_types_is_quick() -> None:
    mark = patterns.opened("a" * 32, NOON)
    assert patterns.is_quick(mark, NOON + timedelta(seconds=4))
    assert not patterns.is_quick(mark, NOON + timedelta(seconds=5))
    assert patterns.is_quick("", NOON) and patterns.is_quick("rubbish", NOON)


def test_a_time_given_up_and_booked_again_is_a_pair() -> None:
    freed = [(PLACE, NOON)]
    for after, found, at_once in ((3, {"cars": 1}, {"cars": 1}), (60, {"cars": 1}, {}), (3601, {}, {}), (-1, {}, {})):
        made = [(PLACE, NOON + timedelta(seconds=after))]
        assert patterns.pairs(freed, made) == (found, at_once), after
    elsewhere = ("cars", "branch", PLACE[2])
    assert patterns.pairs(freed, [(elsewhere, NOON)]) == ({}, {})


async def test_the_page_tells_numbers_and_no_names(office: Office) -> None:
    first = await office.visit(f"{DAY}T10:00:00+01:00", "a@posta.example")
    await office.bookings.cancel_by_staff(first.id, None, "staff:1")
    await office.built.outbox.flush()
    office.clock.advance(timedelta(seconds=2))
    await office.visit(f"{DAY}T10:00:00+01:00", "b@posta.example")
    desk = await office.clerk("chief")
    page = await desk.open("/en/desk/booking/patterns")
    assert "Given up and booked again within an hour1 – 1 of them within 5 seconds" in " ".join(desk.told.split())
    assert "posta.example" not in page.source and "Starý" not in page.source
    viewer = await office.clerk("viewer")
    await viewer.open("/en/desk/booking/patterns")
    assert viewer.page.status == 403
