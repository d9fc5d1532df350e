"""The file is changed while many people use the city: nobody is turned away, and the change is in force."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.databases import everywhere_in_soak
from tests.tools.counts import times
from tests.tools.reliability import Counted
from tests.tools.serving import PATIENCE, ROOT, Server, eventually, served

CLIENTS = 32
EACH = times(2, 3)  # bookings of one client
REST = 0.3  # seconds between two turns of a client
CHANGES = times(1, 40)
MORNING = "2026-11-23T06:00:00+01:00"
OLD, BROKEN = "cs: Městský úřad Trutnov", "cs: [Městský úřad Trutnov"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A city's file that may be changed."""
    shutil.copytree(ROOT / "deployments" / "trutnov", tmp_path / "trutnov")
    return Path(shutil.copy(ROOT / "deployments" / "trutnov.yaml", tmp_path))


@everywhere_in_soak
def test_f18_a_hot_change_under_load_fails_no_request(
    empty_database_url: str, file: Path, tmp_path: Path, counted: Counted
) -> None:
    with served(file, tmp_path, clock=MORNING, database=empty_database_url) as server:
        server.set_clock(MORNING)
        desk, over = server.desk, threading.Event()
        with ThreadPoolExecutor(CLIENTS + 1) as crowd:
            asking = [crowd.submit(visits, server, starts, over) for starts in free_times(server)]
            ended = crowd.submit(stream_ends, server)
            try:
                changed_often(server, file)
                broken_for_a_while(server, file)
            finally:
                over.set()
            answered = sum((one.result() for one in asking), Counter[int]())
            assert ended.result(PATIENCE)
        assert answered[200] > CLIENTS
        assert answered[201] > CLIENTS
        assert set(answered) == {200, 201}, answered
        assert server.desk == desk, "whoever was signed in is no more"
        booked = [one for one in server.outbox() if one.to.startswith("hot")]
        assert len(booked) == len({one.to for one in booked}) == answered[201], "a message was sent twice or never"
        assert server.complaints() == []
    lost = answered[201] - len({one.to for one in booked})
    counted(runs=1, faults=CHANGES + 1, inputs=answered.total(), acknowledged=answered[201], lost=lost)


def changed_often(server: Server, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for number in range(CHANGES):
        name = f"Radnice číslo {number}"
        file.write_text(text.replace(OLD, f"cs: {name}"), encoding="utf-8")
        eventually(partial(says, server, name), f"change {number} to be in force")


def broken_for_a_while(server: Server, file: Path) -> None:
    """F18."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("legal_name: {", "legal_name: [{"), encoding="utf-8")
    eventually(lambda: "configuration.refused" in server.log.read_text(encoding="utf-8") or None, "a notice")
    assert f"Radnice číslo {CHANGES - 1}" in contact(server)


def says(server: Server, name: str) -> bool | None:
    return name in contact(server) or None


def contact(server: Server) -> str:
    return server.http.get("/cs/contact").raise_for_status().text


def free_times(server: Server) -> Sequence[Sequence[tuple[int, str]]]:
    """For each client some times that nobody else wants, spread over the days."""
    asked = {"agenda": "id_cards", "activity": "collect", "from": "2026-11-24", "to": "2026-12-31"}
    days = server.api("GET", "/availability", params=asked).raise_for_status().json()["days"]
    rows = itertools.zip_longest(*([slot["start"] for slot in day["slots"]] for day in days))
    starts = [start for row in rows for start in row if start is not None][: CLIENTS * EACH]
    return [list(enumerate(starts))[part::CLIENTS] for part in range(CLIENTS)]


def visits(server: Server, starts: Sequence[tuple[int, str]], over: threading.Event) -> Counter[int]:
    """Pages, and now and then a booking, until it is over; the answers by their codes."""
    found, left = Counter[int](), list(starts)
    with httpx.Client(base_url=server.base, timeout=PATIENCE) as client:
        for turn in itertools.count():
            if over.wait(REST):
                return found
            found[client.get("/cs/contact").status_code] += 1
            if left and not turn % 4:
                found[book(client, *left.pop()).status_code] += 1
    raise AssertionError


def book(client: httpx.Client, number: int, start: str) -> httpx.Response:
    fields: dict[str, Any] = {"first_name": "Jan", "last_name": "Novák", "email": f"hot{number}@example.org"}
    body = {"agenda": "id_cards", "activity": "collect", "start": start, "fields": fields, "language": "cs"}
    return client.post("/api/v1/bookings", json=body, headers={"Idempotency-Key": f"hot-change-{number:05d}"})


def stream_ends(server: Server) -> bool:
    """A reader of the waiting room is sent away with the earlier city, and let in again by the next one."""
    address = f"{server.base}/cs/queue/town_hall/events"
    with httpx.stream("GET", address, timeout=PATIENCE) as stream:
        for _line in stream.iter_lines():
            pass
    with httpx.stream("GET", address, timeout=PATIENCE) as stream:
        return next(stream.iter_lines()) == "retry: 2000"
