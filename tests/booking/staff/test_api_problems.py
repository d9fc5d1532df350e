"""Every refusal of the API is problem details: a stable code, the right status, a sentence in the caller's language."""

from __future__ import annotations

import json
from typing import Any

from tests.booking.staff.office import Office, wish


def errors(body: dict[str, Any]) -> dict[str, str]:
    return {one["field"]: one["code"] for one in body["errors"]}


async def test_a_problem_says_what_is_wrong_in_the_language_asked_for(office: Office) -> None:
    api = await office.api()
    told = {}
    for language in ("en", "cs", "uk", "bg"):
        answer = await api.post("/bookings/confirm", json={"token": "x"}, headers={"Accept-Language": language})
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        told[language] = answer.json()
    assert {one["code"] for one in told.values()} == {"booking.unknown"}
    assert {one["type"] for one in told.values()} == {"urn:civicore:problem:booking.unknown"}
    assert len({one["detail"] for one in told.values()}) == 4
    assert told["en"]["status"] == 404


UNREADABLE = [
    ("{", "application/json", 400, "request.not_json"),
    ('{"token": "a", "token": "b"}', "application/json", 400, "request.not_json"),
    ('{"token": NaN}', "application/json", 400, "request.not_json"),
    ('{"token": "\\ud800"}', "application/json", 400, "request.not_json"),
    ("[" * 100_000, "application/json", 400, "request.not_json"),
    ("token=a", "application/x-www-form-urlencoded", 415, "request.media_type"),
    ("{}", "", 415, "request.media_type"),
    ("[]", "application/json", 422, "request.unprocessable"),
    ('{"token": ""}', "application/json", 422, "request.unprocessable"),
    ('{"token": "\\u0000"}', "application/json", 422, "request.unprocessable"),
    ('{"code": "A1"}', "application/json", 422, "request.unprocessable"),
    ('{"token": "a", "code": "A1"}', "application/json", 422, "request.unprocessable"),
]


async def test_a_body_that_cannot_be_read_is_told_from_one_that_is_wrong(office: Office) -> None:
    api = await office.api()
    for content, kind, status, code in UNREADABLE:
        headers = {"Content-Type": kind} if kind else {}
        answer = await api.post("/bookings/confirm", content=content.encode(), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code), content[:60]


async def test_unknown_members_are_refused_not_ignored(office: Office) -> None:
    api = await office.api()
    body = wish(status="confirmed", priority=1)
    told = (await api.post("/bookings", json=body)).json()
    assert errors(told) == {"status": "field.unknown", "priority": "field.unknown"}
    body = wish()
    body["fields"]["role"] = "admin"
    assert errors((await api.post("/bookings", json=body)).json()) == {"fields.role": "field.unknown"}
    assert await office.states() == []


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"agenda": "moon"}, {"agenda": "field.not_offered"}),
    ({"activity": "dance"}, {"activity": "field.not_offered"}),
    ({"office": "moon"}, {"office": "field.not_offered"}),
    ({"language": "xx"}, {"language": "field.not_offered"}),
    ({"people": 0}, {"people": "field.too_low"}),
    ({"people": "2"}, {"people": "field.wrong"}),
    ({"start": "2026-11-25T09:00:00"}, {"start": "field.instant"}),
    ({"start": "tomorrow"}, {"start": "field.instant"}),
    ({"start": 1795680000}, {"start": "field.instant"}),
    ({"fields": {}}, {f"fields.{name}": "field.missing" for name in ("first_name", "last_name", "email")}),
    ({"fields": {"first_name": 5, "last_name": "N", "email": "a@b.cz"}}, {"fields.first_name": "field.wrong"}),
    (
        {"fields": {"first_name": "x" * 81, "last_name": "N", "email": "no"}},
        {"fields.first_name": "field.too_long", "fields.email": "field.email"},
    ),
]


async def test_each_wrong_member_is_named(office: Office) -> None:
    api = await office.api()
    for changes, wrong in WRONG:
        answer = await api.post("/bookings", json=wish(**changes))
        assert (answer.status_code, errors(answer.json())) == (422, wrong)
        assert all(one["detail"] for one in answer.json()["errors"])
    assert await office.states() == []


async def test_parameters_given_twice_or_unknown_are_refused(office: Office) -> None:
    api = await office.api()
    told = (await api.get("/availability?agenda=cards&agenda=cars&when=now&people=two&from=24.11.2026")).json()
    assert errors(told) == {"agenda": "field.repeated"}
    told = (await api.get("/availability?agenda=cards&when=now&people=two&from=24.11.2026")).json()
    assert errors(told) == {"when": "field.unknown", "people": "field.wrong", "from": "field.date"}
    assert (await api.get("/availability")).json()["errors"][0]["code"] == "field.missing_member"


async def test_s14_an_activity_of_another_agenda_is_no_time_of_this_one(office: Office) -> None:
    answer = await (await office.api()).get("/availability?agenda=cars&activity=apply")
    assert (answer.status_code, answer.json()["code"]) == (409, "booking.not_bookable")


async def test_a_wrong_method_tells_the_right_ones(office: Office) -> None:
    answer = await (await office.api()).delete("/bookings")
    assert (answer.status_code, answer.json()["code"]) == (405, "request.method_not_allowed")
    assert "POST" in answer.headers["allow"]


async def test_a_wrong_token_is_refused_even_where_none_is_needed(office: Office) -> None:
    api = await office.api()
    answer = await api.get("/agendas", headers={"Authorization": "Bearer nobody"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_answers_are_data_and_never_a_page(office: Office) -> None:
    api = await office.api()
    for path in ("/agendas", "/availability?agenda=cards", "/bookings/<script>", "/openapi.json"):
        answer = await api.get(path)
        assert answer.headers["content-type"] in ("application/json", "application/problem+json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        json.loads(answer.text)
