"""The description of the API is true: every operation is in it. What strangers send is in tests/security."""

from __future__ import annotations

from typing import Any

from litestar.routes import HTTPRoute

from tests.booking.staff.office import Office


async def document(office: Office) -> dict[str, Any]:
    told: dict[str, Any] = (await (await office.api()).get("/openapi.json")).raise_for_status().json()
    return told


async def test_every_operation_of_the_api_is_described(office: Office) -> None:
    paths = (await document(office))["paths"]
    described = {(method.upper(), path) for path, said in paths.items() for method in said}
    served_here = {
        (str(method), route.path_format)
        for route in office.built.app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/v1/")
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS"
    }
    assert served_here - described == {("GET", "/api/v1/openapi.json")}
    assert described <= served_here
    assert len(described) == 11


async def test_the_description_says_what_this_city_offers(office: Office) -> None:
    paths = (await document(office))["paths"]
    body = paths["/api/v1/bookings"]["post"]["requestBody"]["content"]["application/json"]
    cards, cars = body["schema"]["oneOf"]
    assert cards["properties"]["activity"]["anyOf"][0]["enum"] == ["apply", "collect"]
    assert cars["properties"]["fields"]["required"] == ["first_name", "last_name", "email", "plate"]
    assert cars["properties"]["fields"]["properties"]["kind"]["enum"] == ["car", "bike", None]
    assert cars["properties"]["fields"]["additionalProperties"] is False


async def test_problems_tokens_and_marks_are_described(office: Office) -> None:
    said = await document(office)
    book = said["paths"]["/api/v1/bookings"]["post"]
    assert {"201", "400", "409", "415", "422", "429", "503"} <= set(book["responses"])
    assert book["responses"]["201"]["headers"]["Location"]["required"]
    assert list(book["responses"]["409"]["content"]) == ["application/problem+json"]
    assert [one["name"] for one in book["parameters"]] == ["Idempotency-Key", "Accept-Language"]
    assert book["security"] == [{"bearer": []}, {}]
    assert said["paths"]["/api/v1/desk/bookings"]["get"]["security"] == [{"bearer": []}]
    assert said["components"]["securitySchemes"]["bearer"] == {"type": "http", "scheme": "bearer"}
