"""What a change of the file means for signals that were sent: what they refer to stays, what was private stays so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from civicore import City, Msgid, Named, Refusal, UnitOfWork, rename_all, still_needed
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore_signals import keeping
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow, EventRow, LedgerRow
from civicore_signals.working_out import plan_of

_NAMED = Msgid("{count} signals refer to it: name its successor in renames")
_COLUMNS = (
    Named(CaseRow.kind, "signals.kinds", _NAMED),
    Named(CaseRow.category, "signals.categories.*.subcategories", _NAMED),
    Named(CaseRow.status, "signals.statuses", _NAMED),
    Named(CaseRow.outcome, "signals.outcomes", _NAMED),
    Named(CaseRow.unit, "departments", _NAMED),
    Named(EventRow.status, "signals.statuses", Msgid("{count} lines of the history of signals name it: use renames")),
    Named(EventRow.outcome, "signals.outcomes", Msgid("{count} lines of the history of signals name it: use renames")),
    Named(EventRow.unit, "departments", Msgid("{count} lines of the history of signals name it: use renames")),
    Named(LedgerRow.kind, "signals.kinds"),
)
PRIVATE, PUBLISH = "private", "publish"
_REVEALED = Msgid("{count} signals sent until now would be open to everybody")
_SOONER = Msgid("{count} signals would lose contacts or content tonight")
_MANY = 1_000_000


@dataclass(frozen=True)
class SentSignals:
    """Registered as the answer of signals."""

    setting: Setting

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        renames = Renames(after.renames)
        tallies = await still_needed(_COLUMNS, changes, renames)
        if before.section("signals") is None or after.section("signals") is None:
            return Found(tallies=tallies)
        for change in changes:
            if change.kind == "destructive" and _reveals(change):
                number = await CaseRow.count().where(_shown(change, renames))
                tallies += [Tally(change.name, number, _REVEALED, (PRIVATE, PUBLISH))] if number else []
        return Found(tallies=[*tallies, *await self._erased(after, changes)])

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        """Hide from strangers what was private until now, where that was decided."""
        if not isinstance(found, Tally) or decision != PRIVATE:
            return None
        path = tuple(found.change.split("."))

        async def work(unit: UnitOfWork) -> None:
            # Records may still bear old names: they follow when the city starts under the new file.
            renames = Renames(self.setting.runtime.city.renames)
            matching = _shown(Change(path, "destructive", None, None, "", 0, 0), renames)
            hidden = await CaseRow.update({CaseRow.hidden: True}).where(matching).returning(CaseRow.id)
            facts = {"change": found.change, "signals": len(hidden)}
            if hidden:
                await unit.record("signals.kept_private", actor=actor, subject="signals:file", facts=facts)

        await self.setting.runtime.transact(work)
        return None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        answers = await _rename_answers(renames)  # while categories may still bear their old names
        return answers + await rename_all(_COLUMNS, renames)

    async def _erased(self, after: City, changes: Sequence[Change]) -> list[Tally]:
        under = Setting(replace(self.setting.runtime, city=after), plan_of(after))
        shorter = [one for one in changes if one.kind == "destructive" and _is_keep(one)]
        number = (await keeping.due(under, _MANY)).count if shorter else 0
        return [Tally(one.name, number, _SOONER, (str(number),)) for one in shorter if number]


async def _rename_answers(renames: Renames) -> int:
    """Answers to extra questions, where a question or one of its options is called differently."""
    if not any(".questions." in one for one in renames.paths):
        return 0
    number = 0
    for row in await CaseRow.select(CaseRow.id, CaseRow.category, CaseRow.answers).where(CaseRow.answers != "{}"):
        old = json.loads(row["answers"])
        new = dict(_answer(renames, row["category"], *pair) for pair in old.items())
        if new != old:
            written = json.dumps(new, ensure_ascii=False)
            await CaseRow.update({CaseRow.answers: written}).where(CaseRow.id == row["id"])
            number += 1
    return number


def _answer(renames: Renames, category: str, question: str, said: str | list[str]) -> tuple[str, str | list[str]]:
    """One answer under its new names; the question is the type's own or its category's."""
    above, _, type = category.partition(".")
    owner = ("signals", "categories", above)
    for path in ((*owner, "subcategories", type, "questions"), (*owner, "questions")):
        name = renames.new(*path, question)
        options = {
            one: renames.new(*path, question, "options", one) for one in ([said] if isinstance(said, str) else said)
        }
        if name != question or any(old != new for old, new in options.items()):
            return name, options[said] if isinstance(said, str) else [options[one] for one in said]
    return question, said


def _reveals(change: Change) -> bool:
    return change.path == ("signals", "publish") or "public" in change.path or "shown" in change.path


def _shown(change: Change, renames: Renames) -> Any:
    """Signals that strangers would see more of, under their old and their new names."""
    matching: Any = CaseRow.hidden.eq(False) & (CaseRow.state == "live")
    if change.within("signals", "kinds", "*"):
        return matching & CaseRow.kind.is_in(_called(renames, "kinds", str(change.path[2])))
    if change.within("signals", "categories", "*"):
        names = _called(renames, "categories", str(change.path[2]))
        if change.within("signals", "categories", "*", "subcategories", "*"):
            return matching & CaseRow.category.is_in([f"{name}.{change.path[4]}" for name in names])
        below: Any = CaseRow.category.is_in(names)
        for name in names:
            below = below | CaseRow.category.like(f"{name}.%")
        return matching & below
    return matching


def _called(renames: Renames, what: str, name: str) -> list[str]:
    return [name, *(old for old, new in renames.of("signals", what) if new == name)]


def _is_keep(change: Change) -> bool:
    return change.path in (("signals", "keep", "contacts"), ("retention", "signals"), ("retention", "letters"))
