"""One case at the desk: everything about it, and its deeds by forms without script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from civicore_signals.case import Case, Place

from tests.booking.pages.citizen import Citizen
from tests.signals.desk.house import NE, House, at


async def opened(house: House, role: str = "manager", **changes: Any) -> tuple[Citizen, Case]:
    """A new case, and somebody looking at it."""
    case = await house.filed(**changes)
    clerk = await house.clerk(role)
    await clerk.open(at(case))
    assert clerk.page.status == 200, clerk.told
    return clerk, case


async def test_a_case_tells_what_when_why_and_who(house: House) -> None:
    clerk, case = await opened(house)
    for words in (case.number or "-", "A hole as deep as a knee.", "Jana Nová", "Main street 1", "Registered", "Roads"):
        assert words in clerk.told, words
    assert "Promise for holes" in clerk.told and "begins, this day does not count" in clerk.told
    assert "This type of case belongs to this unit." in clerk.told
    assert clerk.answer.headers["cache-control"] == "no-store"


async def test_contacts_are_for_those_who_may_see_them(house: House) -> None:
    clerk, case = await opened(house, "editor")
    assert "Jana" not in clerk.page.source and "+420" not in clerk.page.source
    assert "Your role does not show who sent it." in clerk.told
    assert "What to do" not in clerk.told, "an editor works on no case"
    for path in ("/do/note", "/to/in_work", "/do/extend"):
        assert (await clerk.open(at(case, path))).status in (403, 404), path


async def test_signal_case_14_a_clerk_of_another_unit_sees_the_move_and_no_contacts(house: House) -> None:
    clerk, case = await opened(house, "clerk")
    assert "Jana Nová" in clerk.told
    boss = await house.clerk()
    await boss.open(at(case, "/do/unit"))
    await boss.press("Assign", {"unit": "north", "reason": "It is their street."})
    left = await clerk.open(at(case))
    assert "Assigned: Northern district" in clerk.told
    assert "Jana" not in left.source and "+420" not in left.source and "What to do" not in clerk.told
    assert (await clerk.open(at(case, "/do/note"))).status == 403
    await boss.open(at(case))
    for words in ("Assigned: Northern district", "It is their street.", "Jana Nová"):
        assert words in boss.told, words


async def test_a_case_of_another_unit_is_not_there(house: House) -> None:
    case = await house.filed(category="lighting", answers={"wire": "none"})
    clerk = await house.clerk("clerk")
    for path in ("", "/do/note", "/to/in_work", "/files/00000000-0000-4000-8000-000000000000"):
        assert (await clerk.open(at(case, path))).status == 404, path
    assert (await clerk.open(at(case, "/publish"))).status == 403


async def test_a_status_is_given_with_a_text_that_was_looked_at_first(house: House) -> None:
    clerk, case = await opened(house)
    await clerk.press("In work")
    assert "The case has its new status." in clerk.told
    await clerk.open(at(case, "/to/solved"))
    await clerk.press("Change the status", {"text": ""})
    assert clerk.page.status == 422 and clerk.page.title.startswith("Error")
    await clerk.open(at(case, "/to/solved?template=thanks"))
    assert "Děkujeme, je to napraveno." in clerk.page.source, "in the language of the sender"
    await clerk.press("Look at the message first", {"outcome": "solved"})
    assert "This is what the sender will read" in clerk.told and "Čeština" in clerk.told
    assert (await house.now(case)).status == "in_work", "nothing was done yet"
    await clerk.press("Change the status", {"outcome": "solved"})
    done = await house.now(case)
    assert (done.status, done.outcome) == ("solved", "solved")
    assert any("napraveno" in letter["text"] for letter in await house.letters())


async def test_signal_case_35_passed_on_needs_the_body_and_no_move_is_offered_that_is_not_declared(
    house: House,
) -> None:
    clerk, case = await opened(house)
    assert "Left aside" not in clerk.told
    await clerk.open(at(case, "/to/left_aside"))
    assert clerk.page.status == 404
    await clerk.open(at(case, "/to/passed_on"))
    await clerk.press("Change the status", {"text": "Not ours."})
    assert clerk.page.status == 422 and 'href="#body"' in clerk.page.source
    await clerk.press("Change the status", {"body": "Ministry of Roads"})
    assert (await house.now(case)).body == "Ministry of Roads"


async def test_signal_case_32_who_was_slower_sees_what_changed_and_keeps_what_was_typed(house: House) -> None:
    slow, case = await opened(house)
    await slow.open(at(case, "/to/solved"))
    quick = await house.clerk("admin")
    await quick.open(at(case, "/do/unit"))
    await quick.press("Assign", {"unit": "north", "reason": "Theirs."})
    await slow.press("Change the status", {"outcome": "solved", "text": "We have filled it."})
    assert slow.page.status == 409 and "A colleague was faster" in slow.told
    assert "Theirs." in slow.told and "The admin" in slow.told and "Northern district" in slow.told
    assert "We have filled it." in slow.page.source and (await house.now(case)).status == "registered"
    await slow.press("Change the status")
    assert (await house.now(case)).status == "solved"


async def test_notes_stand_apart_from_what_the_public_reads(house: House) -> None:
    clerk, case = await opened(house)
    await clerk.press("Write down", {"text": "The caller is angry."})
    assert "Only the office sees it." in clerk.told
    await clerk.open(at(case, "/do/update"))
    await clerk.press("Make public", {"text": "We come on Tuesday."})
    assert "Internal note office only" in clerk.told and "Public news" in clerk.told
    public = await house.stranger().open(f"/en/signals/no/{case.number}")
    assert "We come on Tuesday." in public.text and "angry" not in public.source


async def test_somebody_takes_it_and_gives_it_back(house: House) -> None:
    clerk, case = await opened(house)
    await clerk.press("I take it")
    assert "Works on it: The manager" in clerk.told
    assert (await house.now(case)).clerk == house.staff["manager"]
    await clerk.open(at(case, "/do/person"))
    await clerk.press("Assign", {"clerk": ""})
    assert (await house.now(case)).clerk is None


async def test_the_sender_is_asked_and_the_clock_stands_still(house: House) -> None:
    clerk, case = await opened(house, kind="signal", category="lighting", answers={"wire": "none"})
    await clerk.open(at(case, "/do/ask"))
    await clerk.press("Send the question", {"text": "Which lamp is it?"})
    assert "The question is on its way" in clerk.told and "clock stands still" in clerk.told
    assert any("Which lamp is it?" in letter["text"] for letter in await house.letters())


async def test_a_deadline_is_extended_within_the_law(house: House) -> None:
    account: dict[str, Any] = {"kind": "foi", "category": "information", "topic": "Contracts", "place": None}
    sender = house.sender(account=UUID(int=77))
    clerk, case = await opened(house, **account, sender=sender)
    await clerk.open(at(case, "/do/extend"))
    assert "Act 106/1999" in clerk.told
    await clerk.press("Extend", {"length": "10d", "reason": "Many contracts."})
    assert "extended by 10 days" in clerk.told and (await house.now(case)).clock.times_extended == 1
    await clerk.open(at(case, "/do/extend"))
    await clerk.press("Extend", {"length": "1d", "reason": "More."})
    assert clerk.page.status == 409 and (await house.now(case)).clock.times_extended == 1


async def test_links_are_withdrawn(house: House) -> None:
    clerk, case = await opened(house)
    await clerk.open(at(case, "/do/revoke"))
    await clerk.press("Withdraw the links")
    assert "open nothing any more" in clerk.told
    assert "signals.links_revoked" in await house.audit(f"signals:{case.id}")


async def test_signal_case_25_another_place_and_another_category_are_routed_anew(house: House) -> None:
    clerk, case = await opened(house)
    await clerk.open(at(case, "/place"))
    await clerk.press("Change the place", {"lat": str(NE[0]), "lon": str(NE[1]), "address": "North street"})
    moved = await house.now(case)
    assert (moved.unit, moved.place and moved.place.area) == ("north", "ne"), clerk.told
    await clerk.open(at(case, "/do/category"))
    await clerk.press("Change", {"category": "roads.cycling"})
    assert (await house.now(case)).category == "roads.cycling" and "Roads" in clerk.told


async def test_two_cases_become_one_and_two_again(house: House) -> None:
    first = await house.filed()
    clerk, case = await opened(house, text="The same hole again.")
    await clerk.open(at(case, "/merge"))
    await clerk.press("Search", {"number": "nothing"})
    assert clerk.page.status in (404, 409, 422)
    await clerk.open(at(case, "/merge"))
    await clerk.press("Search", {"number": (first.number or "").lower()})
    assert "This case stays" in clerk.told and "The same hole again." in clerk.told
    await clerk.press("Merge")
    assert clerk.page.url.endswith(f"{first.id}?done=merged") and "Merged into this one" in clerk.told
    assert (await house.now(case)).merged_into == first.id
    await clerk.open(at(case, "/do/unmerge"))
    await clerk.press("Undo the merge")
    assert (await house.now(case)).merged_into is None


async def test_a_case_with_two_things_becomes_two(house: House) -> None:
    clerk, case = await opened(house, text="A hole, and the lamp is dark.")
    await clerk.open(at(case, "/split"))
    page = clerk.page
    form = page.form("Split")
    pairs = [(name, value) for name, value in form.values if name not in ("category", "text", "unit")]
    for category, text in (("roads.cycling", "The hole."), ("services", "")):
        pairs += [("category", category), ("text", text), ("unit", "")]
    await clerk._send("POST", page.url, pairs)
    assert clerk.page.status == 422 and "The hole." in clerk.page.source, "a part without words is none"
    pairs[-2] = ("text", "The lamp.")
    pairs[-3] = ("category", "roads.cycling")
    await clerk._send("POST", page.url, pairs)
    assert "Parts of this one" in clerk.told, clerk.told


async def test_withdrawing_a_case_from_the_public_and_showing_it_again(house: House) -> None:
    clerk, case = await opened(house)
    await clerk.open(at(case, "/do/hide"))
    await clerk.press("Take away", {"reason": "A name stands in it."})
    assert "The public does not see this case." in clerk.told
    assert (await house.stranger().open(f"/en/signals/no/{case.number}")).status == 404
    await clerk.open(at(case, "/do/show"))
    await clerk.press("Show again")
    assert (await house.stranger().open(f"/en/signals/no/{case.number}")).status == 200


async def test_a_place_elsewhere_is_explained(house: House) -> None:
    clerk, _ = await opened(house, place=Place((50.0, 14.0), "The crossing"))
    assert "The place lies on a border" in clerk.told
