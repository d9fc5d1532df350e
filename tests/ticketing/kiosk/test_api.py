"""The API of ticket printers that are no browser."""

from __future__ import annotations

import pytest

from tests.ticketing.kiosk.house import DAY, House

PRINTER = "/api/v1/devices/town_hall.printer"


async def test_a_code_is_signed_in_and_again_is_the_same_ticket(trutnov: House) -> None:
    code = trutnov.code(await trutnov.book())
    program = await trutnov.program()
    first, again = [await program.post(f"{PRINTER}/check-in", json={"code": code}) for _ in range(2)]
    assert first.status_code == again.status_code == 200, first.text
    ticket = first.json()["ticket"]
    assert ticket["priority"] is True and ticket["waiting_before"] == 0 and ticket["agenda"] == "id_cards"
    assert ticket["issued_at"] == f"{DAY}T07:45:00+01:00"
    assert again.json() == {"ticket": ticket, "repeated": True}


@pytest.mark.parametrize(
    ("at", "status", "code"),
    [("07:44:59", 409, "booking.too_early"), ("08:15:01", 410, "booking.expired")],
)
async def test_refusals_have_stable_codes_and_the_city_s_words(trutnov: House, at: str, status: int, code: str) -> None:
    typed = trutnov.code(await trutnov.book())
    trutnov.set(at)
    program = await trutnov.program()
    answer = await program.post(f"{PRINTER}/check-in", json={"code": typed}, headers={"Accept-Language": "cs"})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    words = {"booking.too_early": "NEPLATNÝ KÓD", "booking.expired": "Vaše objednání již vypršelo."}
    assert body["facts"]["answer"].startswith(words[code])
    unknown = (await program.post(f"{PRINTER}/check-in", json={"code": "00000"})).json()
    assert unknown["code"] == "booking.unknown_code"


async def test_a_ticket_for_somebody_without_a_booking(trutnov: House) -> None:
    trutnov.set("09:00:00")
    program = await trutnov.program()
    key = {"Idempotency-Key": "press-1"}
    first, again = [await program.post(f"{PRINTER}/tickets", json={"agenda": "passports"}, headers=key) for _ in "ab"]
    assert first.status_code == 201 and first.json() == again.json()
    assert first.json()["ticket"]["priority"] is False
    other = await program.post(f"{PRINTER}/tickets", json={"agenda": "id_cards"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "request.key_reused")


async def test_case_60_the_last_ticket_is_given_once_and_the_next_is_told_so(big: House) -> None:
    big.set("09:00:00")
    program = await big.program("hall.lift")
    path = "/api/v1/devices/hall.lift/tickets"
    first, second = [await program.post(path, json={"agenda": "drivers"}) for _ in range(2)]
    assert first.status_code == 201
    assert (second.status_code, second.json()["code"]) == (409, "queue.sold_out")


async def test_only_what_the_device_offers_and_only_by_the_device_itself(kostelec: House) -> None:
    kostelec.set("09:00:00")
    hall = await kostelec.program("town_hall.printer_hall")
    path = "/api/v1/devices/town_hall.printer_hall/tickets"
    wrong = await hall.post(path, json={"agenda": "vehicles"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "agenda")
    assert (await hall.post(path, json={"agenda": "cash", "name": "Jana"})).status_code == 422
    assert (await hall.post(path.replace("hall/", "lift/"), json={"agenda": "vehicles"})).status_code == 404
    assert (await kostelec.browser().post(path, json={"agenda": "cash"})).status_code == 401


async def test_case_84_a_lease_is_handed_in_once(big: House) -> None:
    big.set("09:00:00")
    program, base = await big.program("hall.kiosk"), "/api/v1/devices/hall.kiosk"
    told = (await program.post(f"{base}/lease")).json()
    lease = next(one for one in told["leases"] if "births" in one["agendas"])
    assert lease["last"] - lease["first"] == 2 and told["now"].startswith(f"{DAY}T09:00:00")
    entry = {"key": "entry-0001", "agenda": "births", "number": lease["first"], "at": f"{DAY}T08:59:00+01:00"}
    answers = [(await program.post(f"{base}/journal", json={"entries": [entry]})).json() for _ in range(2)]
    assert [one["results"][0]["repeated"] for one in answers] == [False, True]
    assert answers[0]["results"][0]["number"] == answers[1]["results"][0]["number"]
    assert len((await big.queues.queue("hall")).line) == 1
    stolen = {**entry, "key": "entry-0002", "number": 1}
    refused = (await program.post(f"{base}/journal", json={"entries": [stolen]})).json()
    assert refused["results"][0]["code"] == "queue.not_leased" and refused["results"][0]["ticket"] is None


async def test_the_operations_are_described(trutnov: House) -> None:
    told = (await trutnov.browser().get("/api/v1/openapi.json")).json()
    paths = {path for path in told["paths"] if "/devices/" in path}
    assert {path.rpartition("/")[2] for path in paths} == {"check-in", "tickets", "lease", "journal"}
    check_in = next(told["paths"][path]["post"] for path in paths if path.endswith("check-in"))
    assert check_in["security"] and {"200", "404", "409", "410", "429"} <= set(check_in["responses"])
