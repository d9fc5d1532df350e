"""The public API: what can be booked, and the life of a booking by JSON."""

from __future__ import annotations

from typing import Any

import httpx

from civicore.people.principals import VISITOR
from tests.booking.staff.office import DAY, WHO, Office, wish

NINE = f"{DAY}T09:00:00+01:00"


async def made(api: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await api.post("/bookings", json=wish(**changes))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def token_of(office: Office, to: str = WHO["email"]) -> str:
    return (await office.link("/confirm/", to)).rpartition("/")[2]


async def test_agendas_tell_names_in_all_languages_and_what_the_form_asks(office: Office) -> None:
    api = await office.api()
    told = (await api.get("/agendas")).raise_for_status().json()
    assert told["languages"] == ["en", "cs", "uk", "bg"]
    cards, cars = told["agendas"]
    assert cards["name"]["cs"] == "Občanské průkazy" and cards["department"]["name"]["en"] == "Registry"
    assert [(one["id"], one["minutes"]) for one in cards["activities"]] == [("apply", 30), ("collect", 30)]
    assert cards["documents"][0]["en"] == "the old card" and cards["offices"][0]["address"] == "Square 1, Desk Town"
    asked = {one["name"]: one for one in cars["fields"]}
    assert asked["email"]["required"] and not asked["phone"]["required"]
    assert asked["first_name"]["label"]["cs"] == "Jméno"
    assert asked["plate"]["max_length"] == 10
    assert [one["value"] for one in asked["kind"]["choices"]] == ["car", "bike"]


async def test_availability_tells_days_slots_and_why_a_day_is_closed(office: Office) -> None:
    api = await office.api()
    asked = {"agenda": "cards", "activity": ["apply", "collect"], "from": "2026-11-25", "to": "2026-11-28"}
    told = (await api.get("/availability", params=asked)).raise_for_status().json()
    assert told["as_of"] == "2026-11-24T08:00:00+01:00" and told["office"] == "hall"
    assert [day["date"] for day in told["days"]] == ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"]
    assert told["days"][0]["slots"][0] == {"start": f"{DAY}T08:00:00+01:00", "free": 2}
    assert told["days"][0]["slots"][-1]["start"] == f"{DAY}T11:00:00+01:00"  # two errands take an hour
    assert [day["open"] for day in told["days"]] == [True, True, False, False]


async def test_availability_begins_today_and_ends_with_the_bookable_time(office: Office) -> None:
    api = await office.api()
    told = (await api.get("/availability", params={"agenda": "cards"})).json()
    assert (told["days"][0]["date"], told["days"][-1]["date"]) == ("2026-11-24", "2026-12-24")
    assert told["days"][-1] == {"date": "2026-12-24", "open": False, "reason": "Christmas Eve", "slots": []}
    far = {"agenda": "cards", "from": "0001-01-01", "to": "9999-12-31"}
    assert (await api.get("/availability", params=far)).json()["days"] == told["days"]
    none = {"agenda": "cards", "from": "2026-11-26", "to": "2026-11-25"}
    assert (await api.get("/availability", params=none)).json()["days"] == []


async def test_a_booking_is_held_confirmed_moved_and_cancelled(office: Office) -> None:
    api = await office.api()
    answer = await api.post("/bookings", json=wish())
    held = answer.json()
    assert answer.status_code == 201 and answer.headers["location"] == f"/api/v1/bookings/{held['id']}"
    assert (held["state"], held["hold_until"]) == ("held", "2026-11-24T08:15:00+01:00")
    assert (held["start"], held["office"], held["code"]) == (NINE, "hall", None)
    assert held["reference"] in (await office.letters())[0]["text"]

    known = (await api.get(f"/bookings/{held['id']}")).json()
    assert known == {"id": held["id"], "state": "held", "hold_until": held["hold_until"]}
    proof = {"token": await token_of(office)}
    confirmed = (await api.post("/bookings/confirm", json=proof)).json()
    assert (confirmed["state"], confirmed["already"]) == ("confirmed", False)
    assert any(confirmed["code"] in letter["text"] for letter in await office.letters())
    assert confirmed["check_in_from"] == f"{DAY}T08:45:00+01:00"
    assert (await api.post("/bookings/confirm", json=proof)).json()["already"] is True

    shown = (await api.get(f"/bookings/{proof['token']}")).json()
    assert shown["fields"] == WHO and shown["code_name"]["en"] == "PIN"
    moved = (await api.post("/bookings/reschedule", json={**proof, "start": f"{DAY}T10:00:00+01:00"})).json()
    assert moved["start"] == f"{DAY}T10:00:00+01:00"
    gone = (await api.post("/bookings/cancel", json=proof)).json()
    assert gone == {
        "id": held["id"],
        "state": "cancelled",
        "agenda": "cards",
        "office": "hall",
        "start": f"{DAY}T10:00:00+01:00",
    }


async def test_wrong_and_erased_tokens_are_answered_alike(office: Office) -> None:
    api = await office.api()
    await made(api)
    proof = {"token": await token_of(office)}
    await api.post("/bookings/confirm", json=proof)
    await api.post("/bookings/cancel", json=proof)
    told = []
    for token in (proof["token"], "A" * 43, "no token", "5f0c1a52-7f0d-4b53-9a53-0d9d6f0b7a11"):
        told.append(await api.get(f"/bookings/{token}"))
        told += [await api.post(f"/bookings/{act}", json={"token": token}) for act in ("confirm", "cancel")]
    assert {answer.status_code for answer in told} == {404}
    assert {answer.text for answer in told} == {told[0].text}
    assert told[0].json()["code"] == "booking.unknown"


async def test_a_code_with_the_name_stands_for_the_token_but_does_not_prove_the_address(office: Office) -> None:
    api = await office.api()
    held = await made(api)
    by_reference = {"code": held["reference"], "last_name": "novakova"}
    refused = await api.post("/bookings/confirm", json=by_reference)
    assert (refused.status_code, refused.json()["code"]) == (409, "booking.link_needed")
    await api.post("/bookings/confirm", json={"token": await token_of(office)})
    assert (await api.post("/bookings/confirm", json=by_reference)).json()["already"] is True
    wrong = await api.post("/bookings/cancel", json={"code": held["reference"], "last_name": "Nikdo"})
    assert wrong.status_code == 404
    assert (await api.post("/bookings/cancel", json=by_reference)).json()["state"] == "cancelled"


async def test_case_35_the_same_key_makes_one_booking_and_another_body_is_refused(office: Office) -> None:
    api = await office.api()
    key = {"Idempotency-Key": "form-1"}
    first, again = [await api.post("/bookings", json=wish(), headers=key) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and first.headers["location"] == again.headers["location"]
    other = await api.post("/bookings", json=wish(f"{DAY}T10:00:00+01:00"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "request.key_reused")
    assert await office.states() == ["held"]
    assert len(await office.letters()) == 1
    bad = await api.post("/bookings", json=wish(), headers={"Idempotency-Key": "a b"})
    assert bad.json()["errors"][0]["field"] == "Idempotency-Key"


IMPOSSIBLE = {
    "2026-11-25T09:10:00+01:00": "booking.no_such_time",
    "2026-11-24T07:30:00+01:00": "booking.too_soon",
    "2026-12-25T09:00:00+01:00": "booking.too_far_ahead",
    "2026-12-24T09:00:00+01:00": "booking.closed",
    "2026-11-28T09:00:00+01:00": "booking.no_such_time",
    "9999-12-31T23:59:59+01:00": "booking.too_far_ahead",
    "0001-01-01T00:00:00-23:59": "booking.too_soon",
}


async def test_a_time_that_cannot_be_had_is_a_conflict_that_says_why(office: Office) -> None:
    api = await office.api()
    told = {start: await api.post("/bookings", json=wish(start)) for start in IMPOSSIBLE}
    assert {start: answer.json()["code"] for start, answer in told.items()} == IMPOSSIBLE
    assert {answer.status_code for answer in told.values()} == {409}
    assert {answer.headers["content-type"] for answer in told.values()} == {"application/problem+json"}


async def test_a_taken_time_names_the_nearest_and_the_citizens_quota_sells_out(office: Office) -> None:
    api = await office.api()
    for number in range(2):
        await office.visit(NINE, f"n{number}@posta.example")
    taken = (await api.post("/bookings", json=wish())).json()
    assert (taken["status"], taken["code"], taken["facts"]) == (
        409,
        "booking.slot_taken",
        {"nearest": f"{DAY}T08:30:00+01:00"},
    )
    for number in range(2):
        mail = {**WHO, "email": f"w{number}@posta.example"}
        await made(api, start=f"{DAY}T10:00:00+01:00", fields=mail)
    full = (await api.post("/bookings", json=wish(f"{DAY}T11:00:00+01:00"))).json()
    assert (full["code"], full["facts"]["day"]) == ("booking.sold_out", DAY)


async def test_after_the_hold_has_run_out_the_link_is_gone(office: Office) -> None:
    api = await office.api()
    held = await made(api)
    proof = {"token": await token_of(office)}
    office.clock.freeze(office.clock.now().replace(hour=7, minute=15, second=1))
    late = await api.post("/bookings/confirm", json=proof)
    assert (late.status_code, late.json()["code"]) == (410, "booking.lapsed")
    assert (await api.get(f"/bookings/{held['id']}")).json()["state"] == "lapsed"


async def test_limits_of_a_person_say_when_to_try_again(office: Office) -> None:
    api = await office.api()
    await made(api)
    second = await api.post("/bookings", json=wish(f"{DAY}T10:00:00+01:00"))
    assert (second.status_code, second.json()["code"]) == (429, "booking.unconfirmed_waiting")
    assert int(second.headers["retry-after"]) > 0


async def test_a_suspension_stops_citizens_and_not_the_desk(office: Office) -> None:
    await office.built.runtime.transact(
        lambda unit: office.built.runtime.suspensions.switch("flood", True, VISITOR, unit, "")
    )
    office.built.runtime.suspensions.forget()
    refused = await (await office.api()).post("/bookings", json=wish())
    assert (refused.status_code, refused.json()["code"]) == (503, "booking.suspended")
    desk = await office.api("chief")
    assert (await desk.post("/bookings", json=wish())).status_code == 201


async def test_free_times_are_not_told_while_bookings_are_suspended(office: Office) -> None:
    await office.built.runtime.transact(
        lambda unit: office.built.runtime.suspensions.switch("flood", True, VISITOR, unit, "")
    )
    office.built.runtime.suspensions.forget()
    refused = await (await office.api()).get("/availability", params={"agenda": "cards"})
    assert (refused.status_code, refused.json()["code"]) == (503, "booking.suspended")


async def test_cancelling_and_moving_may_be_sent_twice_with_one_mark(office: Office) -> None:
    api = await office.api()
    await made(api)
    proof = {"token": await token_of(office)}
    (await api.post("/bookings/confirm", json=proof)).raise_for_status()
    wish_for = {**proof, "start": f"{DAY}T10:00:00+01:00"}
    mark = {"Idempotency-Key": "move-0001"}
    moved = [await api.post("/bookings/reschedule", json=wish_for, headers=mark) for _ in range(2)]
    assert [one.status_code for one in moved] == [200, 200]
    assert moved[0].json() == moved[1].json()
    other = {**wish_for, "start": f"{DAY}T11:00:00+01:00"}
    reused = await api.post("/bookings/reschedule", json=other, headers=mark)
    assert (reused.status_code, reused.json()["code"]) == (422, "request.key_reused")
    mark = {"Idempotency-Key": "cancel-001"}
    gone = [await api.post("/bookings/cancel", json=proof, headers=mark) for _ in range(2)]
    assert [one.status_code for one in gone] == [200, 200]
    assert gone[0].json() == gone[1].json()
    assert (await api.post("/bookings/cancel", json=proof)).status_code == 404
