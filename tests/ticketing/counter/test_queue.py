"""The waiting room for the head of an office: lines, counters, visits left open, closing the queue."""

from __future__ import annotations

from civicore_ticketing.views import JournalEntry

from civicore import Refusal
from tests.ticketing.counter.room import Room

HALL = "/en/desk/queue?office=hall"


async def test_lines_by_agenda_and_who_is_where(room: Room) -> None:
    first, second = await room.take(), await room.take("cars")
    await (await room.api()).post("/counters/hall.k1/next")
    room.wait(12 * 60)
    head = await room.clerk("chief")
    await head.open(HALL)
    assert "Cabin 1 open The clerk since 09:00" in head.told and f"{first.label} Identity cards 12 min" in head.told
    assert f"{second.label} 12 min since 09:00" in head.told and "Longest wait 12 min" in head.told


async def test_only_ones_own_departments(room: Room) -> None:
    await room.take("cars")
    head = await room.clerk("registrar")
    await head.open(HALL)
    assert "Vehicles" not in head.told and "car" not in head.told.split()
    assert "Give no more numbers" not in head.told  # the office has another department too
    await head.open("/en/desk/queue?office=branch")
    assert "Give no more numbers" in head.told
    assert (await head.open("/en/desk/queue?office=moon")).status == 404


async def test_case_86_the_queue_is_closed_with_people_waiting_and_opened_again(room: Room) -> None:
    taken = await room.take()
    head = await room.clerk("chief")
    await head.open(HALL)
    await head.press("Give no more numbers", {"until": "10:00"})
    assert "no new numbers are given. until 10:00" in head.told and taken.label in head.told
    refused = await (await room.api("chief")).get("/queue", params={"office": "hall"})
    assert refused.json()["closed"] is True
    await head.press("Give numbers again")
    assert "no new numbers" not in head.told
    assert not isinstance(await room.take(), Refusal)


async def test_case_84_numbers_given_without_network_that_stand_in_no_line_are_shown_until_the_evening(
    room: Room,
) -> None:
    given = room.built.runtime.clock.now()
    entry = JournalEntry("given-1", "cards", 777, given)
    for _ in range(2):
        (result,) = await room.queues.journal("hall.printer", [entry])
        assert result.refusal is not None and result.ticket is None
    head = await room.clerk("chief")
    await head.open(HALL)
    assert head.told.count("A777") == 1 and "A777 Identity cards 09:00, hall.printer." in head.told
    assert "This number was not set aside for this device." in head.told
    room.wait(24 * 3600)
    await head.open(HALL)
    assert "A777" not in head.told


async def test_closing_until_a_time_that_is_over_is_refused(room: Room) -> None:
    head = await room.clerk("chief")
    await head.open(HALL)
    for written in ("08:30", "noon"):
        await head.press("Give no more numbers", {"until": written})
        assert head.page.status == 409, written


async def test_case_85_a_visit_that_was_left_is_taken_over_or_ended(room: Room) -> None:
    first, second = await room.take(), await room.take()
    gone = await room.api()
    await gone.post("/counters/hall.k1/next")
    head = await room.clerk("chief")
    await head.open(HALL)
    await head.press(f"End the visit {first.label}")
    view = await room.view()
    assert (view.current, view.seat.state) == (None, "closed")
    assert [one.ticket.label for one in view.line] == [second.label]
    await gone.post("/counters/hall.k1/next")
    await head.open(HALL)
    await head.press(f"Take over {second.label}")
    assert head.page.url.endswith("hall.k1") and (await room.view()).staff == "The chief"


async def test_a_number_given_by_mistake_is_made_invalid(room: Room) -> None:
    taken = await room.take()
    head = await room.clerk("chief")
    await head.open(HALL)
    await head.press(f"{taken.label} is no longer valid")
    assert (await room.view()).line == ()


async def test_only_who_manages_may_close(room: Room) -> None:
    for role, status in (("clerk", 403), ("viewer", 403), ("registrar", 403), ("chief", 200)):
        browser = await room.clerk(role)
        await browser.open(HALL)
        form = browser.page.forms()[0]
        mark = dict(form.values)["_csrf"]
        headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
        answer = await browser.http.post(
            "/en/desk/queue/hall/close", data={"_csrf": mark}, headers=headers, follow_redirects=True
        )
        assert answer.status_code == status, role


async def test_the_tile_and_the_menu_of_the_desk(room: Room) -> None:
    await room.take()
    room.wait(5 * 60)
    desk = await room.clerk("clerk")
    await desk.open("/en/desk")
    assert "1 person is waiting" in desk.told and "the longest 5 min" in desk.told
    assert {"Counter", "Waiting room"} <= set(desk.page.links())
    await desk.open("/en/desk/queue")
    assert desk.page.status == 200
    reader = await room.clerk("reader")
    await reader.open("/en/desk")
    assert "is waiting" not in reader.told and "Counter" not in reader.page.links()
