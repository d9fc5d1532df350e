"""Other systems say over the API how far documents are; a plugin is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from civicore_doctrack import asking
from civicore_doctrack.looking import Found
from civicore_doctrack.service import Tracking
from civicore_doctrack.tables import DOCTRACK

from civicore import demo_key
from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.contracts.documents import Observed, StageSource
from civicore.extension.parts import Service
from civicore.reading import Settings
from tests.databases import Databases, engine_of_module
from tests.doctrack.archive import FILE, House, at, said
from tests.tables import DEMO

pytestmark = pytest.mark.anyio
PATH = "/api/v1/documents/observations"
KEY = {"X-Feed-Key": demo_key("calls"), "Accept-Language": "en"}


engine_name = engine_of_module()


@pytest.fixture(scope="module")
async def town(databases: Databases, engine_name: str) -> AsyncIterator[Built]:
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with databases.fresh(engine_name, (*DEMO, DOCTRACK)) as url:
        built = build(Settings(FILE, database=url, demo=True, served_at="http://city", clock=clock))
        assert built.quarantined == ()
        async with built.app.lifespan():
            yield built


async def sent(town: Built, *lines: dict[str, Any], key: dict[str, str] = KEY) -> httpx.Response:
    transport = httpx.ASGITransport(app=town.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://city") as http:
        return await http.post(PATH, json={"observations": list(lines)}, headers=key)


def line(number: str, stage: str = "accepted", **more: Any) -> dict[str, Any]:
    return {"number": number, "stage": stage, "at": "2026-11-20T10:00:00+02:00", "secret": "Коваленко", **more}


async def test_signal_case_38_the_same_call_again_changes_nothing(town: Built) -> None:
    first = await sent(town, line("A1"), line("A1", "Друк", at="2026-11-21T10:00:00Z"), line("A1"))
    assert first.json() == {"new": 2, "repeated": 1, "changed": 1, "unknown": [], "refused": []}, first.text
    again = await sent(town, line("A1"))
    assert again.json() == {"new": 0, "repeated": 1, "changed": 0, "unknown": [], "refused": []}
    found = await town.runtime.services.one(Tracking).look_up("а1", "коваленко")
    assert isinstance(found, Found) and found.standing.stage == "printing" and not found.stale


async def test_signal_case_42_a_call_is_taken_whole_or_not_at_all(town: Built) -> None:
    told = await sent(town, line("B1"), line("B2", type="boat"))
    assert told.status_code == 422 and told.json()["refused"] == [
        {
            "line": 2,
            "code": "doctrack.type_unknown",
            "detail": "Line 2 names a kind of document that the city's file does not know: boat",
            "word": "boat",
        }
    ]
    assert await town.runtime.services.one(Tracking).find("B1") == ()
    assert (await sent(town, line("B1", "WTF-17"))).json()["unknown"] == ["WTF-17"]


@pytest.mark.parametrize("key", [{}, {"X-Feed-Key": "demo-export"}, {"X-Feed-Key": "guess"}])
async def test_nobody_without_the_key_says_anything(town: Built, key: dict[str, str]) -> None:
    told = await sent(town, line("C1"), key=key)
    assert (told.status_code, told.json()["code"]) == (403, "doctrack.feed_key")
    assert await town.runtime.services.one(Tracking).find("C1") == ()


@pytest.mark.parametrize("wrong", [{"stage": ""}, {"at": "yesterday"}, {"began": "24.11.2026"}, {"name": "Jana"}])
async def test_what_is_no_observation_is_refused_with_its_place(town: Built, wrong: dict[str, Any]) -> None:
    told = await sent(town, line("D1", **wrong) if "stage" not in wrong else {**line("D1"), **wrong})
    assert told.status_code == 422 and told.json()["errors"], told.text


async def test_the_description_of_the_api_names_it(town: Built) -> None:
    transport = httpx.ASGITransport(app=town.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://city") as http:
        described = (await http.get("/api/v1/openapi.json")).json()
    assert any(path.endswith("/documents/observations") and "post" in one for path, one in described["paths"].items())


class Archive:
    """A plugin that knows stages, until it does not answer any more."""

    plugin = "civicore-archive"

    def __init__(self) -> None:
        self.since: list[datetime | None] = []

    async def observed(self, since: datetime | None) -> Sequence[Observed]:
        self.since.append(since)
        if len(self.since) > 2:
            raise OSError("no answer")
        return [said("accepted", at(2)), said("printing", at(3))][: len(self.since)]


async def test_a_plugin_is_asked_and_its_silence_changes_nothing(rebuilt: Any, tmp_path: Path) -> None:
    papers: House = rebuilt(doctrack__source={"plugin": "civicore-archive"})
    papers.set(at(20))
    await asking.ask(papers.tracking.setting)
    states = {one.source: one.trouble for one in await papers.tracking.sources()}
    assert states["civicore-archive"] == "doctrack.source_silent"
    archive = Archive()
    papers.runtime.services.add([Service(StageSource, archive)])
    for _ in range(3):
        await asking.ask(papers.tracking.setting)
    assert archive.since == [None, at(20), at(20)] and await papers.told() == ["printing"]
    assert (await papers.found()).standing.stage == "printing"
    (trouble,) = [one.trouble for one in await papers.tracking.sources() if one.source == "civicore-archive"]
    assert trouble == "doctrack.source_silent"
