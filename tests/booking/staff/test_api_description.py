"""The description of the API is true: every operation is in it, and strangers' requests find no other behaviour."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.routes import HTTPRoute

from tests.booking.staff.office import Office
from tests.tools.counts import times
from tests.tools.fixtures import MORNING
from tests.tools.serving import ROOT, Server, served

HERE = Path(__file__).parent


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


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of its own: days are closed in it, and its people are cancelled."""
    city = ROOT / "deployments" / "trutnov.yaml"
    with served(city, tmp_path_factory.mktemp("described"), clock=MORNING) as server:
        server.set_clock(MORNING)
        yield server


@pytest.mark.soak
@pytest.mark.parametrize("who", ["citizen", "staff"])
def test_schemathesis_finds_nothing_with_all_its_checks(demo: Server, who: str, tmp_path: Path) -> None:
    token = [f"--header=Authorization: {demo.desk['Authorization']}"] if who == "staff" else []
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={HERE / 'schemathesis.toml'}",
        "run",
        f"{demo.base}/api/v1/openapi.json",
        "--checks=all",
        f"--max-examples={times(3, 8)}",
        "--generation-deterministic",
        "--no-color",
        *token,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) selected / (\d+) total", done.stdout)
    assert found is not None and found[1] == found[2]  # none is left out, those of other plugins neither
    assert int(found[1]) >= 11
