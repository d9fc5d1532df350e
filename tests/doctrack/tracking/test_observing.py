"""Taking over what feeders say, in the database: once each, all or nothing, news in order."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from civicore_doctrack import stages
from civicore_doctrack.adding import Report
from civicore_doctrack.tables import DocumentRow, ObservationRow, SecretRow

from civicore.base.clock import DemoClock
from civicore.contracts.documents import Observed
from civicore.people.principals import Principal
from tests.doctrack.archive import CLERK, NAME, NUMBER, House, at, code, said
from tests.tools.counts import times
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio

LINES = [
    said("accepted", at(2)),
    said("checking", at(3)),
    said("returned", at(4)),
    said("checking", at(5)),
    said("Друк", at(6), office="4601"),
    said("printing", at(6)),
    said("QC-HOLD 7", at(7)),
    said("arrived", at(8)),
]


async def test_signal_case_38_every_order_and_repetition_ends_in_the_same_stage_history_and_news(
    papers: House, engine_name: str
) -> None:
    chance = random.Random(38)
    seen: list[Any] = []
    for count in range(times(4 if engine_name == "sqlite" else 2, 60)):
        number = f"CD{count:05d}"
        mine = [Observed(**{**vars(one), "number": number}) for one in LINES]
        await papers.bring(mine[0])
        for _ in range(2):
            again = [*mine[1:], *chance.sample(mine, 3)]
            chance.shuffle(again)
            await papers.bring(*again)
        document = await papers.document(number)
        due = [one.stage for one in await papers.tracking.due_messages(document.id)]
        told = (await papers.told())[len(seen) * len(due) :]
        assert told == due == ["checking", "returned", "checking", "printing", "arrived"]
        seen.append((document.standing.stage, document.standing.history, document.told))
    assert all(one == seen[0] for one in seen)


async def test_f13_and_signal_case_38_news_is_told_once_each_and_late_words_are_no_news(
    papers: House, counted: Counted
) -> None:
    await papers.bring(said("accepted", at(2)))
    assert await papers.told() == []
    first = await papers.bring(said("arrived", at(9)))
    assert (first.new, len(first.changed)) == (1, 1) and await papers.told() == ["arrived"]
    late = await papers.bring(said("printing", at(5)), said("arrived", at(9)))
    assert (late.new, late.repeated, late.changed) == (1, 1, ()) and await papers.told() == ["arrived"]
    await papers.bring(said("handed_over", at(12)))
    assert await papers.told() == ["arrived", "handed_over"]
    assert [one.stage for one in (await papers.found()).standing.history if not one.skipped] == [
        "accepted",
        "printing",
        "arrived",
        "handed_over",
    ]
    counted(runs=1, faults=late.new + late.repeated, inputs=len(await papers.tracking.runs()))


async def test_batches_at_one_instant_are_still_one_after_the_other(papers: House) -> None:
    for line in (said("accepted", at(2)), said("arrived", at(9)), said("printing", at(5)), said("handed_over", at(9))):
        await papers.bring(line)
    document = await papers.document()
    assert [one.stage for one in await papers.tracking.due_messages(document.id)] == ["arrived", "handed_over"]
    assert len({one.seen_at for one in document.observations}) == 4


async def test_many_feeders_at_once_lose_nothing_and_double_nothing(papers: House) -> None:
    await papers.bring(said("accepted", at(2)))
    reports = await asyncio.gather(*(papers.bring(*LINES) for _ in range(4)))
    assert sum(one.new for one in reports if isinstance(one, Report)) == len(LINES) - 1
    assert await papers.told() == ["checking", "returned", "checking", "printing", "arrived"]


async def test_signal_case_42_one_line_that_cannot_be_placed_refuses_all(papers: House) -> None:
    report = await papers.bring(said("accepted", at(2)), said("accepted", at(2), number=" - "), said("x", type="boat"))
    assert [(one.code, one.line, one.word) for one in report.refused] == [
        ("doctrack.number_missing", 2, ""),
        ("doctrack.type_unknown", 3, "boat"),
    ]
    assert await papers.tracking.find(NUMBER) == ()
    (run,) = await papers.tracking.runs()
    assert (run.outcome, run.new, [one.line for one in run.complaints]) == ("refused", 0, [2, 3])
    state = next(one for one in await papers.tracking.sources() if one.source == "calls")
    assert (state.as_of, state.trouble) == (None, "doctrack.number_missing")


async def test_f13_and_signal_case_40_unknown_words_are_kept_reported_and_raised(
    papers: House, rebuilt: Any, counted: Counted
) -> None:
    report = await papers.bring(said("accepted", at(2)), said("QC-HOLD 7", at(3)))
    assert report.unknown == ("QC-HOLD 7",)
    (raised,) = await papers.tracking.raised()
    assert (raised.reason, raised.said.stage, raised.document.shown) == ("unknown", "QC-HOLD 7", "…4567")
    found = await papers.found()
    assert found.standing.stage == "accepted" and found.standing.in_progress
    learnt = rebuilt(doctrack__stages__checking__words=["qc-hold 7"])
    assert (await learnt.found()).standing.stage == "checking"
    assert await learnt.tracking.raised() == ()
    counted(runs=1, faults=len(report.unknown), inputs=report.new)


async def test_numbers_names_and_links_stand_nowhere_in_clear(papers: House) -> None:
    await papers.bring(said("accepted", at(2), office="harbour", id="line 7"))
    async with papers.store.reading():
        rows = [await table.select() for table in (DocumentRow, SecretRow, ObservationRow)]
    kept = str([rows, await papers.audit(), await papers.news()])
    assert "1234567" not in kept and NAME.casefold() not in kept.casefold() and "harbour" in kept


async def test_the_same_number_of_two_kinds_is_two_documents(papers: House) -> None:
    await papers.bring(said("accepted", at(2)), said("arrived", at(3), type="ID-картка", secret="Шевченко"))
    assert len(await papers.tracking.find(NUMBER)) == 2
    assert (await papers.found(secret="шевченко")).type == "card"
    assert (await papers.found()).type == "passport"


async def test_a_clerk_says_how_far_a_document_is(papers: House) -> None:
    papers.set(at(24))
    assert code(await papers.tracking.noted(said("accepted", secret=""), CLERK)) == "doctrack.secret_missing"
    report = await papers.tracking.noted(said("accepted", office="centre"), CLERK)
    assert isinstance(report, Report) and report.new == 1
    found = await papers.found()
    assert (found.standing.stage, found.standing.office, found.standing.since) == ("accepted", "centre", at(24))
    assert found.as_of == at(24) and not found.stale
    assert [(one["action"], one["actor"]) for one in await papers.audit()] == [("doctrack.noted", CLERK.actor)]
    later = await papers.tracking.noted(said("printing", secret=""), CLERK)
    assert isinstance(later, Report) and await papers.told() == ["printing"]


@pytest.mark.parametrize(
    ("line", "by", "refused"),
    [
        (said("accepted"), Principal("staff", "8"), "doctrack.no_right"),
        (said("nonsense"), CLERK, "doctrack.stage_unknown"),
        (said("accepted", number=""), CLERK, "doctrack.number_missing"),
        (said("accepted", type="boat"), CLERK, "doctrack.type_unknown"),
    ],
)
async def test_what_a_clerk_says_is_judged_at_once(
    papers: House, line: Observed, by: Principal, refused: str, engine_name: str
) -> None:
    assert code(await papers.tracking.noted(line, by)) == refused


async def test_only_sources_of_the_file_are_heard(papers: House) -> None:
    assert code(await papers.tracking.observe([said("accepted")], "stranger")) == "doctrack.source_unknown"


async def test_f13_the_age_of_the_data_is_that_of_the_newest_run_and_silence_is_told(
    papers: House, clock: DemoClock, counted: Counted
) -> None:
    papers.set(at(20))
    await papers.bring(said("accepted", at(2)), source="export")
    await papers.bring(said("accepted", at(2)), source="calls")
    clock.advance(timedelta(hours=35))
    await papers.bring(source="calls")
    assert ((await papers.found()).as_of, (await papers.found()).stale) == (at(21, 20), False)
    clock.advance(timedelta(hours=13))
    assert not (await papers.found()).stale, "one of its sources is young enough"
    states = {one.source: one.stale for one in await papers.tracking.sources()}
    assert states == {"export": True, "calls": False}
    clock.advance(timedelta(hours=40))
    assert (await papers.found()).stale
    from civicore_doctrack import health

    assert "export" in (await health.trouble(papers.tracking.setting) or "")
    silent = [one for one in await papers.tracking.sources() if one.stale]
    counted(runs=1, faults=len(silent), inputs=len(await papers.tracking.runs()))


async def test_a_document_that_stands_too_long_is_shown_to_staff(papers: House) -> None:
    papers.set(at(20))
    await papers.bring(said("accepted", at(19)), said("accepted", at(10), number="OLD1", secret="Б"))
    assert [one.shown for one in await papers.tracking.stalled()] == ["OLD1"]
    papers.set(at(23, 10))
    assert len(await papers.tracking.stalled()) == 2
    await papers.bring(said("checking", at(23)))
    assert [one.shown for one in await papers.tracking.stalled()] == ["OLD1"]


async def test_documents_are_forgotten_after_their_end_and_after_long_silence(papers: House, clock: DemoClock) -> None:
    from civicore_doctrack import keeping

    papers.set(at(20))
    await papers.bring(said("handed_over", at(19)), said("accepted", at(19), number="OPEN1", secret="Б"))
    clock.advance(timedelta(days=85))
    assert await keeping.expire(papers.tracking.setting) == 1, "the report of the run"
    clock.advance(timedelta(days=10))
    assert await keeping.expire(papers.tracking.setting) == 1
    assert await papers.tracking.find(NUMBER) == () and len(await papers.tracking.find("OPEN1")) == 1
    clock.advance(timedelta(days=650))
    assert await keeping.expire(papers.tracking.setting) == 1
    async with papers.store.reading():
        assert [await table.count() for table in (DocumentRow, SecretRow, ObservationRow)] == [0, 0, 0]


async def test_what_staff_read_tells_the_whole_history(papers: House) -> None:
    await papers.bring(said("accepted", at(2), office="4601"), source="export")
    document = await papers.document()
    (one,) = document.observations
    assert (one.feeder, one.office, one.raw["office"]) == ("export", "harbour", "4601")
    assert document.standing == stages.standing(papers.tracking.setting.plan, "passport", document.observations)
