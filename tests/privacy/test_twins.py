"""Two cities in one process, and Sofia without what it can do without: no data cross, no link is dead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from civicore_bots.tables import BOTS

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.databases import Databases
from tests.privacy.asking import anybody
from tests.privacy.conftest import Town
from tests.privacy.walk import Secrets, addresses, marks, walk
from tests.signals.desk.conftest import FILE, SETS
from tests.signals.desk.house import House
from tests.signals.public.writer import Writer, holder, writer

pytestmark = pytest.mark.anyio
SOFIA = Path(__file__).parents[2] / "deployments" / "sofia.yaml"
MOST = 150  # pages of one walk


@pytest.fixture
async def twin(databases: Databases, engine_name: str, tmp_path: Path) -> AsyncIterator[House]:
    """Another city that is set up alike, in the same process."""
    (tmp_path / "squares.geojson").write_bytes(FILE.with_name("squares.geojson").read_bytes())
    other = (
        FILE.read_text("utf-8")
        .replace("id: squares", "id: circles")
        .replace("name: {en: Squares,", "name: {en: Circles,")
    )
    (tmp_path / "city.yaml").write_text(other, "utf-8")
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 9, tzinfo=UTC))
    with databases.fresh(engine_name, SETS) as url:
        built = build(Settings(tmp_path / "city.yaml", database=url, demo=True, served_at="http://city", clock=clock))
        async with built.app.lifespan():
            yield House(built, clock)


async def test_signal_case_63_two_cities_never_see_each_others_data(town: Town, twin: House) -> None:
    """Not even what is public in the one, by its number, its links or its clerks; while both are asked at once."""
    everything = frozenset(
        word for one in town.marked.cases.values() for word in marks(f"{one.case} {one.email} {one.files} {one.phone}")
    )
    numbers = {word for word in everything if word.startswith("ск")}  # both count from 1
    theirs = Secrets(everything - numbers, [colour for one in town.marked.cases.values() for colour in one.colours])
    asked = await addresses(town.house.built, [one.subject for one in town.marked.cases.values()])
    own = await twin.filed("The twin's own words.")
    clerk = await town.house.clerk()
    secrets = [f"/signals/mine/{one.token}" for one in town.marked.cases.values() if one.token]
    async with anybody(twin.built) as stranger, anybody(town.house.built) as at_home:
        stranger.cookies.update(clerk.http.cookies)
        narrow = [one for one in asked if "/new/" not in one]
        assert await walk(stranger, [*narrow, *secrets], theirs, ("en",)) == []
        for place in secrets:
            assert (await stranger.get(f"/en{place}")).status_code == 404
        inside = await stranger.get("/en/desk/signals")
        assert inside.status_code in (302, 303, 401), "a clerk of the one is nobody in the other"
        assert "twin" not in (await at_home.get("/en/signals/list")).text
        assert (await at_home.get(f"/en/signals/no/{own.id}")).status_code == 404


async def test_signal_case_63_sofia_without_booking_has_no_dead_link(databases: Databases) -> None:
    """Every link from the front page on, as a stranger and as somebody with an account."""
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with databases.fresh("sqlite", (*SETS, BOTS)) as url:
        built = build(Settings(SOFIA, database=url, demo=True, served_at="http://city", clock=clock))
        assert built.quarantined == ()
        async with built.app.lifespan():
            house = House(built, clock)
            (language, *_) = built.runtime.languages.known
            for one in (writer(house), await holder(house)):
                seen = await _followed(one, f"/{language}/")
                assert len(seen) > 15 and {path: status for path, status in seen.items() if status != 200} == {}
                assert not [path for path in seen if "booking" in path]


async def _followed(one: Writer, start: str) -> dict[str, int]:
    """What the links lead to, each page once, whatever its query says."""
    seen: dict[str, int] = {}
    waiting = [start]
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen or "sign-out" in path:
            continue
        answer = await one.http.get(path, follow_redirects=True)
        seen[path] = answer.status_code
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        links = [urlsplit(url) for url in one._read(answer).links().values()]
        waiting += [url.path for url in links if url.netloc == "city" and url.path not in seen]
    return seen
