"""Exports as they really are: marks, old encodings, broken lines, half of a file, yesterday's file again (case 42)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from civicore_doctrack import decoding, file_drop, rows
from civicore_doctrack.plan import Plan
from civicore_doctrack.rows import Format
from civicore_doctrack.runs import Complaint

from civicore.base.clock import DemoClock
from civicore.contracts.documents import Observed
from tests.doctrack.archive import House

NAMES = "Номер заяви;Вид документа;Статус;Дата статусу;Прізвище;Підрозділ"
ROW = "АВ-1234567;Закордонний паспорт;Заявку прийнято;02.11.2026 10:00;Коваленко;4601"
TEXT = f"{NAMES}\n{ROW}\n"


def form(plan: Plan, delimiter: str | None = None, **columns: str) -> Format:
    named = {"number": "Номер заяви", "type": "Вид документа", "stage": "Статус", "at": "Дата статусу"}
    return Format(columns or {**named, "secret": "Прізвище"}, delimiter, ("%d.%m.%Y %H:%M", "%d.%m.%Y"), plan.zone)


def read(plan: Plan, text: str, how: Format | None = None) -> tuple[list[Observed], list[Complaint]]:
    return rows.read(text, how or form(plan), lambda word: plan.stage(word) is not None)


def complaints(plan: Plan, text: str) -> list[tuple[str, int]]:
    _, wrong = read(plan, text)
    return [(one.code, one.line) for one in wrong]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8_u", "cp866", "iso8859_5"])
def test_signal_case_42_old_encodings_and_marks_at_the_start(plan: Plan, encoding: str) -> None:
    text = TEXT.replace("і", "i") if encoding == "cp866" else TEXT  # cp866 has no Ukrainian і
    expected = [*form(plan).columns.values(), *plan.words]
    if encoding == "cp866":
        expected = [one.replace("і", "i") for one in expected]
    assert decoding.decoded(text.encode(encoding), "auto", expected) == text


def test_signal_case_42_an_encoding_that_cannot_be_told_is_asked_for_and_not_guessed(plan: Plan) -> None:
    ascii_names = "number;stage;name\n1;accepted;Коваленко\n".encode("cp1251")
    assert decoding.decoded(ascii_names, "auto", ["number", "stage", "name"]) == Complaint("doctrack.encoding_unclear")
    assert "Коваленко" in str(decoding.decoded(ascii_names, "cp1251", []))
    cut = TEXT.encode()[:-50]
    assert decoding.decoded(cut[:-1], "auto", form(plan).columns.values()) == Complaint("doctrack.encoding_unclear")
    assert decoding.decoded(b"a\0b", "auto", []) == Complaint("doctrack.encoding_unclear")
    assert decoding.decoded(b" \r\n", "auto", []) == Complaint("doctrack.file_empty")


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace(";", ","),
        TEXT.replace(";", "\t"),
        TEXT.replace(";", "|"),
        "sep=;\r\n" + TEXT,
        TEXT.replace("АВ-1234567", '="АВ-1234567"'),
        TEXT.replace("Коваленко", '"  Коваленко\r\n"'),
        TEXT.replace("Статус;", '"Статус";'),
        TEXT.upper().replace("КОВАЛЕНКО", "Коваленко"),
        TEXT + ";;;;;\n\n",
        TEXT.replace("\n", ";;\n"),
        TEXT[:-1],
        f'{NAMES};Примітка\n{ROW};"Прийшов\r\nвдруге; без довідки"\n',
    ],
)
def test_signal_case_42_dirt_that_means_the_same(plan: Plan, text: str) -> None:
    said, wrong = read(plan, text)
    assert wrong == []
    (one,) = said
    assert plan.stage(one.stage) == plan.stages["accepted"] and plan.type(one.type) == "passport"
    assert one.at is not None and (one.at.isoformat(), one.secret) == ("2026-11-02T08:00:00+00:00", "Коваленко")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (TEXT[: TEXT.index("02.11")], [("doctrack.columns_wrong", 2)]),
        (TEXT + "АВ-2;Закордонний паспорт;Зая", [("doctrack.columns_wrong", 3)]),
        (TEXT + '"АВ-2;Закордонний паспорт;Друк;03.11.2026;Б;1\n', [("doctrack.quotes", 3)]),
        (TEXT.replace("Статус", "Стан"), [("doctrack.columns_missing", 1)]),
        (TEXT.replace("4601", "4601;зайве"), [("doctrack.columns_wrong", 2)]),
        (NAMES + "\n", [("doctrack.file_empty", 0)]),
        (TEXT.replace("Коваленко", "К" * 10_001), [("doctrack.too_long", 2)]),
    ],
)
def test_signal_case_42_half_of_a_file_is_told_by_its_line(plan: Plan, text: str, wrong: list[tuple[str, int]]) -> None:
    assert complaints(plan, text) == wrong


def test_signal_case_42_a_word_cut_off_at_the_very_end_is_no_word(plan: Plan) -> None:
    how = form(plan, None, number="1", stage="2")
    assert read(plan, "1;accepted\n2;accep", how)[1] == [Complaint("doctrack.unfinished", 2)]
    assert read(plan, "1;accepted\n2;accepted", how)[1] == []
    assert [one.stage for one in read(plan, "1;accepted\n2;WTF\n", how)[0]] == ["accepted", "WTF"]


def drop(house: House, text: str, name: str = "day.csv", encoding: str = "cp1251") -> Path:
    path = house.drop / name
    path.write_bytes(text.encode(encoding))
    return path


async def look(house: House, clock: DemoClock, times: int = 2) -> None:
    """Look into the folder, each time a quarter of an hour later."""
    for _ in range(times):
        await file_drop.look(house.tracking.setting, "export")
        clock.advance(timedelta(minutes=15))


async def outcomes(house: House) -> list[tuple[str, int, int]]:
    """What became of each file, the newest first."""
    return [(one.outcome, one.new, one.repeated) for one in await house.tracking.runs("export")]


@pytest.mark.anyio
async def test_signal_case_42_a_file_is_taken_once_it_is_whole_and_yesterdays_changes_nothing(
    papers: House, clock: DemoClock
) -> None:
    path = drop(papers, TEXT[:-20])
    await look(papers, clock, 1)
    drop(papers, TEXT)
    await look(papers, clock, 1)
    assert await outcomes(papers) == [], "it has just changed"
    await look(papers, clock, 1)
    assert await outcomes(papers) == [("taken", 1, 0)]
    young = (await papers.found()).as_of
    await look(papers, clock)
    assert len(await outcomes(papers)) == 1, "the same file lies there still"
    second = TEXT + ROW.replace("Заявку прийнято", "Друк").replace("02.", "05.") + "\n"
    drop(papers, second, "next.csv")
    await look(papers, clock)
    assert (await outcomes(papers))[0] == ("taken", 1, 1) and await papers.told() == ["printing"]
    as_of = (await papers.found()).as_of
    assert young is not None and as_of is not None and as_of > young
    path.unlink()
    await look(papers, clock, 1)
    drop(papers, TEXT, "day.csv")
    os.utime(papers.drop / "day.csv", ns=(10**18, 10**18))
    await look(papers, clock)
    assert (await outcomes(papers))[0] == ("repeated", 0, 0)
    assert ((await papers.found()).as_of, await papers.told()) == (as_of, ["printing"])


@pytest.mark.anyio
async def test_signal_case_42_duplicates_and_look_alikes_of_one_document_are_one(
    papers: House, clock: DemoClock
) -> None:
    other = ROW.replace("АВ-1234567", "AB l23 4567")  # Latin letters, a small L for the one
    drop(papers, "\r\n".join([NAMES, ROW, ROW, other, ROW.replace("1", "І")]) + "\r\n", encoding="utf-8-sig")
    await look(papers, clock)
    assert await outcomes(papers) == [("taken", 2, 2)], "a date written with a letter is unclear, and said besides"
    found = await papers.found("ав1234567")
    assert (found.standing.stage, found.standing.office, len(found.standing.history)) == ("accepted", "harbour", 1)


@pytest.mark.anyio
async def test_signal_case_42_a_broken_file_changes_nothing_and_its_report_is_kept(
    papers: House, clock: DemoClock
) -> None:
    drop(papers, TEXT)
    await look(papers, clock)
    before = await papers.found()
    broken = NAMES + "\n" + ROW.replace("Заявку прийнято", "Видано") + "\n" + ROW[:30] + "\n"
    drop(papers, broken, "worse.csv")
    await look(papers, clock, 3)
    (run, _) = await papers.tracking.runs("export")
    assert (run.outcome, run.name) == ("refused", "worse.csv")
    assert [(one.code, one.line) for one in run.complaints] == [("doctrack.columns_wrong", 3)]
    assert await papers.found() == before and await papers.told() == []
    state = next(one for one in await papers.tracking.sources() if one.source == "export")
    assert state.trouble == "doctrack.columns_wrong"
    drop(papers, broken.rsplit("\n", 2)[0] + "\n", "worse.csv")
    await look(papers, clock)
    assert (await papers.found()).standing.stage == "handed_over" and await papers.told() == ["handed_over"]


@pytest.mark.anyio
async def test_a_folder_that_is_missing_is_told_and_strange_things_in_it_are_left_alone(
    papers: House, clock: DemoClock, tmp_path: Path
) -> None:
    await look(papers, clock, 1)
    (state, _) = await papers.tracking.sources()
    assert state.trouble == "doctrack.folder_missing"
    secret = tmp_path / "elsewhere.csv"
    secret.write_text(TEXT, "utf-8")
    (papers.drop / "link.csv").symlink_to(secret)
    (papers.drop / "folder.csv").mkdir()
    (papers.drop / ".hidden.csv").write_text(TEXT, "utf-8")
    (papers.drop / "notes.txt").write_text(TEXT, "utf-8")
    await look(papers, clock)
    assert await outcomes(papers) == []


@pytest.mark.anyio
async def test_a_file_that_is_said_to_be_whole_is_taken_at_once_and_deleted(rebuilt: object, clock: DemoClock) -> None:
    changes = {"doctrack__sources__export__ready": "done", "doctrack__sources__export__afterwards": "delete"}
    papers: House = rebuilt(**changes)  # type: ignore[operator]
    path = drop(papers, TEXT)
    await look(papers, clock, 3)
    assert await outcomes(papers) == []
    path.with_name("day.csv.done").touch()
    await look(papers, clock, 1)
    assert await outcomes(papers) == [("taken", 1, 0)] and list(papers.drop.iterdir()) == []
