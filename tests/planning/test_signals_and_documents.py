"""Signals and documents: what they refer to stays or is renamed, what was private stays so unless it is let out."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from civicore_doctrack.tables import DocumentRow, ObservationRow
from civicore_signals.filechange import _answer
from civicore_signals.tables import CaseRow

from civicore.base.clock import DemoClock
from civicore.base.codes import new_id
from civicore.contracts.changes import Renames
from civicore.messaging.tongues import tongue
from civicore.planning import renaming, shown, standing
from civicore.planning.applying import Applied
from civicore.planning.console import published
from civicore.storage.store import Store
from tests.planning.hall import Hall, at

FOLDER = Path(__file__).parents[1]


@pytest.fixture
def squares(store: Store, clock: DemoClock, tmp_path: Path) -> Hall:
    written = (FOLDER / "signals" / "city.yaml").read_text("utf-8")
    (tmp_path / "squares.geojson").write_bytes((FOLDER / "signals" / "squares.geojson").read_bytes())
    return Hall(written, tmp_path, store, clock)


@pytest.fixture
def papers(store: Store, clock: DemoClock, tmp_path: Path) -> Hall:
    return Hall((FOLDER / "doctrack" / "city.yaml").read_text("utf-8"), tmp_path, store, clock)


_OLD, _NEW = (f"signals.categories.roads.questions.{name}" for name in ("size", "how_big"))
QUESTIONS = {_OLD: _NEW, f"{_NEW}.options.big": f"{_NEW}.options.large"}


async def _sent(hall: Hall, kind: str, category: str = "roads.cycling", closed: datetime | None = None) -> UUID:
    case, now = new_id(), at("2026-10-01T08:00:00")
    row = CaseRow(
        id=case, kind=kind, category=category, status="received", unit="roads", text="-", search="", origin="web",
        language="en", received_at=now, changed_at=now, state="live", closed_at=closed,
    )  # fmt: skip
    await hall.store.transact(lambda unit: CaseRow.insert(row))
    return case


async def test_what_signals_refer_to_cannot_go(squares: Hall) -> None:
    await _sent(squares, "signal")
    text = squares.file.read_text("utf-8")
    new = squares.folder / "new.yaml"
    new.write_text(text.replace("cycling:", "bicycles:").replace("roads.cycling", "roads.bicycles"), "utf-8")
    plan = await squares.plan(new)
    assert [(one.change, one.count) for one in plan.blocked] == [("signals.categories.roads.subcategories.cycling", 1)]


async def test_signals_follow_a_renamed_type_and_unit(squares: Hall) -> None:
    await _sent(squares, "signal")
    renames = {
        "signals.categories.roads.subcategories.cycling": "signals.categories.roads.subcategories.bicycles",
        "departments.roads": "departments.streets",
    }
    words = {
        "cycling:": "bicycles:",
        "  roads:\n    name: {en: Roads, cs: Správa silnic}": "  streets:\n    name: {en: Roads}",
    }
    new = squares.renamed(renames, **words, **{"parent: roads": "parent: streets", "unit: roads": "unit: streets"})
    new.write_text(new.read_text("utf-8").replace("departments: [roads", "departments: [streets"), "utf-8")
    assert (await squares.plan(new)).blocked == ()
    await renaming.follow(squares.under(new).runtime)
    async with squares.store.reading():
        (case,) = await CaseRow.select()
    assert (case["category"], case["unit"]) == ("roads.bicycles", "streets")


async def test_what_was_private_stays_so_unless_it_is_let_out(squares: Hall) -> None:
    await _sent(squares, "letter", "correspondence")
    new = squares.changed(signals__kinds__letter__public="true")
    plan = await squares.plan(new)
    (tally,) = plan.tallies
    assert (tally.change, tally.count, tally.allowed) == ("signals.kinds.letter.public", 1, ("private", "publish"))
    assert plan.undecided
    decided = await squares.plan(new, signals__kinds__letter__public="private")
    assert await squares.apply(new, decided) == Applied(1, 0)
    async with squares.store.reading():
        assert [row["hidden"] for row in await CaseRow.select(CaseRow.hidden)] == [True]
    assert (await squares.plan(new)).undecided == ()


async def test_what_was_private_stays_so_when_its_kind_is_renamed_at_once(squares: Hall) -> None:
    await _sent(squares, "letter", "correspondence")
    tree = yaml.safe_load(squares.changed(signals__kinds__letter__public="true").read_text("utf-8"))
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
    for old, now in (("letter:", "note:"), ("- letter\n", "- note\n")):
        text = text.replace(f" {old}", f" {now}")
    new = squares.folder / "new.yaml"
    new.write_text(text + "renames: {signals.kinds.letter: signals.kinds.note}\n", "utf-8")
    decided = await squares.plan(new, signals__kinds__note__public="private")
    assert decided.undecided == ()
    assert isinstance(await squares.apply(new, decided, in_place=False), Applied)
    async with squares.store.reading():
        assert [row["hidden"] for row in await CaseRow.select(CaseRow.hidden)] == [True]


@pytest.mark.parametrize(("decision", "hidden"), [("private", True), ("publish", False)])
async def test_what_comes_in_until_the_file_is_taken_over_follows_the_decision(
    squares: Hall, decision: str, hidden: bool
) -> None:
    before = await _sent(squares, "letter", "correspondence")
    new = squares.changed(signals__kinds__letter__public="true")
    decided = await squares.plan(new, signals__kinds__letter__public=decision)
    assert isinstance(await squares.apply(new, decided, in_place=False), Applied)
    between = await _sent(squares, "letter", "correspondence")  # by somebody who read that letters are private
    after = squares.under(new)
    assert not (await squares.judged(new)).needs_decision
    expected = {before: hidden, between: hidden}
    for _ in range(2):  # what is sent under the new file is public, however often the server is started
        async with after.in_force.around(partial(standing.carry_out, after.runtime, after.loaded)):
            pass
        expected[await _sent(squares, "letter", "correspondence")] = False
    async with squares.store.reading():
        assert {row["id"]: row["hidden"] for row in await CaseRow.select(CaseRow.id, CaseRow.hidden)} == expected


async def test_what_was_private_is_let_out_with_publish_existing(squares: Hall) -> None:
    await _sent(squares, "letter", "correspondence")
    new = squares.changed(signals__kinds__letter__public="true")
    plan = published(await squares.plan(new))
    assert plan.undecided == () and dict(plan.decisions) == {"signals.kinds.letter.public": "publish"}
    assert await squares.apply(new, plan) == Applied(1, 0)
    async with squares.store.reading():
        assert [row["hidden"] for row in await CaseRow.select(CaseRow.hidden)] == [False]


async def test_publish_existing_decides_nothing_else(squares: Hall) -> None:
    plan = published(await squares.plan(squares.changed(security__bot_check="'off'")))
    assert [one.name for one in plan.undecided] == ["security.bot_check"]


async def test_a_shorter_audit_log_wants_its_number(squares: Hall) -> None:
    await squares.store.transact(lambda unit: unit.record("old", actor="staff:1", subject="city:file"))
    squares.clock.freeze(at("2027-11-24T08:00:00"))
    plan = await squares.plan(squares.changed(retention__audit="6 months"))
    assert [(one.change, one.allowed) for one in plan.tallies] == [("retention.audit", ("1",))]
    said = shown.human(plan, "lipa", "new.yaml", tongue("cs"))
    assert "Záznamů o činnosti, které by se dnes v noci smazaly: 1" in said and "Je třeba 1 rozhodnutí" in said


async def test_answers_follow_their_questions(squares: Hall) -> None:
    assert _answer(Renames(QUESTIONS), "roads.cycling", "size", "big") == ("how_big", "large")
    assert _answer(Renames(QUESTIONS), "roads.cycling", "size", ["big", "small"]) == ("how_big", ["large", "small"])
    assert _answer(Renames(QUESTIONS), "roads.cycling", "depth", "big") == ("depth", "big")
    assert _answer(Renames(QUESTIONS), "trees", "size", "big") == ("size", "big")


async def test_shorter_keeping_of_signals_is_counted(squares: Hall) -> None:
    closed = at("2026-10-20T08:00:00")
    await _sent(squares, "letter", "correspondence", closed=closed)
    plan = await squares.plan(squares.changed(retention__letters="1 month"))
    assert [(one.change, one.count) for one in plan.tallies] == [("retention.letters", 1)]


async def test_a_stage_and_a_kind_that_documents_name_cannot_go_and_can_be_renamed(papers: Hall) -> None:
    now = at("2026-11-01T08:00:00")
    document = DocumentRow(id=new_id(), type="card", number_key="k", seen_first=now, seen_last=now)
    note = ObservationRow(id=new_id(), document_id=document.id, key="n", feeder="f", stage="printing", seen_at=now)
    await papers.store.transact(lambda unit: DocumentRow.insert(document))
    await papers.store.transact(lambda unit: ObservationRow.insert(note))
    gone = papers.renamed({}, **{"printing": "pressing", "    card: {name": "    id_card: {name"})
    assert {one.change for one in (await papers.plan(gone)).blocked} == {
        "doctrack.stages.printing",
        "doctrack.documents.card",
    }
    renames = {
        "doctrack.stages.printing": "doctrack.stages.pressing",
        "doctrack.documents.card": "doctrack.documents.id_card",
    }
    new = papers.renamed(renames, **{"printing": "pressing", "    card: {name": "    id_card: {name"})
    assert (await papers.plan(new)).blocked == ()
    await renaming.follow(papers.under(new).runtime)
    async with papers.store.reading():
        assert [row["type"] for row in await DocumentRow.select(DocumentRow.type)] == ["id_card"]
        assert [row["stage"] for row in await ObservationRow.select(ObservationRow.stage)] == ["pressing"]


async def test_shorter_keeping_of_documents_wants_its_number(papers: Hall) -> None:
    old = at("2026-09-01T08:00:00")
    document = DocumentRow(id=new_id(), type="card", number_key="k", seen_first=old, seen_last=old)
    await papers.store.transact(lambda unit: DocumentRow.insert(document))
    plan = await papers.plan(
        papers.renamed({}, **{"  documents:\n": "  keep: {without_news: 30 days}\n  documents:\n"})
    )
    assert [(one.change, one.allowed) for one in plan.tallies] == [("doctrack.keep.without_news", ("1",))]
