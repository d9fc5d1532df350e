"""Two processes on one database: each takes the changed file over by itself, neither works by old rules meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.cli.opening import opened
from civicore.planning import console, shown
from civicore.planning.applying import Applied
from civicore.planning.written import WrittenPlan
from civicore.reading import Settings
from civicore.reloading import serving as serving_module
from civicore.reloading.serving import Serving
from civicore.reloading.taking_over import TakingOver
from tests.databases import Databases, everywhere_in_soak, on_postgres

TOWN = Path(__file__).parents[1] / "planning" / "city.yaml"
FRIDAY, AFTERNOON, LATE, MORNING = (f"2026-11-27T{time}:00+01:00" for time in ("13:00", "13:30", "14:00", "09:00"))


class Process:
    """One of the two, and somebody who books there."""

    def __init__(self, settings: Settings, stack: AsyncExitStack) -> None:
        self.taking = TakingOver(settings)
        self._settings, self._stack = settings, stack

    async def start(self) -> Process:
        built = build(self._settings)
        await built.prepare()
        self.serving = Serving(built, self.taking.beside)
        await self._stack.enter_async_context(self.serving.around())
        transport = httpx.ASGITransport(cast(Any, self.serving), raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="https://lipa.example")
        self.client = await self._stack.enter_async_context(client)
        return self

    async def look(self) -> None:
        await self.taking.changed(self.serving)

    async def book(self, start: str) -> int:
        fields = {"first_name": "Jan", "last_name": "Novák", "email": f"jan{start[11:13]}{start[14:16]}@lipa.example"}
        body = {"agenda": "cards", "activity": "collect", "start": start, "fields": fields, "language": "cs"}
        key = {"Idempotency-Key": f"two-processes-{start}"}
        return (await self.client.post("/api/v1/bookings", json=body, headers=key)).status_code


@pytest.fixture
async def pair(
    databases: Databases, engine_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Process, Process, Settings]]:
    monkeypatch.setattr(serving_module, "BEHIND", 0.0)
    monkeypatch.setattr("civicore.reloading.taking_over.LOOK", 3600.0)  # they look when the test says so
    file, clock = tmp_path / "lipa.yaml", DemoClock()
    clock.freeze(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    file.write_text(TOWN.read_text("utf-8"), "utf-8")
    with databases.empty(engine_name) as url:
        settings = Settings(file, database=url, clock=clock)
        async with AsyncExitStack() as stack:
            yield await Process(settings, stack).start(), await Process(settings, stack).start(), settings


@on_postgres
async def test_each_takes_the_file_over_by_itself(pair: tuple[Process, Process, Settings], engine_name: str) -> None:
    one, other, settings = pair
    text = settings.file.read_text("utf-8")
    settings.file.write_text(text.replace("fri: 08:00-14:30", "fri: 08:00-12:00"), "utf-8")
    assert await one.book(FRIDAY) == 201
    await one.look()
    assert (await one.book(AFTERNOON), await other.book(AFTERNOON)) == (201, 201)  # the visit of 13:00 asks for a word
    settings.file.write_text(text.replace("60 days", "30 days"), "utf-8")
    await one.look()
    assert (await one.book(MORNING), await other.book(LATE)) == (201, 503)
    assert (await other.client.get("/cs/booking")).status_code == 200
    await other.look()
    assert await other.book(LATE) == 201


@everywhere_in_soak
async def test_between_apply_and_the_takeover_nothing_is_sold_and_nothing_lost(
    pair: tuple[Process, Process, Settings], engine_name: str, tmp_path: Path
) -> None:
    one, other, settings = pair
    new = tmp_path / "new.yaml"
    new.write_text(settings.file.read_text("utf-8").replace("fri: 08:00-14:30", "fri: 08:00-12:00"), "utf-8")
    assert await other.book(FRIDAY) == 201
    asked = console.Asked(settings.file, new, settings.database, settings.clock, opened)
    plan = await console.look(asked, {"offices.hall.hours.fri": "keep"})
    answer = await console.carry_out(asked, WrittenPlan.of(plan, settings.file, new), in_place=True)
    assert answer == Applied(1, 0)
    for process in (one, other):
        assert await process.book(AFTERNOON) == 503
        await process.look()
        assert await process.book(AFTERNOON) == 409
    assert await one.book(MORNING) == 201


@everywhere_in_soak
async def test_a_plugin_that_is_taken_away_keeps_its_records_and_its_addresses_are_gone(
    pair: tuple[Process, Process, Settings], engine_name: str, tmp_path: Path
) -> None:
    one, other, settings = pair
    assert await one.book(MORNING) == 201
    new, text = tmp_path / "new.yaml", settings.file.read_text("utf-8")
    lost = text.index("booking:\n"), text.index("ticketing: {}")
    without = text[: lost[0]] + "booking: null\n" + text[lost[1] :].replace("can: [booking.see]", "can: []")
    new.write_text(without, "utf-8")
    asked = console.Asked(settings.file, new, settings.database, settings.clock, opened)
    assert [change.name for change in (await console.look(asked, {})).undecided] == ["booking"]
    plan = await console.look(asked, {"booking": "1"})  # the one visit to come
    kept = {(told.change, told.thing) for told in plan.tallies}
    assert ("booking", "booking_booking") in kept and plan.undecided == () and plan.blocked == ()
    assert "booking_booking" in shown.human(plan, "lipa", "new.yaml")
    assert isinstance(await console.carry_out(asked, WrittenPlan.of(plan, settings.file, new), in_place=True), Applied)
    for process in (one, other):
        await process.look()
        for address in ("/cs/booking", "/api/v1/availability"):
            assert (await process.client.get(address)).status_code == 410
        assert (await process.client.get("/cs/nothing")).status_code == 404
    settings.file.write_text(text.replace("can: [booking.see]", "can: []"), "utf-8")
    await one.look()
    assert (await one.client.get("/cs/booking")).status_code == 200
