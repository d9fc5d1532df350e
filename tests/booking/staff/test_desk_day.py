"""The desk's day and search: who sees what, and what stays out of lists and addresses."""

from __future__ import annotations

from tests.booking.staff.office import DAY, Office


async def test_the_day_lists_visits_by_time_with_shortened_names_and_the_load(office: Office) -> None:
    await office.visit(f"{DAY}T10:00:00+01:00", "b@posta.example")
    first = await office.visit(f"{DAY}T08:30:00+01:00", "a@posta.example")
    desk = await office.clerk("viewer")
    page = await desk.open(f"/en/desk/booking/visits?day={DAY}")
    assert page.title.startswith("Wednesday, 25 November 2026")
    assert "2 bookings" in desk.told and "Petr" not in desk.told and "posta.example" not in page.source
    assert desk.told.index("08:30") < desk.told.index("10:00")
    assert page.links()["Starý P."].endswith(("/visits/" + str(first.id), str(first.id))) or "Starý P." in desk.told
    assert "Capacity 2 of 20" in desk.told and "Online quota 0 of 2" in desk.told
    assert await office.audit("booking.opened", "booking.searched") == []


async def test_the_day_before_and_after_and_a_day_that_is_none(office: Office) -> None:
    desk = await office.clerk("viewer")
    await desk.open("/en/desk/booking")
    assert desk.page.title.startswith("Tuesday, 24 November 2026")
    await desk.follow("Day after")
    assert desk.page.title.startswith("Wednesday, 25 November 2026")
    await desk.follow("Today")
    assert desk.page.title.startswith("Tuesday, 24 November 2026")
    await desk.open("/en/desk/booking/visits?day=0001-01-01")
    assert desk.page.title.startswith("Tuesday, 24 November 2026")
    await desk.open("/en/desk/booking/visits?office=moon")
    assert desk.page.status == 404


async def test_a_closed_day_says_why(office: Office) -> None:
    desk = await office.clerk("viewer")
    await desk.open("/en/desk/booking/visits?day=2026-12-24")
    assert "Closed. Christmas Eve" in desk.told and "Nobody is booked" in desk.told


async def test_a_search_keeps_what_was_typed_out_of_the_address(office: Office) -> None:
    for number, start in enumerate(("08:00", "09:00")):
        await office.visit(f"{DAY}T{start}:00+01:00", f"n{number}@posta.example")
    desk = await office.clerk("viewer")
    await desk.open("/en/desk/booking/visits")
    await desk.press("Find", {"q": "starý"})
    assert "2 bookings found" in desk.told
    assert "star" not in desk.page.url.lower()
    await desk.press("Find", {"q": "n1@posta.example"})
    assert "Petr Starý" in desk.told and "/visits/" in desk.page.url
    await desk.open("/en/desk/booking/visits")
    await desk.press("Find", {"q": " \x00 "})
    assert (desk.page.status, desk.page.title.startswith("Error")) == (422, True)
    await desk.press("Find", {"q": "nobody"})
    assert "Nothing found" in desk.told
    assert len(await office.audit("booking.searched")) == 3


async def test_other_departments_are_not_there(office: Office) -> None:
    car = await office.book_car()
    desk = await office.clerk("registrar")
    await desk.open(f"/en/desk/booking/visits?day={DAY}")
    assert "Nobody is booked" in desk.told and "Transport" not in desk.told
    for path in ("", "/cancel", "/move"):
        await desk.open(f"/en/desk/booking/visits/{car}{path}")
        assert desk.page.status == 404
    await desk.open(f"/en/desk/booking/visits/found?id={car}")
    assert "Nothing found" in desk.told
    await desk.open("/en/desk/booking/new/cars")
    assert desk.page.status == 404
    assert await office.audit("booking.opened") == []


async def test_what_a_viewer_may_not_do_is_not_offered_and_refused(office: Office) -> None:
    booking = await office.visit()
    desk = await office.clerk("viewer")
    page = await desk.open(f"/en/desk/booking/visits?day={DAY}")
    assert "Book for somebody" not in page.links() and "Closed days" not in page.links()
    page = await desk.open(f"/en/desk/booking/visits/{booking.id}")
    assert page.status == 200 and "Cancel the booking" not in page.links() and "Change the time" not in page.links()
    for path in ("visits/conflicts", f"visits/{booking.id}/cancel", "new", "closures", "closures/new"):
        await desk.open(f"/en/desk/booking/{path}")
        assert desk.page.status == 403, path


async def test_nobody_comes_in_without_signing_in(office: Office) -> None:
    stranger = office.citizen()
    await stranger.open("/en/desk/booking/visits")
    assert "/desk/sign-in" in stranger.page.url


async def test_the_front_page_tells_of_today_and_of_what_needs_a_hand(office: Office) -> None:
    await office.visit("2026-11-24T09:00:00+01:00")
    await office.visit("2026-11-24T10:00:00+01:00", "b@posta.example")
    desk = await office.clerk("chief")
    await desk.open("/en/desk")
    assert "2 bookings" in desk.told and "09:00 Starý P." in desk.told
    assert "every booking fits" in desk.told
    closed = await office.bookings.close_day("hall", None, (await office.visit()).day, None, "Flood", "staff:1")
    assert closed
    await desk.open("/en/desk")
    assert "1 booking no longer fits" in desk.told
