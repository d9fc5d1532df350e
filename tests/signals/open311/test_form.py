"""The form of questions and answers, on one database: it does not depend on which (O1-O6, O9, O12, O14, O15, O20)."""

from __future__ import annotations

import pytest
from civicore_signals import store
from civicore_signals.tables import CaseRow

from tests.databases import ENGINES, engine_of_module
from tests.signals.desk.house import House
from tests.signals.open311.program import JSON, XML, Program, read

pytestmark = pytest.mark.anyio


engine_name = engine_of_module(ENGINES[:1])


async def count(program: Program) -> int:
    async with program.house.built.runtime.store.reading():
        return await store.count(CaseRow.id.is_not_null())


async def test_o01_discovery_tells_the_same_in_both_formats(house: House) -> None:
    xml, json = [(await Program(house, one).get("discovery")).said for one in ("xml", "json")]
    assert xml == json
    assert set(xml) == {"changeset", "contact", "key_service", "endpoints"}
    [endpoint] = xml["endpoints"]
    assert set(endpoint) == {"specification", "url", "changeset", "type", "formats"}
    assert endpoint["url"] == "http://city/open311/v2"
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["type"] == "test"  # a demo is no production
    assert "text/xml" in endpoint["formats"]
    assert xml["contact"] == "developers@squares.example"


async def test_o02_types_and_encoding_are_exact(program: Program) -> None:
    case = await program.public("Дупка на пътя – „ö“")
    for path in ("discovery", "services", "services/roads.pothole", "requests", f"requests/{case.number}"):
        answer = await program.get(path)
        assert answer.status == 200
        assert answer.response.headers["content-type"] == (XML if program.format == "xml" else JSON)
    assert (await program.get(f"requests/{case.number}")).row["description"] == "Дупка на пътя – „ö“"


async def test_o03_one_record_is_a_list_of_one_and_none_an_empty_list(program: Program) -> None:
    case = await program.public()
    assert len((await program.get("requests", service_request_id=str(case.number))).rows) == 1
    empty = await program.get("requests", service_code="no.such")
    assert empty.rows == []
    assert empty.response.content.endswith(b"<service_requests />" if program.format == "xml" else b"[]")


async def test_services_are_the_public_types_of_the_kind(program: Program) -> None:
    services = {one["service_code"]: one for one in (await program.get("services")).rows}
    assert set(services) == {"roads.pothole", "roads.cycling", "lighting", "greenery"}  # not social, not letters
    pothole = services["roads.pothole"]
    assert pothole["service_name"] == "Hole in the road"
    assert pothole["group"] == "Roads"
    assert pothole["keywords"] == "pit"
    assert {one["type"] for one in services.values()} == {"realtime"}


async def test_o04_metadata_says_whether_there_is_a_definition(program: Program) -> None:
    for service in (await program.get("services")).rows:
        definition = (await program.get(f"services/{service['service_code']}")).said
        assert definition["service_code"] == service["service_code"]
        assert (service["metadata"] == "true") == bool(definition["attributes"])


@pytest.mark.parametrize("code", ["no.such", "social", "correspondence", "roads", "roads.pothole.deep"])
async def test_o04_what_programs_may_not_know_has_no_definition(program: Program, code: str) -> None:
    unknown = await program.get("services/neverwas")
    hidden = await program.get(f"services/{code}")
    assert hidden.refused(404) == unknown.refused(404)


async def test_o05_attributes_are_counted_and_lists_have_values(program: Program) -> None:
    attributes = (await program.get("services/roads.pothole")).said["attributes"]
    assert [one["order"] for one in attributes] == [str(number) for number in range(1, len(attributes) + 1)]
    for one in attributes:
        assert bool(one["values"]) == one["datatype"].endswith("valuelist")
    surface, depth, plate = attributes
    assert surface["values"][0] == {"key": "asphalt", "name": "Asphalt"}
    assert (surface["datatype"], surface["required"], surface["variable"]) == ("singlevaluelist", "true", "true")
    assert depth["required"] == "false"  # only after an answer that the standard cannot tell
    assert plate["datatype"] == "string"
    told = (await program.get("services/lighting")).said["attributes"]
    assert [one["variable"] for one in told] == ["false", "false", "true"]


@pytest.mark.parametrize("token", ["nonsense", "", "x" * 43, "%00"])
async def test_o09_an_unknown_token_is_404(program: Program, token: str) -> None:
    assert (await program.get(f"tokens/{token}")).refused(404)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-01-01T00:00:00Z", "2026-04-02T00:00:00Z"),  # 91 days
        ("2026-01-01T00:00:00Z", "2026-04-01T00:00:01Z"),  # 90 days and a second
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("2026-01-01T00:00:00", "2026-01-02T00:00:00Z"),
        ("2026-01-01", "2026-01-02"),
        ("yesterday", ""),
        ("", "9999-99-99T00:00:00Z"),
    ],
)
async def test_o12_odd_dates_are_refused(program: Program, start: str, end: str) -> None:
    assert (await program.get("requests", start_date=start, end_date=end)).refused(400)


@pytest.mark.parametrize("wrong", [{"page": "0"}, {"page": "-1"}, {"page_size": "x"}, {"page": "1.5"}])
async def test_o14_odd_pages_are_refused(program: Program, wrong: dict[str, str]) -> None:
    assert (await program.get("requests", **wrong)).refused(400)


async def test_o14_a_page_behind_the_last_is_empty(program: Program) -> None:
    assert (await program.get("requests", page="9999")).rows == []


async def test_o15_with_one_city_its_name_does_not_matter(program: Program) -> None:
    for path in ("services", "requests", "services/lighting"):
        for wanted in ("", "squares", "elsewhere"):
            assert (await program.get(path, jurisdiction_id=wanted)).status == 200


ODD = ("/requests.csv", "/requests", "/nothing.json", "/discovery.html", "/tokens.xml", "/requests/x/y.json", "/", "")


@pytest.mark.parametrize("path", ODD)
async def test_o20_what_is_not_there_is_404_and_never_a_page(house: House, path: str) -> None:
    for start in ("http://city/open311/v2", "http://city/open311", "http://city/open311/v1"):
        answer = read(await Program(house, "xml").http.get(f"{start}{path}"))
        assert answer.refused(404)
        assert b"<html" not in answer.response.content


async def test_o20_head_is_like_get_without_a_body(program: Program) -> None:
    got, head = [await program.http.request(one, f"/services.{program.format}") for one in ("GET", "HEAD")]
    assert head.status_code == 200
    assert head.content == b""
    assert {k: v for k, v in head.headers.items() if k != "content-length"} == {
        k: v for k, v in got.headers.items() if k != "content-length"
    }


async def test_o20_other_sites_may_read_and_nothing_else(program: Program) -> None:
    path = f"/requests.{program.format}"
    got = await program.http.get(path, headers={"Origin": "https://elsewhere.example"})
    assert got.headers["access-control-allow-origin"] == "*"
    asked = await program.http.options(path, headers={"Origin": "https://elsewhere.example"})
    assert (asked.status_code, asked.headers["access-control-allow-methods"]) == (204, "GET, HEAD")
    assert asked.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    posted = read(await program.http.post(path, data={"api_key": "demo-gateway"}, headers=foreign))
    assert posted.refused(403)
    assert "access-control-allow-origin" not in posted.response.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_o20_what_cannot_be_done_is_said_in_the_format(program: Program, method: str) -> None:
    assert read(await program.http.request(method, f"/requests.{program.format}")).refused(405)


@pytest.mark.parametrize(
    ("status", "changes", "told"),
    [
        (403, {"api_key": None}, "api_key"),
        (403, {"api_key": ""}, "api_key"),
        (403, {"api_key": "demo-wrong"}, "api_key"),
        (403, {"api_key": ["demo-gateway", "demo-app"]}, "api_key"),
        (400, {"service_code": None}, "service_code"),
        (400, {"service_code": ""}, "service_code"),
        (404, {"service_code": "no.such"}, "service_code"),
        (404, {"service_code": "social"}, "service_code"),
        (404, {"service_code": "roads"}, "service_code"),
        (400, {"lat": None, "long": None}, "lat and long"),
        (400, {"lat": "", "long": ""}, "lat and long"),
        (400, {"long": None}, ""),
        (400, {"lat": None}, ""),
        (400, {"lat": "north"}, ""),
        (400, {"lat": "49,99"}, ""),
        (400, {"lat": "NaN"}, ""),
        (400, {"lat": "91"}, ""),
        (400, {"lat": "0", "long": "0"}, ""),
        (400, {"lat": "48.0", "long": "13.99"}, ""),
        (400, {"lat": ["49.99", "49.98"]}, "lat"),
        (400, {"attribute[surface]": None}, "attribute[surface]"),
        (400, {"attribute[surface]": "water"}, "attribute[surface]"),
        (400, {"attribute[surface]": None, "attribute[surface][]": ["gravel", "asphalt"]}, "attribute[surface]"),
        (400, {"attribute[surface]": ["gravel", "gravel"]}, "attribute[surface]"),
        (400, {"attribute[surface]": "asphalt"}, "attribute[depth]"),
        (400, {"attribute[colour]": "red"}, "attribute[colour]"),
        (400, {"description": None}, ""),
        (400, {"description": "Ю" * 4001}, "4,000"),
        (400, {"description": "a\u0000b"}, "description"),
        (400, {"email": "no address"}, ""),
        (400, {"service_code": "lighting", "attribute[surface]": None, "attribute[wire]": "hanging"}, "112"),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, dict) else None,
)
async def test_o06_each_mistake_has_its_status_and_its_words(
    program: Program, status: int, changes: dict[str, object], told: str
) -> None:
    before = await count(program)
    answer = await program.post(changes)
    assert told.replace(",", "") in answer.refused(status).replace(",", "").replace("\u00a0", "")
    assert await count(program) == before


async def test_o06_several_mistakes_are_told_at_once(program: Program) -> None:
    changes = {"lat": "91", "attribute[surface]": "asphalt", "attribute[colour]": "red", "email": "x"}
    assert len((await program.post(changes)).rows) == 4


async def test_o06_a_single_list_takes_one_value_in_either_way_of_writing(program: Program) -> None:
    one = await program.post({"attribute[surface]": None, "attribute[surface][]": ["gravel"]})
    assert one.status == 200


async def test_o06_what_is_no_form_is_400(program: Program) -> None:
    for headers, body in [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "text/plain"}, b"api_key=demo-gateway"),
        ({"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, b"api_key=demo-gateway&description=%ff"),
    ]:
        response = await program.http.post(f"/requests.{program.format}", content=body, headers=headers)
        assert read(response).status in (400, 403)


async def test_o06_too_much_is_refused_in_the_format(program: Program) -> None:
    assert (await program.post(description="x" * 1_100_000)).refused(413)


async def test_signal_case_18_four_thousand_cyrillic_letters_pass_and_one_more_does_not(program: Program) -> None:
    assert (await program.post(description="Щ" * 4000)).status == 200
    assert "4" in (await program.post(description="Щ" * 4001)).refused(400)


async def test_every_answer_is_in_the_language_that_was_asked_for(program: Program) -> None:
    program.http.headers["Accept-Language"] = "cs"
    said = (await program.post(service_code=None)).refused(400)
    assert said == "Chybí service_code."


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (400, {"status": ""}),
        (400, {"service_request_id": ""}),
        (400, {"updated_datetime": ""}),
        (400, {"updated_datetime": "2026-11-23T08:00:00"}),
        (404, {"service_request_id": "neverwas"}),
        (403, {"api_key": "wrong"}),
    ],
)
async def test_odd_updates_are_refused(program: Program, status: int, changes: dict[str, str]) -> None:
    sent = {"service_request_id": "x", "status": "in_work", "updated_datetime": "2026-11-23T08:00:00Z", **changes}
    assert (await program.update(**sent)).refused(status)
