"""A city whose file takes no bookings: signals stand alone, in every language, and nothing leads nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.databases import Databases
from tests.signals.desk.conftest import FILE, SETS
from tests.signals.desk.house import House
from tests.signals.public.writer import Writer, writer

pytestmark = pytest.mark.anyio
MOST = 60


async def test_signal_case_63_without_booking_signals_work_and_no_link_is_dead(
    databases: Databases, clock: DemoClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copy(FILE.with_name("squares.geojson"), tmp_path)
    alone = FILE.read_text(encoding="utf-8").replace("\ndepartments:\n", "\nbooking: null\ndepartments:\n", 1)
    (tmp_path / "city.yaml").write_text(alone, encoding="utf-8")
    with databases.fresh("sqlite", SETS) as url:
        built = build(Settings(tmp_path / "city.yaml", database=url, demo=True, served_at="http://city", clock=clock))
        assert built.quarantined == ()
        async with built.app.lifespan():
            house = House(built, clock)
            await house.filed()
            one = writer(house)
            await one.file()
            assert "We have it" in one.page.text
            for language in ("en", "cs"):
                seen = await walked(one, f"/{language}/")
                assert not [path for path in seen if "booking" in path]
                assert {path: status for path, status in seen.items() if status != 200} == {}
    assert [line for line in caplog.messages if "no translation" in line] == []


async def walked(one: Writer, start: str) -> dict[str, int]:
    """What the links lead to, each page of the language once."""
    seen: dict[str, int] = {}
    waiting = [start]
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen:
            continue
        page = await one.open(address)
        seen[address] = page.status
        links = [urlsplit(url) for url in page.links().values()]
        here = [url for url in links if url.netloc == "city" and url.path.startswith(start)]
        waiting += [f"{url.path}?{url.query}" if url.query else url.path for url in here]
    return seen
