"""Words of cases in the index: found however rare, gone with what is blacked out or erased."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest
from civicore_signals import erasing, store, store_words
from civicore_signals.case import Case, Sender
from civicore_signals.dossier import Span
from civicore_signals.tables import CaseRow

from civicore import UnitOfWork
from tests.signals.backoffice.office import Office, sure
from tests.signals.backoffice.test_words import EDITOR

TEXTS = (
    "Дупка пред № 12, лампата свети.",
    "The lamp by school 12 is dark",
    "Lamps and the school; a hole",
    "Un trou à l'école",
)


async def found(office: Office, text: str) -> set[UUID]:
    async with office.store.reading():
        asked = await store_words.holding(text)
        assert asked is not None
        return set(await store.ids(asked.matching, 100))


async def indexed(office: Office) -> set[str]:
    """Every word that the database's own index of words knows."""

    async def work(unit: UnitOfWork) -> set[str]:
        if office.store.engine_type == "sqlite":
            vocabulary = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.signals_told USING fts5vocab(main, signals_word, row)"
            await CaseRow.raw(vocabulary)
            return {row["term"] for row in await CaseRow.raw("SELECT term FROM temp.signals_told")}
        kept = "SELECT array_to_tsvector(array_remove(string_to_array(search, ' '), '')) FROM signals_case"
        return {row["word"] for row in await CaseRow.raw("SELECT word FROM ts_stat({})", kept)}

    return await office.store.transact(work)


async def told(office: Office) -> Sequence[Case]:
    return [await office.filed(text=text) for text in TEXTS]


@pytest.mark.parametrize("few", [0, 2_000])
async def test_words_are_found_by_how_they_begin(office: Office, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Whether they stand in a few cases or in more than are read one by one."""
    monkeypatch.setattr(store_words, "FEW", few)
    hole, lamp, school, french = (one.id for one in await told(office))
    assert await found(office, "lamp") == {lamp, school}
    assert await found(office, "LAMPS school") == {school}
    assert await found(office, "a LAMP, the") == {school}
    assert await found(office, "12") == {hole, lamp}
    assert await found(office, "ламп дупк") == {hole}
    assert await found(office, "ecole trou") == {french}
    assert await found(office, "amp") == set() == await found(office, "lamp дупка")
    async with office.store.reading():
        assert await store_words.holding(" %_'\" ") is None


async def test_signal_case_13_blacked_out_words_leave_the_index(office: Office) -> None:
    case = await office.filed(text="My neighbour Ivanchev did it")
    assert await found(office, "ivanchev") == {case.id}
    start = case.text.index("Ivanchev")
    sure(await office.desk.redact_text(case.id, [Span(start, start + 8)], EDITOR))
    assert await found(office, "ivanchev") == set() and await found(office, "neighbour") == {case.id}
    assert await indexed(office) == {"my", "neighbour", "did", "it"}


async def test_erased_words_leave_the_index(office: Office) -> None:
    named, bare, never = [await office.filed(text=f"Ivanchev wrote word{n}") for n in range(3)]

    async def work(unit: UnitOfWork) -> None:
        await erasing.person(unit, office.cases.setting.plan, named, Sender(name="Petar Ivanchev"))
        await erasing.content(unit, bare)
        await erasing.never_was(unit, never)

    assert len(await found(office, "ivanchev")) == 3
    await office.store.transact(work)
    assert await found(office, "ivanchev") == set() == await found(office, "word1 word2")
    assert await found(office, "wrote") == {named.id} and await indexed(office) == {"wrote", "word0"}
