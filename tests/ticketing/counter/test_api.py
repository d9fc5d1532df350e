"""A counter for programs: who may press what, what is answered, and what a repeated press does."""

from __future__ import annotations

from itertools import product

from litestar.routes import HTTPRoute

from tests.ticketing.counter.room import Room

K1 = "/counters/hall.k1"
DEEDS = ["open", "pause", "close", "next", "recall", "arrived", "finish", "no-show", "undo", "park", "transfer"]


async def test_a_visit_by_a_program(room: Room) -> None:
    taken = await room.take()
    desk = await room.api()
    called = await desk.post(f"{K1}/next")
    assert called.status_code == 200, called.text
    ticket = called.json()["ticket"]
    assert (ticket["number"], ticket["state"], ticket["counter"], ticket["priority"]) == (
        taken.label,
        "called",
        "hall.k1",
        False,
    )
    assert ticket["issued_at"] == "2026-11-24T09:00:00+01:00"
    for deed, state in (("recall", "called"), ("arrived", "serving"), ("finish", "done")):
        answer = await desk.post(f"{K1}/{deed}", json={})
        assert (answer.status_code, answer.json()["ticket"]["state"]) == (200, state), deed
    undone = (await desk.post(f"{K1}/undo")).json()["counter"]
    assert (undone["state"], undone["staff"], undone["ticket"]["number"]) == ("open", "The clerk", taken.label)


async def test_refusals_have_stable_codes(room: Room) -> None:
    desk = await room.api()
    for deed, code in (("recall", "queue.counter_closed"), ("next", "queue.empty")):
        answer = await desk.post(f"{K1}/{deed}")
        assert (answer.status_code, answer.json()["code"]) == (409, code), deed
        assert answer.headers["content-type"].startswith("application/problem+json")
    await desk.post(f"{K1}/open")
    refused = await desk.post(f"{K1}/finish")
    assert (refused.status_code, refused.json()["code"]) == (409, "queue.nobody_called")
    unknown = await desk.post(f"{K1}/take", json={"number": "Z999"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "queue.no_such_number")


async def test_a_key_calls_one_client_and_answers_the_same_again(room: Room) -> None:
    first, second = await room.take(), await room.take()
    desk = await room.api()
    answers = [await desk.post(f"{K1}/next", headers={"Idempotency-Key": "press-1"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json() and await room.at() == first.label
    reused = await desk.post(f"{K1}/finish", headers={"Idempotency-Key": "press-1"})
    assert (reused.status_code, reused.json()["code"]) == (422, "request.key_reused")
    await desk.post(f"{K1}/next", headers={"Idempotency-Key": "press-2"})
    assert await room.at() == second.label


async def test_a_refused_press_leaves_its_key_free(room: Room) -> None:
    desk = await room.api()
    assert (await desk.post(f"{K1}/next", headers={"Idempotency-Key": "one"})).status_code == 409
    taken = await room.take()
    again = await desk.post(f"{K1}/next", headers={"Idempotency-Key": "one"})
    assert again.json()["ticket"]["number"] == taken.label


async def test_park_takes_until_or_minutes_and_transfer_one_place(room: Room) -> None:
    taken = await room.take("passports")
    desk = await room.api()
    await desk.post(f"{K1}/next")
    both = await desk.post(f"{K1}/park", json={"until": "2026-11-24T09:30:00+01:00", "minutes": 5})
    assert (both.status_code, both.json()["errors"][0]["code"]) == (422, "request.one_time")
    parked = (await desk.post(f"{K1}/park", json={"until": "2026-11-24T09:30:00+01:00"})).json()["ticket"]
    assert (parked["state"], parked["not_before"]) == ("parked", "2026-11-24T09:30:00+01:00")
    await desk.post(f"{K1}/take", json={"number": taken.label})
    for body in ({}, {"counter": "hall.k2", "agenda": "cards"}, {"moon": "x"}, {"counter": 1}):
        assert (await desk.post(f"{K1}/transfer", json=body)).status_code == 422, body
    assert (await desk.post(f"{K1}/transfer")).status_code == 415
    sent = (await desk.post(f"{K1}/transfer", json={"office": "branch"})).json()["ticket"]
    assert (sent["state"], sent["number"]) == ("waiting", taken.label)
    assert [one.ticket.label for one in (await room.view("branch.b1")).line] == [taken.label]


async def test_serving_without_a_ticket_gives_a_number(room: Room) -> None:
    desk = await room.api()
    served = (await desk.post(f"{K1}/serve", json={"agenda": "cards"})).json()["ticket"]
    assert (served["state"], served["agenda"]) == ("serving", "cards")


async def test_sitting_down_instead_of_somebody(room: Room) -> None:
    taken = await room.take()
    gone, desk = await room.api(), await room.api("colleague")
    await gone.post(f"{K1}/next")
    refused = await desk.post(f"{K1}/open")
    assert (refused.status_code, refused.json()["code"]) == (409, "queue.somebody_else")
    assert refused.json()["facts"] == {"staff": "The clerk"}
    seated = (await desk.post(f"{K1}/open", json={"instead": True})).json()["counter"]
    assert (seated["staff"], seated["ticket"]["number"]) == ("The colleague", taken.label)


async def test_who_may_not_call_is_told_so(room: Room) -> None:
    refused = (
        (None, K1, 401),
        ("viewer", K1, 403),
        ("driver", K1, 404),
        ("clerk", "/counters/hall.car", 404),
        ("clerk", "/counters/hall.moon", 404),
    )
    for deed, (role, path, status) in product(DEEDS, refused):
        body = {"counter": "hall.k2"} if deed == "transfer" else {}
        answer = await (await room.api(role)).post(f"{path}/{deed}", json=body)
        assert answer.status_code == status, (role, path, deed)
        assert status != 404 or answer.json()["code"] == "queue.unknown"


async def test_the_queue_of_an_office(room: Room) -> None:
    card, car = await room.take(), await room.take("cars")
    desk = await room.api("clerk")
    room.wait(90)
    told = (await desk.get("/queue", params={"office": "hall"})).json()
    assert [(one["number"], one["waits"], one["waiting_before"]) for one in told["waiting"]] == [(card.label, 90, 0)]
    assert [one["id"] for one in told["counters"]] == ["hall.k1", "hall.k2"] and told["closed"] is False
    every = (await (await room.api("chief")).get("/queue", params={"office": "hall"})).json()
    assert {one["number"] for one in every["waiting"]} == {card.label, car.label}
    assert (await desk.get("/queue")).json()["office"] == "hall"


async def test_the_queue_is_for_staff_of_the_office(room: Room) -> None:
    for role, office, status in (
        (None, "hall", 401),
        ("reader", "hall", 403),
        ("driver", "branch", 404),
        ("clerk", "moon", 404),
        ("viewer", "branch", 200),
    ):
        answer = await (await room.api(role)).get("/queue", params={"office": office})
        assert answer.status_code == status, (role, office)


async def test_every_operation_is_described(room: Room) -> None:
    paths = (await (await room.api(None)).get("/openapi.json")).json()["paths"]
    served = {
        route.path_format
        for route in room.built.app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith(("/api/v1/counters", "/api/v1/queue"))
    }
    assert served <= set(paths) and len(served) == 14
    next_one = paths["/api/v1/counters/{counter}/next"]["post"]
    assert {"200", "401", "403", "404", "409", "422"} <= set(next_one["responses"])
    assert next_one["security"] == [{"bearer": []}]
    assert next_one["parameters"][0]["schema"]["enum"] == ["hall.k1", "hall.k2", "hall.car", "branch.b1"]
