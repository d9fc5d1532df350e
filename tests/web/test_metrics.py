"""Figures for a monitoring system: closed unless opened, bounded, and nothing of what people asked for."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from civicore_booking.tables import BOOKING

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.base.request_id import REQUEST
from civicore.canary.watch import Watch
from civicore.logs import set_up
from civicore.reading import Settings
from civicore.storage.tables import MessageRow
from civicore.storage.transaction import StoreBusy
from tests.tables import DEMO

TOWN = Path(__file__).parents[1] / "booking/pages/town.yaml"
TOKEN = "a-token-for-figures"


@pytest.fixture
def table_sets() -> object:
    return (*DEMO, BOOKING)


@pytest.fixture
def opened() -> str:
    return "loopback"


@pytest.fixture
async def built(database_url: str, opened: str, tmp_path: Path, clock: DemoClock) -> AsyncIterator[Built]:
    file = tmp_path / "town.yaml"
    rules = f"\noperations: {{metrics: {{open_to: {opened}, token: {{secret: metrics}}}}, alert: [it@city.example]}}\n"
    file.write_text(TOWN.read_text("utf-8") + rules, "utf-8")
    (tmp_path / "secrets.yaml").write_text(f"metrics: {TOKEN}\n", "utf-8")
    (tmp_path / "secrets.yaml").chmod(0o600)
    made = build(Settings(file, database=database_url, demo=True, served_at="http://city", clock=clock))
    async with made.app.lifespan():
        yield made


def visitor(built: Built, host: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=built.app, client=(host, 5000))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://city", headers=headers)


async def status(built: Built, host: str = "127.0.0.1", **headers: str) -> int:
    return (await visitor(built, host, **headers).get("/metrics")).status_code


@pytest.mark.parametrize("opened", ["nobody"])
async def test_nobody_reads_them_unless_the_file_says_so(built: Built) -> None:
    assert await status(built) == 404


async def test_this_machine_alone_reads_them_and_nobody_through_a_proxy(built: Built) -> None:
    assert await status(built) == 200
    assert await status(built, "203.0.113.7") == 404
    forwarded = {"X-Forwarded-For": "203.0.113.7"}
    assert await status(built, **forwarded) == 404


@pytest.mark.parametrize("opened", ["token"])
async def test_a_program_with_the_token_reads_them_from_anywhere(built: Built) -> None:
    assert await status(built, "203.0.113.7", Authorization=f"Bearer {TOKEN}") == 200
    assert await status(built, Authorization="Bearer wrong") == 404
    assert await status(built) == 404


async def test_labels_are_a_few_words_whatever_is_asked_for(built: Built) -> None:
    citizen = visitor(built)
    for number in range(30):
        await citizen.get(f"/cs/booking/cards/marie-{number}")
        await citizen.get(f"/marie-{number}?email=marie@x.cz")
    await citizen.get("/api/v1/agendas")
    told = (await citizen.get("/metrics")).text
    lines = [line for line in told.splitlines() if line.startswith("civicore_answers_total")]
    assert 0 < len(lines) <= 25 and 'area="api"' in told and "marie" not in told
    assert "civicore_messages_waiting 0.0" in told and "process_resident_memory_bytes" in told


async def test_two_failed_trials_in_a_row_are_an_alarm_a_notice_and_a_figure(
    built: Built, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, program = built.runtime.services.one(Watch), visitor(built)

    async def looked() -> tuple[str, bool, int]:
        clock.advance(timedelta(minutes=1))
        await watch.look()
        told = (await program.get("/metrics")).text
        stands = "canary:booking" in {one.repair.id for one in await built.runtime.repairs.standing()}
        async with built.runtime.store.reading():
            mails = await MessageRow.count().where(MessageRow.about == "canary:booking")
        return told.partition('civicore_canary_misses{name="booking"} ')[2].partition("\n")[0], stands, mails

    async def full(*_: object) -> bool:
        raise StoreBusy

    assert await looked() == ("0.0", False, 0)
    with monkeypatch.context() as broken:
        broken.setattr("civicore_booking.store.add", full)
        assert [await looked() for _ in range(3)] == [("1.0", False, 0), ("2.0", True, 1), ("3.0", True, 1)]
    assert await looked() == ("0.0", False, 1)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    monkeypatch.setattr(logging.getLogger("civicore"), "level", 0)
    stream = io.StringIO()
    set_up(stream, form="json")
    return stream


def test_a_log_of_json_has_an_object_a_line_with_the_request(written: io.StringIO) -> None:
    mark = REQUEST.set("5f3a9c01d2e4")
    refused = "DETAIL: Key (email)=(marie@x.cz)"
    try:
        raise ValueError(refused)
    except ValueError:
        logging.getLogger("civicore.web").exception("could not\nbe drawn")
    finally:
        REQUEST.reset(mark)
    (line,) = written.getvalue().splitlines()
    said = json.loads(line)
    assert (said["level"], said["logger"], said["said"]) == ("ERROR", "civicore.web", "could not\nbe drawn")
    assert said["request"] == "5f3a9c01d2e4" and "ValueError" in said["error"] and "marie" not in line
