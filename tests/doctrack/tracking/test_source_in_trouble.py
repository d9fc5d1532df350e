"""A source that answers rubbish, an older stage or nothing: what is known stays, nobody is told, staff are (F13)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from civicore_doctrack import asking, health

from civicore.base.clock import DemoClock
from civicore.contracts.documents import Observed, StageSource
from civicore.extension.parts import Service
from civicore.repairs import causes
from tests.doctrack.archive import House, at, said
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio
ARCHIVE = "civicore-archive"
GOOD = [said("accepted", at(2)), said("printing", at(9))]
HALF_AN_HOUR, OFTEN, SECOND = timedelta(minutes=30), timedelta(minutes=10), timedelta(seconds=1)


class Archive:
    """A plugin of a third party; ``answer`` is what it says next."""

    plugin = ARCHIVE

    def __init__(self) -> None:
        self.answer: Any = GOOD

    async def observed(self, since: datetime | None) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return await self.answer() if callable(self.answer) else self.answer


async def for_ever() -> None:
    await asyncio.Event().wait()


def strange(**changes: Any) -> list[Any]:
    """News of an arrival, with something in it that no plugin should say."""
    line = said("arrived", at(12))
    return [line, replace(line, **changes)]


NOTHING: list[Any] = [OSError("no answer"), TimeoutError(), for_ever, None]
RUBBISH: list[Any] = [
    *(7, "arrived", b"arrived", {"stage": "arrived"}, ["arrived"], [None], [*GOOD, {"number": "AB-1234567"}]),
    *(strange(number=5), strange(number=None), strange(number=" - "), strange(stage=""), strange(type="boat")),
    *(strange(stage="arr\0ived"), strange(office="\ud800"), strange(id=7), strange(written_at=5), strange(secret=5)),
    *(strange(raw=5), strange(raw={"a": object()}), strange(began="x"), strange(stage="x" * 201)),
    [said("arrived", datetime(2026, 11, 12))],  # noqa: DTZ001
    [Observed("AB-1234567", "passport", "arrived", "12.11.2026")],  # type: ignore[arg-type]
]


def shown(answer: object) -> str:
    """The same in every process: a function is shown by its name, not by where it lies."""
    return str(getattr(answer, "__name__", None) or ascii(answer)[:40])


async def notices(papers: House) -> list[str]:
    """What staff read, as the look of each minute leaves it."""
    await causes.look(papers.runtime.repairs, [health.probe(papers.tracking.setting)], ())
    return [one.repair.id for one in await papers.runtime.repairs.standing()]


async def asked(papers: House) -> None:
    """What the city does every ten minutes."""
    await asking.ask(papers.tracking.setting)


@pytest.mark.parametrize("answer", [*NOTHING, *RUBBISH], ids=shown)
async def test_f13_a_source_that_says_nothing_or_rubbish_changes_nothing_and_staff_know_within_half_an_hour(
    rebuilt: Callable[..., House],
    clock: DemoClock,
    monkeypatch: pytest.MonkeyPatch,
    answer: object,
    counted: Counted,
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.05)  # whoever waits for ever waits longer
    papers, archive = rebuilt(doctrack__source={"plugin": ARCHIVE}), Archive()
    papers.runtime.services.add([Service(StageSource, archive)])
    papers.set(at(20))
    await asked(papers)
    good = await papers.found()
    assert (good.standing.stage, await papers.told(), await notices(papers)) == ("printing", [], [])
    archive.answer = answer
    began, asks = clock.now(), 0
    while clock.now() - began < HALF_AN_HOUR:
        clock.advance(OFTEN)
        await asked(papers)
        asks += 1
    now = await papers.found()
    assert (now.standing.stage, now.standing.history, now.as_of) == ("printing", good.standing.history, good.as_of)
    assert await papers.told() == [], "nobody hears of it"
    assert await notices(papers) == ["health:doctrack.sources"], "but staff do"
    archive.answer = [*GOOD, said("arrived", at(12))]
    await asked(papers)
    assert (await papers.told(), await notices(papers)) == (["arrived"], []), "and it goes by itself"
    counted(runs=1, faults=asks, acknowledged=1, lost=int((await papers.found()).standing.stage != "arrived"))


async def test_f13_a_source_that_goes_back_to_older_stages_is_no_news_and_no_trouble(
    rebuilt: Callable[..., House], clock: DemoClock, counted: Counted
) -> None:
    papers, archive = rebuilt(doctrack__source={"plugin": ARCHIVE}), Archive()
    papers.runtime.services.add([Service(StageSource, archive)])
    papers.set(at(20))
    await asked(papers)
    older = [[said("accepted", at(2))], [said("accepted", at(1))], [said("checking", at(5))], [said("printing", at(9))]]
    for answer in older:
        clock.advance(OFTEN)
        archive.answer = answer
        await asked(papers)
        assert ((await papers.found()).standing.stage, await papers.told()) == ("printing", [])
    assert await notices(papers) == []
    counted(runs=1, faults=len(older), acknowledged=1, lost=int((await papers.found()).standing.stage != "printing"))


async def test_f13_half_an_hour_of_silence_is_told_to_staff_at_its_second(
    rebuilt: Callable[..., House], clock: DemoClock, counted: Counted
) -> None:
    papers = rebuilt(doctrack__sources__calls__stale_after="30 min")
    papers.set(at(20))
    await papers.bring(*GOOD, source="calls")
    clock.freeze(at(20) + HALF_AN_HOUR - SECOND)
    assert (await notices(papers), (await papers.found()).stale) == ([], False)
    clock.freeze(at(20) + HALF_AN_HOUR)
    assert (await notices(papers), (await papers.found()).stale) == (["health:doctrack.sources"], True)
    found = await papers.found()
    assert (found.standing.stage, found.as_of, await papers.told()) == ("printing", at(20), [])
    await papers.bring(source="calls")
    assert (await notices(papers), (await papers.found()).stale) == ([], False)
    counted(runs=1, faults=1, acknowledged=1, lost=int((await papers.found()).standing.stage != "printing"))
