"""The API of cases: what strangers may ask and file, what a token of the office may do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.signals.desk.house import House

HOLE: dict[str, Any] = {
    "kind": "signal",
    "category": "roads.pothole",
    "text": "A hole.",
    "answers": {"surface": "gravel"},
    "place": {"lat": 49.99, "lon": 13.99, "address": "Main street 1"},
    "sender": {"name": "Jana Nová", "email": "jana@example.cz"},
}


async def test_what_can_be_filed_is_told_with_its_questions(house: House) -> None:
    told = (await (await house.api()).get("/signal-kinds")).json()
    pothole = next(one for one in told["types"] if one["id"] == "roads.pothole")
    assert [one["id"] for one in pothole["questions"]] == ["surface", "depth", "plate"]
    assert pothole["path"][0]["cs"] == "Silnice"
    assert {one["id"]: one["public"] for one in told["kinds"]}["letter"] is False


async def test_a_case_is_filed_and_its_secret_link_opens_it(house: House) -> None:
    http = await house.api()
    made = await http.post("/signals", json=HOLE)
    assert made.status_code == 201, made.text
    told = made.json()
    assert told["state"] == "live" and told["unit"] == "roads" and made.headers["location"]
    own = await house.stranger().open(told["link"].replace("http://city", ""))
    assert own.status == 200 and "A hole." in own.text
    shown = await http.get(f"/signals/{told['number']}")
    assert shown.status_code == 200 and shown.json()["text"] is None, "nobody has let it out"
    assert "Jana" not in shown.text and "link" not in shown.json()


async def test_the_same_mark_files_once(house: House) -> None:
    http = await house.api()
    mark = {"Idempotency-Key": "one-and-the-same"}
    first, again = [await http.post("/signals", json=HOLE, headers=mark) for _ in range(2)]
    assert first.json()["number"] == again.json()["number"]
    other = await http.post("/signals", json={**HOLE, "text": "Another hole."}, headers=mark)
    assert other.status_code == 422 and other.json()["code"] == "request.key_reused"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"text": "x" * 4001}, 422),
        ({"text": "ж" * 4000}, 201),
        ({"category": "roads"}, 422),
        ({"category": "moon"}, 422),
        ({"answers": {}}, 422),
        ({"answers": {"surface": "lava"}}, 422),
        ({"place": {"lat": 49.99}}, 422),
        ({"place": {"lat": 0, "lon": 0}}, 422),
        ({"place": {"lat": 13.99, "lon": 49.99}}, 422),
        ({"place": {"area": "moon"}}, 422),
        ({"place": None}, 422),
        ({"kind": "letter", "category": "correspondence", "answers": {}, "topic": "T"}, 403),
        ({"nonsense": 1}, 422),
        ({"language": "xx"}, 422),
        ({"happened_on": "yesterday"}, 422),
    ],
)
async def test_the_rules_of_the_city_hold_for_programs_too(house: House, change: dict[str, Any], status: int) -> None:
    answer = await (await house.api()).post("/signals", json={**HOLE, **change})
    assert answer.status_code == status, answer.text
    if status != 201:
        assert answer.headers["content-type"].startswith("application/problem+json")


async def test_nothing_private_is_listed_and_its_number_is_unknown(house: House) -> None:
    public = await house.filed("Seen by all.")
    private = await house.filed("Seen by few.", category="social")
    http = await house.api()
    found = (await http.get("/signals", params={"size": 200})).json()["cases"]
    assert public.number in {one["number"] for one in found}
    assert private.number not in {one["number"] for one in found}
    unknown, hidden = await http.get("/signals/none-such"), await http.get(f"/signals/{private.number}")
    assert unknown.status_code == hidden.status_code == 404
    same = [{**one.json(), "request_id": ""} for one in (unknown, hidden)]
    assert same[0] == same[1]


async def test_lists_go_on_page_by_page(house: House) -> None:
    for number in range(3):
        await house.filed(f"One of three, {number}.", category="roads.cycling")
    http = await house.api()
    first = (await http.get("/signals", params={"category": "roads.cycling", "size": 2})).json()
    rest = (await http.get("/signals", params={"category": "roads.cycling", "size": 2, "after": first["next"]})).json()
    numbers = [one["number"] for one in (*first["cases"], *rest["cases"])]
    assert len(first["cases"]) == 2 and len(set(numbers)) == len(numbers) >= 3
    assert (await http.get("/signals", params={"size": 0})).status_code == 422
    assert (await http.get("/signals", params={"colour": "red"})).status_code == 422


async def test_a_token_works_on_the_cases_of_its_units_alone(house: House) -> None:
    mine = await house.filed("For the roads.")
    other = await house.filed("For the lights.", category="lighting", answers={"wire": "none"})
    http = await house.api("clerk")
    listed = {one["number"] for one in (await http.get("/desk/signals", params={"size": 200})).json()["cases"]}
    assert mine.number in listed and other.number not in listed
    assert (await http.get(f"/desk/signals/{other.id}")).status_code == 404
    note = await http.post(f"/desk/signals/{other.id}/notes", json={"text": "Mine?"})
    assert note.status_code == 404 and note.json()["code"] == "signals.unknown"


async def test_a_token_acts_assigns_and_notes(house: House) -> None:
    case = await house.filed("For a program.")
    http = await house.api("manager")
    told = (await http.get(f"/desk/signals/{case.id}")).json()
    assert told["sender"]["name"] == "Jana Nová" and "in_work" in {one["id"] for one in told["moves"]}
    moved = await http.post(
        f"/desk/signals/{case.id}/status", json={"to": "in_work", "version": told["case"]["version"]}
    )
    assert moved.status_code == 200 and moved.json()["status"] == "in_work"
    stale = await http.post(
        f"/desk/signals/{case.id}/assign",
        json={"unit": "north", "reason": "Theirs.", "version": told["case"]["version"]},
    )
    assert stale.status_code == 409 and stale.json()["code"] == "signals.changed"
    assert stale.json()["facts"]["version"] == moved.json()["version"]
    given = await http.post(f"/desk/signals/{case.id}/assign", json={"unit": "north", "reason": "Theirs."})
    assert given.json()["unit"] == "north"
    assert (await http.post(f"/desk/signals/{case.id}/notes", json={"text": "Seen."})).status_code == 200
    assert "note" in await house.history(case)
    wrong = await http.post(f"/desk/signals/{case.id}/status", json={"to": "solved"})
    assert wrong.status_code == 422 and wrong.json()["code"].startswith("signals.")


async def test_without_a_token_the_office_is_shut(house: House) -> None:
    case = await house.filed("Shut.")
    http = await house.api()
    for path in ("/desk/signals", f"/desk/signals/{case.id}"):
        assert (await http.get(path)).status_code == 401, path
    assert (await http.post(f"/desk/signals/{case.id}/notes", json={"text": "x"})).status_code == 401
    editor = await house.api("editor")
    assert (await editor.get(f"/desk/signals/{case.id}")).json()["sender"] is None
    assert (await editor.post(f"/desk/signals/{case.id}/notes", json={"text": "x"})).status_code == 403
