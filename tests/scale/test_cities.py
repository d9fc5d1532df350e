"""Two cities in one process, told apart by the host: they share no row, cache entry, file, cookie, limit or log."""

from __future__ import annotations

import logging
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from civicore import logs
from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.codes import new_id
from civicore.cities.house import Home, House
from civicore.cities.settling import host_of, settled
from civicore.first_steps import CannotStart
from civicore.reading import Settings
from civicore.reloading.serving import Serving
from tests.faults.town import FILE, some
from tests.people.colleague import Colleague, employ

EARLY, LATE = "early.localhost", "late.localhost"
WISH = some(1)[0]
FREE = "/api/v1/availability?agenda=cards&from=2026-11-25&to=2026-11-25"


def written(folder: Path, id: str, hours: str) -> Path:
    """The same town twice: all names inside it are the same, only its own and its hours are not."""
    folder.mkdir()
    file = folder / f"{id}.yaml"
    text = FILE.read_text("utf-8").replace("id: fault_town", f"id: {id}").replace("08:00-17:00", hours)
    file.write_text(text.replace("https://visits.example", f"https://{id}.example"), "utf-8")
    return file


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("cities")
    return [written(folder / "one", "early", "08:00-12:00"), written(folder / "two", "late", "08:00-17:00")]


@asynccontextmanager
async def nothing_beside(serving: Serving) -> AsyncIterator[None]:
    yield


@pytest.fixture(scope="module")
async def house(files: list[Path]) -> AsyncIterator[House]:
    clock = DemoClock()
    clock.freeze(datetime.fromisoformat("2026-11-24T09:10:00+01:00"))
    found = settled([Settings(file, demo=True, clock=clock, served_at="http://127.0.0.1:8000") for file in files])
    for _, built in found:
        await built.runtime.store.open()
        await built.runtime.store.migrate()
        await built.runtime.store.close()
    house = House({host_of(built): Home(built.runtime.city.deployment.id, quiet(built)) for _, built in found})
    async with house.around():
        yield house


def quiet(built: Built) -> Serving:
    return Serving(built, nothing_beside)


def visitor(house: House, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(cast(Any, house), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=f"http://{host}:8000", trust_env=False)


async def free(client: httpx.AsyncClient) -> list[str]:
    days = (await client.get(FREE)).raise_for_status().json()["days"]
    return [slot["start"] for day in days for slot in day["slots"]]


async def book(client: httpx.AsyncClient, key: str) -> httpx.Response:
    return await client.post("/api/v1/bookings", json=WISH.body, headers={"Idempotency-Key": f"{key}-of-two-cities"})


async def test_s51_two_cities_in_one_process_share_nothing(house: House) -> None:
    async with visitor(house, EARLY) as early, visitor(house, LATE) as late:
        for _ in range(2):  # the second time from what is kept
            assert len(await free(early)) < len(await free(late))
        before = await free(late)
        for number in range(2):
            answer = await book(early, f"person{number}")
        assert answer.status_code == 429, "one person, one visit"
        told = await book(late, "person0")  # neither the limit nor the mark of the request is known there
        assert told.status_code == 201
        assert await free(late) == before, "four counters have room for four"
        token = told.json()["manage_url"].rpartition("/")[2] if "manage_url" in told.json() else told.json()["id"]
        assert (await late.get(f"/api/v1/bookings/{token}")).status_code == 200
        assert (await early.get(f"/api/v1/bookings/{token}")).status_code == 404


async def test_s51_a_session_of_one_is_nobody_at_the_other(house: House) -> None:
    async with visitor(house, EARLY) as early, visitor(house, LATE) as late:
        at_home = Colleague(early, house._homes[EARLY].serving.built)
        answer = await at_home.sign_in(await employ(at_home.town))
        given = answer.headers.get_list("set-cookie")
        assert given and all("domain" not in cookie.lower() for cookie in given), "a cookie is for its own host only"
        assert (await early.get("/en/desk")).status_code == 200
        late.cookies.update(dict(early.cookies))
        elsewhere = await late.get("/en/desk")
        assert (elsewhere.status_code, "/sign-in" in elsewhere.headers["location"]) == (303, True)


async def test_s51_records_files_and_keys_lie_apart(house: House) -> None:
    runtimes = [home.serving.built.runtime for home in house._homes.values()]
    one, two = runtimes
    assert one.store.engine is not two.store.engine and one.store.changes is not two.store.changes
    subject = new_id()
    link = one.keys.token("link", subject)
    assert (one.keys.subject("link", link), two.keys.subject("link", link)) == (subject, None)


async def test_a_host_of_nobody_is_answered_by_nobody(house: House) -> None:
    async with visitor(house, "127.0.0.1") as stranger:
        assert (await stranger.get("/en/")).status_code == 421
        assert (await stranger.get("/health")).json() == {"status": "well"}
        house.drain()
        assert (await stranger.get("/health")).status_code == 503
    async with visitor(house, EARLY) as early:
        assert (await early.get("/health")).json() == {"status": "draining"}
        assert (await early.get("/api/v1/agendas")).headers["connection"] == "close"


def test_s51_the_log_of_one_is_not_read_in_the_others(tmp_path: Path) -> None:
    rest = StringIO()
    handler = logs.Apart(tmp_path, rest)
    handler.setFormatter(logs.OneLine())
    log = logging.Logger("civicore.test")
    log.addHandler(handler)
    for city in ("early", "late"):
        with logs.speaking_for(city):
            log.warning("something in %s", city)
    log.warning("something about the process")
    assert "something about the process" in rest.getvalue() and "something in" not in rest.getvalue()
    for city, other in (("early", "late"), ("late", "early")):
        text = (tmp_path / f"{city}.log").read_text("utf-8")
        assert f"[{city}] civicore.test: something in {city}" in text and other not in text
        assert stat.S_IMODE((tmp_path / f"{city}.log").stat().st_mode) == 0o600
    handler.close()


def test_two_cities_of_one_name_are_refused(files: list[Path], clock: DemoClock) -> None:
    with pytest.raises(CannotStart, match=r"share deployment\.id"):
        settled([Settings(file, demo=True, clock=clock) for file in (files[0], files[0])])
