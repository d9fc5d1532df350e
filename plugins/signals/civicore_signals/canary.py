"""The signal that nobody sends: filed, followed and taken away again, of a kind that no page, list or number knows.

It is kept unconfirmed, which is what no office, map, figure or export ever sees. That it can be entered into the
register is tried in a unit of work that is undone, so that no number is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Refusal, Text, UnitOfWork, new_id, quiet
from civicore_signals import erasing, filing, own, store
from civicore_signals.access import Holder
from civicore_signals.case import Sender
from civicore_signals.filed import Filed, Filing
from civicore_signals.plan import Category, Kind, Plan, Status
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow

if TYPE_CHECKING:
    from civicore import Runtime

HIDDEN = "canary_of_signals"
_OVER = timedelta(minutes=5)  # whoever sang before has ended by then
_STOPPED = "signals.suspended"  # the city takes no signals, and says so itself
_UNDONE = Refusal("signals.canary")


class SignalCanary:
    """Files, follows, registers and takes away one signal. Nothing of it stays."""

    name = "signals"

    def __init__(self, runtime: Runtime, plan: Plan) -> None:
        self._setting = Setting(quiet(runtime, runtime.city), _hidden(plan))

    async def sing(self) -> str | None:
        """None when all steps went well."""
        setting = self._setting
        await setting.runtime.transact(partial(_tidied, setting))
        language = setting.runtime.languages.default
        sender = Sender(name="Canary", email=f"{new_id().hex}@canary.invalid", language=language)
        filed = await filing.file(setting, Filing(HIDDEN, HIDDEN, "Canary", language, sender=sender))
        if isinstance(filed, Refusal):
            return None if filed.code == _STOPPED else filed.code
        try:
            return await self._followed(filed)
        finally:
            await setting.runtime.transact(partial(_taken_away, filed.case.id))

    async def _followed(self, filed: Filed) -> str | None:
        seen = await own.own(self._setting, Holder(filed.token), None)
        if seen is None or seen.case.id != filed.case.id:
            return "signals.unknown"
        tried = await self._setting.runtime.transact(partial(_registered, self._setting, filed))
        return None if tried is _UNDONE else "signals.unknown"


async def _registered(setting: Setting, filed: Filed, unit: UnitOfWork) -> Refusal:
    live = await store.change(replace(filed.case, state="live", changed_at=unit.now), filed.case)
    if live is None:
        return Refusal("signals.unknown")
    await filing.register(setting, unit, live)
    return _UNDONE


async def _taken_away(case: UUID, unit: UnitOfWork) -> None:
    found = await store.get(case)
    if found is not None:
        await erasing.never_was(unit, found)


async def _tidied(setting: Setting, unit: UnitOfWork) -> None:
    """Take away what a process left behind that ended in the middle of its song."""
    left = await CaseRow.select(CaseRow.id).where(CaseRow.category == HIDDEN, CaseRow.received_at < unit.now - _OVER)
    for row in left:
        await _taken_away(row["id"], unit)


def _hidden(plan: Plan) -> Plan:
    """The city's plan with one kind of case, one type and one unit that its file does not know."""
    name = Text(dict.fromkeys(plan.languages, HIDDEN))
    status = Status(HIDDEN, name, "new", None, (), (), ())
    kind = Kind(
        HIDDEN,
        name,
        note=None,
        registration="email",
        public=None,
        asks=("text", "email"),
        required=frozenset({"text"}),
        track=("link",),
        search_label=None,
        notify=(),
        statuses=(HIDDEN,),
        outcomes=(),
        deadline=None,
        stream=HIDDEN,
        keep=plan.keeping.unconfirmed,
    )
    category = Category(HIDDEN, name, None, (HIDDEN,), leaf=True, unit=plan.default_unit, deadline=None)
    known: Mapping[str, Status] = {HIDDEN: status}
    return replace(plan, kinds={HIDDEN: kind}, categories={HIDDEN: category}, statuses=known, rules=())
