"""The counter's page as a browser without script uses it: every deed is a form."""

from __future__ import annotations

from tests.ticketing.counter.room import Browser, Room

K1 = "/en/desk/counter/hall.k1"


async def seated(room: Room, role: str = "clerk", counter: str = "hall.k1") -> Browser:
    """Somebody of this role who has opened a counter."""
    desk = await room.clerk(role)
    await desk.open(f"/en/desk/counter/{counter}")
    await desk.press("Open the counter")
    assert desk.page.status == 200
    return desk


async def press(room: Room, desk: Browser, words: str, answers: dict[str, str] | None = None) -> None:
    """Press the button with these words, or the one that begins so, a while after the last press."""
    room.wait(3)
    known = [name for form in desk.page.forms() for name in form.buttons]
    await desk.press(words if words in known else next(one for one in known if one.startswith(words)), answers)


async def test_choosing_shows_the_counters_of_ones_departments_and_who_sits_there(room: Room) -> None:
    await seated(room, "clerk")
    desk = await room.clerk("colleague")
    await desk.open("/en/desk/counter")
    assert "Cabin 1 The clerk" in desk.told and "Cabin 2 closed" in desk.told and "Branch" in desk.told
    assert not any("hall.car" in link for link in desk.page.links().values())
    await desk.follow("Cabin 2")
    assert desk.page.url.endswith("hall.k2")


async def test_a_visit_from_the_call_to_its_end(room: Room) -> None:
    first, second = await room.take(), await room.take("passports")
    desk = await seated(room)
    assert "2 people are waiting" in desk.told
    await press(room, desk, "Call next")
    assert desk.page.title.startswith(f"{first.label} – Cabin 1") and "called" in desk.told
    assert "came at 09:00" in desk.told and "Identity cards" in desk.told
    await press(room, desk, "Call again")
    assert "2 calls" in desk.told
    await press(room, desk, "Has come")
    room.wait(4 * 60)
    await desk.open(K1)
    assert "being served 4 min" in desk.told
    await press(room, desk, "Finish")
    assert "Nobody is at the counter" in desk.told
    await press(room, desk, "Call next")
    assert await room.at() == second.label


async def test_next_when_nobody_waits_says_so_and_changes_nothing(room: Room) -> None:
    taken = await room.take()
    desk = await seated(room)
    await press(room, desk, "Call next")
    await press(room, desk, "Call next")
    assert (desk.page.status, await room.at()) == (409, taken.label)
    assert "Nobody waits whom this counter may call" in desk.told and desk.page.title.startswith("Error:")


async def test_the_line_says_who_waits_how_long_and_since_when(room: Room) -> None:
    taken = await room.take()
    room.wait(17 * 60)
    desk = await room.clerk()
    await desk.open(K1)
    assert f"{taken.label} Identity cards 17 min since 09:00" in desk.told


async def test_set_aside_until_a_time_and_sent_on(room: Room) -> None:
    taken = await room.take()
    desk = await seated(room)
    await press(room, desk, "Call next")
    await press(room, desk, "Set aside", {"until": "09:30"})
    assert "Not called in turn" in desk.told and "until 09:30" in desk.told
    await press(room, desk, f"Call {taken.label}")
    assert await room.at() == taken.label
    colleague = await room.api("colleague")
    assert (await colleague.post("/counters/hall.k2/open")).is_success
    await press(room, desk, "Send on", {"to": "counter:hall.k2"})
    assert await room.at() is None
    assert [one.ticket.counter for one in (await room.view("hall.k2")).line] == ["hall.k2"]


async def test_a_time_that_is_over_is_refused(room: Room) -> None:
    await room.take()
    desk = await seated(room)
    await press(room, desk, "Call next")
    for written in ("08:00", "25:99", "soon"):
        await press(room, desk, "Set aside", {"until": written})
        assert desk.page.status == 409, written
    assert await room.at() is not None


async def test_one_by_number_and_one_without_a_ticket(room: Room) -> None:
    await room.take()
    second = await room.take()
    desk = await seated(room)
    await press(room, desk, "Call", {"label": second.label.lower()})
    assert await room.at() == second.label
    await press(room, desk, "Finish")
    await press(room, desk, "Serve", {"agenda": "passports"})
    current = (await room.view()).current
    assert current is not None and (current.agenda, current.state) == ("passports", "serving")


async def test_undo_puts_the_client_back_where_they_were_for_ten_seconds(room: Room) -> None:
    first = await room.take()
    await room.take()
    desk = await seated(room)
    await press(room, desk, "Call next")
    await press(room, desk, "Take back")
    view = await room.view()
    assert view.current is None and view.line[0].ticket.label == first.label
    await press(room, desk, "Call next")
    room.wait(11)
    await desk.open(K1)
    assert "Take back:" not in desk.told and await room.at() == first.label


async def test_two_presses_of_next_within_two_seconds_call_one_client(room: Room) -> None:
    first, second = await room.take(), await room.take()
    desk = await seated(room)
    form = desk.page.form("Call next")
    for _ in range(2):
        await desk.send(form, {}, "Call next")
    assert await room.at() == first.label
    room.wait(1)
    await desk.open(K1)
    await desk.press("Call next")
    assert await room.at() == first.label
    room.wait(3)
    await desk.send(form, {}, "Call next")
    assert await room.at() == first.label
    await press(room, desk, "Call next")
    assert await room.at() == second.label


async def test_a_page_that_is_behind_does_not_hit_the_next_client(room: Room) -> None:
    await room.take()
    second = await room.take()
    desk = await seated(room)
    await press(room, desk, "Call next")
    behind = desk.page.form("Finish")
    await press(room, desk, "Call next")
    assert await room.at() == second.label
    await desk.send(behind, {}, "Finish")
    assert (desk.page.status, await room.at()) == (409, second.label)


async def test_a_break_and_closing(room: Room) -> None:
    await room.take()
    desk = await seated(room)
    await press(room, desk, "Break")
    assert (await room.view()).paused
    await press(room, desk, "Go on")
    assert (await room.view()).open
    await press(room, desk, "Close the counter")
    assert "The counter is closed" in desk.told


async def test_case_85_a_visit_that_somebody_left_is_seen_and_taken_over(room: Room) -> None:
    taken = await room.take()
    gone = await seated(room, "clerk")
    await press(room, gone, "Call next")
    other = await room.clerk("colleague")
    await other.open(K1)
    assert "The clerk sits here" in other.told and taken.label in other.told
    await other.press("Sit down instead")
    assert await room.at() == taken.label and (await room.view()).staff == "The colleague"
    await press(room, gone, "Finish")
    assert (gone.page.status, await room.at()) == (409, taken.label)


async def test_others_see_an_alarm_and_somebody_comes(room: Room) -> None:
    desk, other = await seated(room), await seated(room, "colleague", "hall.k2")
    await press(room, desk, "Call for help")
    assert "Nobody has answered yet" in desk.told
    await other.open("/en/desk/counter/hall.k2")
    assert "Cabin 1: Come and help." in other.told
    await other.press("I am coming")
    assert "The colleague is on the way" in other.told
    await desk.open(K1)
    assert "The colleague is on the way" in desk.told
    await desk.press("The danger is over")
    await other.open("/en/desk/counter/hall.k2")
    assert "Come and help" not in other.told


async def test_the_other_counters_are_seen(room: Room) -> None:
    taken = await room.take()
    other = await seated(room, "colleague", "hall.k2")
    await press(room, other, "Call next")
    desk = await seated(room)
    assert "Cabin 2 The colleague" in desk.told and taken.label in desk.told


async def test_counters_of_other_departments_are_not_there(room: Room) -> None:
    desk = await room.clerk("clerk")
    for path in ("hall.car", "hall.moon", "moon.k1", "k1"):
        assert (await desk.open(f"/en/desk/counter/{path}")).status == 404, path
    assert (await (await room.clerk("reader")).open("/en/desk/counter")).status == 403
    assert (await (await room.clerk("viewer")).open(K1)).status == 403
