"""Clients that others wrote ask a running server: georeport (PyPI), open311 (npm), and schemathesis."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from georeport import GeoReport  # type: ignore[import-untyped]

from tests.signals.open311.conftest import town
from tests.tools import npm
from tests.tools.serving import Server, served

HERE = Path(__file__).parent
MORNING = "2026-11-23T08:00:00Z"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The made-up city as a demo, with what its samples bring."""
    folder = tmp_path_factory.mktemp("clients")
    with served(town(folder), folder, clock=MORNING) as running:
        running.set_clock(MORNING)
        yield running


@pytest.fixture(scope="module")
def endpoint(server: Server) -> str:
    return f"{server.base}/open311/v2"


@pytest.fixture(scope="module")
def number(endpoint: str) -> str:
    """The number of a case that there is."""
    sent = {"api_key": "demo-app", "service_code": "roads.cycling", "lat": "49.99", "long": "13.99", "description": "A"}
    return str(httpx.post(f"{endpoint}/requests.json", data=sent).raise_for_status().json()[0]["service_request_id"])


@pytest.mark.parametrize("format", ["json", "xml"])
def test_georeport_reads_everything(endpoint: str, number: str, format: str) -> None:
    client = GeoReport(endpoint, output_format=format)
    services = client.get_service_list()
    assert {one["service_code"] for one in services} == {"roads.pothole", "roads.cycling", "lighting", "greenery"}
    definition = client.get_service_definition("roads.pothole")
    assert definition["service_code"] == "roads.pothole"
    listed = client.get_service_requests(service_code="roads.cycling", status="open")
    rows = listed if isinstance(listed, list) else [listed]
    assert number in {one["service_request_id"] for one in rows}
    assert client.get_service_request(number)["service_request_id"] == number


def test_the_client_of_npm_reads_and_sends(endpoint: str) -> None:
    home = npm.installed(npm.OPEN311)
    command = [str(npm.NODE), str(npm.OPEN311 / "client.js"), endpoint, f"{endpoint}/discovery.json", "demo-app"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=home, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["discovery"]["endpoints"][0]["url"] == endpoint
    assert len(told["services"]) == 4
    assert told["definition"]["attributes"][0]["code"] == "surface"
    number = told["filed"][0]["service_request_id"]
    assert told["found"][0]["service_request_id"] == number
    assert number in {one["service_request_id"] for one in told["listed"]}
    assert told["refused"]["error"] == 400
    assert "attribute[surface]" in told["refused"]["said"]
    assert told["stranger"]["error"] == 403
    assert told["unknown"]["error"]


def test_schemathesis_finds_nothing_with_all_its_checks(endpoint: str, tmp_path: Path) -> None:
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={HERE / 'schemathesis.toml'}",
        "run",
        str(HERE / "georeport.yaml"),
        f"--url={endpoint}",
        "--checks=all",
        "--max-examples=4",
        "--generation-deterministic",
        "--no-color",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) selected / (\d+) total", done.stdout)
    assert found is not None
    assert found[1] == found[2] == "13"


def test_the_server_complained_of_nothing(server: Server) -> None:
    assert server.complaints() == []
