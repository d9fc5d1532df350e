"""How long letters live: settled ones are emptied after ``channels.letter.keep``; that one came stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from civicore.base.spans import Duration
from civicore.extension.parts import Retention
from civicore.mailroom.tables import LetterRow
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

_EMPTY: dict[Any, Any] = {
    LetterRow.person: "",
    LetterRow.sender: "",
    LetterRow.sender_name: "",
    LetterRow.subject: "",
    LetterRow.text: "",
    LetterRow.quoted: "",
    LetterRow.files: "[]",
    LetterRow.about: "",
    LetterRow.deed: "",
}


def retention(runtime: Runtime, persons: Callable[[str], Sequence[str]], keep: Duration) -> Retention:
    """A person is an e-mail address, kept under any key of the city; letters on paper are theirs when they bear it."""

    async def expire() -> int:
        async def work(unit: UnitOfWork) -> int:
            before = keep.before(unit.now, runtime.city.zone)
            full = (LetterRow.person != "") | (LetterRow.text != "") | (LetterRow.sender_name != "")
            return await _empty((LetterRow.done_at < before) & full, unit)

        return await runtime.transact(work)

    async def export(who: str) -> Sequence[Mapping[str, object]]:
        if "@" not in who:
            return []
        async with runtime.store.reading():
            rows = await LetterRow.select(
                LetterRow.came_at, LetterRow.sender_name, LetterRow.subject, LetterRow.text, LetterRow.ended
            ).where(LetterRow.person.is_in(list(persons(who))))
        return [{"record": "letter", **row} for row in rows]

    async def erase(who: str) -> int:
        if "@" not in who:
            return 0
        return await runtime.transact(lambda unit: _erase(persons(who), unit))

    return Retention("mailroom.letters", expire, export, erase)


async def _empty(which: Any, unit: UnitOfWork) -> int:
    rows = await LetterRow.update(_EMPTY).where(which).returning(LetterRow.id)
    for row in rows:
        await _forget(row["id"], unit)
    return len(rows)


async def _erase(persons: Sequence[str], unit: UnitOfWork) -> int:
    theirs = LetterRow.person.is_in(list(persons))
    over: dict[Any, Any] = {LetterRow.state: "done", LetterRow.done_at: unit.now, LetterRow.ended: "erased"}
    await LetterRow.update(over).where(theirs & (LetterRow.state != "done"))
    return await _empty(theirs, unit)


async def _forget(letter: UUID, unit: UnitOfWork) -> None:
    await unit.forget(f"letter:{letter}")
