"""The last days of a real database under a changed file, as the command tells them; on both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from anyio import to_thread
from civicore_ticketing import log
from civicore_ticketing.log import Happening, Kind
from typer.testing import CliRunner

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.cli import app
from civicore.reading import Settings
from civicore.simulation.replay import as_text, retold
from civicore.storage.unit_of_work import UnitOfWork
from tests.simulation.test_runs import TOWN

DAY = date(2026, 11, 24)
NINE = datetime.fromisoformat("2026-11-24T09:00:00+01:00")


def lines() -> list[Happening]:
    """Two people without a time, one turned away, and one call a quarter of an hour at a counter that serves cards."""

    def line(kind: Kind, minute: int, ticket: int | None, counter: str | None = None) -> Happening:
        id = None if ticket is None else UUID(int=ticket)
        return Happening(NINE + timedelta(minutes=minute), kind, "hall", "cards", counter, id)

    return [
        line("issued", 0, 1),
        line("issued", 5, 2),
        line("sold_out", 6, None),
        line("called", 15, 1, "hall.k1"),
        line("called", 30, 2, "hall.k1"),
    ]


@pytest.fixture
async def past(empty_database_url: str) -> str:
    """A database that has lived one morning."""
    store = build(Settings(file=TOWN, database=empty_database_url, demo=True, clock=DemoClock())).runtime.store
    await store.open()
    await store.migrate()

    async def lived(unit: UnitOfWork) -> None:
        await log.write(*lines())

    await store.transact(lived)
    await store.close()
    return empty_database_url


def changed(folder: Path, was: str, now: str) -> Path:
    file = folder / "changed.yaml"
    text = TOWN.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now), encoding="utf-8")
    return file


async def test_room_for_one_more_serves_nobody_while_nobody_calls(past: str, tmp_path: Path) -> None:
    told = await retold(TOWN, past, DAY, DAY)
    counts = {one.what: (one.was, one.would) for one in told.counts}
    assert counts == {"served": (2, 2), "left_over": (0, 1), "turned_away": (1, 0)}
    walk_in = next(one for one in told.waits if one.group == "walk_in")
    assert walk_in.was == walk_in.would
    assert walk_in.was is not None and (walk_in.was.median, walk_in.was.p90) == (900, 1500)


async def test_a_smaller_day_turns_more_people_away(past: str, tmp_path: Path) -> None:
    file = changed(tmp_path, "capacity: 20, quota: 12", "capacity: 1")
    told = await retold(file, past, DAY, DAY)
    counts = {one.what: (one.was, one.would) for one in told.counts}
    assert counts == {"served": (2, 1), "left_over": (0, 0), "turned_away": (1, 2)}
    table = as_text(told, file.name, DAY, DAY)
    assert "walk_in  2 -> 1" in table
    assert "15:00" in table and "turned away  1 -> 2" in table


async def test_nothing_is_written(past: str) -> None:
    before = await retold(TOWN, past, DAY, DAY)
    assert await retold(TOWN, past, DAY, DAY) == before


async def test_the_command_tells_it_to_programs(past: str) -> None:
    asked = ["simulate", str(TOWN), "--replay", past, "--from", "2026-11-20", "--days", "7", "--format", "json"]
    done = await to_thread.run_sync(lambda: CliRunner().invoke(app, asked))
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["from"], told["to"]) == ("2026-11-20", "2026-11-26")
    assert told["counts"][0] == {"office": "hall", "what": "served", "was": 2, "would": 2}


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    asked: Sequence[str] = ["simulate", str(TOWN), "--replay", f"sqlite:///{tmp_path}/none/city.db"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
