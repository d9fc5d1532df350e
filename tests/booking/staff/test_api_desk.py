"""The desk's part of the API: who may see and do what, and what it leaves in the audit log."""

from __future__ import annotations

from datetime import timedelta

from tests.booking.staff.office import DAY, Office, wish

NINE = f"{DAY}T09:00:00+01:00"


async def test_a_desk_token_books_at_once_and_beyond_the_quota(office: Office) -> None:
    desk = await office.api("registrar")
    for number in range(3):
        fields = {"first_name": "Petr", "last_name": "Starý"}
        answer = await desk.post("/bookings", json=wish(f"{DAY}T{9 + number:02}:00:00+01:00", fields=fields))
        body = answer.json()
        assert (answer.status_code, body["state"], body["hold_until"]) == (201, "confirmed", None), body
        assert body["code"].isdigit() and body["reference"]
    assert len(await office.audit("booking.made")) == 3


async def test_lists_shorten_names_and_leave_contacts_out(office: Office) -> None:
    booking = await office.visit()
    desk = await office.api("viewer")
    listed = (await desk.get("/desk/bookings", params={"day": DAY})).json()["bookings"]
    assert [(one["id"], one["name"], one["start"]) for one in listed] == [(str(booking.id), "Starý P.", NINE)]
    assert set(listed[0]) & {"email", "phone", "fields", "code", "reference"} == set()
    assert await office.audit("booking.opened") == []


async def test_a_search_finds_by_name_code_reference_mail_and_time(office: Office) -> None:
    booking = await office.visit("2026-11-24T09:00:00+01:00")
    desk = await office.api("viewer")
    code, reference = office.bookings.code(booking), office.bookings.reference(booking)
    for words in ("stary", "STARÝ petr", code, reference.lower(), "petr@posta", "9:00"):
        found = (await desk.get("/desk/bookings", params={"q": words})).json()["bookings"]
        assert [one["id"] for one in found] == [str(booking.id)], words
    assert (await desk.get("/desk/bookings", params={"q": "nikdo"})).json()["bookings"] == []
    assert {subject for _, subject in await office.audit("booking.searched")} == {"bookings"}


async def test_opening_a_booking_tells_all_and_leaves_a_line(office: Office) -> None:
    booking = await office.visit()
    desk = await office.api("viewer")
    opened = (await desk.get(f"/desk/bookings/{booking.id}")).json()
    assert opened["fields"]["email"] == "petr@posta.example"
    assert await office.audit("booking.opened") == [("booking.opened", booking.about)]


async def test_bookings_of_other_departments_are_not_there(office: Office) -> None:
    car = await office.book_car()
    desk = await office.api("registrar")
    assert (await desk.get("/desk/bookings", params={"day": DAY})).json()["bookings"] == []
    refused = [
        await desk.get(f"/desk/bookings/{car}"),
        await desk.post(f"/desk/bookings/{car}/cancel", json={"reason": "x"}),
        await desk.get("/desk/bookings/5f0c1a52-7f0d-4b53-9a53-0d9d6f0b7a11"),
    ]
    assert {(one.status_code, one.json()["code"]) for one in refused} == {(404, "booking.unknown")}
    assert (await desk.post("/bookings", json=wish(agenda="cars"))).status_code in (403, 422)
    whole_office = {"day": DAY, "reason": "Training"}
    assert (await desk.post("/desk/closures", json=whole_office)).status_code == 403
    assert await office.states() == ["confirmed"]
    assert await office.audit("booking.opened") == []


async def test_rights_are_asked_for_one_by_one(office: Office) -> None:
    booking = await office.visit()
    citizen, viewer = await office.api(), await office.api("viewer")
    assert (await citizen.get("/desk/bookings")).status_code == 401
    assert (await citizen.get("/desk/bookings")).headers["www-authenticate"] == "Bearer"
    asked = [
        await viewer.post("/bookings", json=wish()),
        await viewer.post(f"/desk/bookings/{booking.id}/cancel", json={"reason": "x"}),
        await viewer.post("/desk/closures", json={"day": DAY, "reason": "x"}),
    ]
    assert {one.status_code for one in asked} == {403}, [one.text for one in asked]


async def test_staff_cancel_with_a_reason_that_the_holder_reads(office: Office) -> None:
    booking = await office.visit()
    desk = await office.api("registrar")
    gone = await desk.post(f"/desk/bookings/{booking.id}/cancel", json={"reason": "The boiler burst."})
    assert gone.json()["state"] == "cancelled"
    told = [one for one in await office.letters("petr@posta.example") if "The boiler burst." in one["text"]]
    assert len(told) == 1
    again = await desk.post(f"/desk/bookings/{booking.id}/cancel", json={"reason": "Again."})
    assert again.status_code == 404


async def test_case_43_a_closure_decides_about_each_booking_and_a_repeat_does_nothing(office: Office) -> None:
    hit = [await office.visit(NINE, f"n{number}@posta.example") for number in range(2)]
    other = await office.visit(f"{DAY}T11:00:00+01:00", "later@posta.example")
    desk = await office.api("chief")
    body = {"day": DAY, "from": "08:00", "to": "10:00", "reason": "Training", "bookings": "rebook"}
    key = {"Idempotency-Key": "closure-1"}
    first, again = [await desk.post("/desk/closures", json=body, headers=key) for _ in range(2)]
    assert first.status_code == 201 and first.json() == again.json()
    outcome = {one["id"]: (one["outcome"], one["new_start"]) for one in first.json()["bookings"]}
    assert outcome == {str(one.id): ("moved", f"{DAY}T10:00:00+01:00") for one in hit}
    assert len(await office.bookings.closures("hall", other.day, other.day)) == 1
    for number in range(2):
        changed = [one for one in await office.letters(f"n{number}@posta.example") if "Training" in one["text"]]
        assert len(changed) == 1
    another = await desk.post("/desk/closures", json={**body, "reason": "Else"}, headers=key)
    assert (another.status_code, another.json()["code"]) == (422, "request.key_reused")


async def test_a_clerk_closes_the_counters_of_the_own_department(office: Office) -> None:
    await office.visit(NINE, "first@posta.example")
    office.clock.advance(timedelta(seconds=1))
    later = await office.visit(NINE, "later@posta.example")
    desk = await office.api("registrar")
    body = {"counters": ["hall.k1"], "day": DAY, "reason": "Illness"}
    closed = (await desk.post("/desk/closures", json=body)).json()
    assert len(closed["ids"]) == 1
    assert [(one["id"], one["outcome"]) for one in closed["bookings"]] == [(str(later.id), "undecided")]
    assert (await desk.post("/desk/closures", json={**body, "counters": ["car"]})).status_code == 403
    wrong = (await desk.post("/desk/closures", json={**body, "counters": ["moon"], "from": "10:00"})).json()
    assert [one["field"] for one in wrong["errors"]] == ["counters", "to"]
