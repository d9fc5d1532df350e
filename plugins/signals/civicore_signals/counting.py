"""The lines from which figures are computed, read from the database: one a case, without a person or a word."""

from __future__ import annotations

from datetime import date
from typing import Any

from civicore import Principal
from civicore_signals import acting, rights
from civicore_signals.figures import Figures, Record, all_published, figures
from civicore_signals.plan import Counts
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow


async def records(setting: Setting, since: date, until: date, by: Principal | None = None) -> tuple[Record, ...]:
    """Cases that arrived on these days, both included; of a reader's units, without one of all of them.

    What was merged into another case is counted there, and what was withdrawn is not counted. Of what had an end
    before its content was erased the figures stay.
    """
    kept: Any = (CaseRow.state == "live") | ((CaseRow.state == "erased") & CaseRow.outcome.is_not_null())
    there: Any = kept & CaseRow.merged_into.is_null()
    wanted = there & (CaseRow.received_at >= setting.begins(since))
    wanted = wanted & (CaseRow.received_at < setting.ends(until))
    units = None if by is None else acting.units_of(setting.plan, by)
    if by is not None and not by.may(rights.SEE):
        return ()
    if units is not None:
        wanted = wanted & CaseRow.unit.is_in(sorted(units) or [""])
    async with setting.runtime.store.reading():
        rows = await CaseRow.select(*_COLUMNS).where(wanted).order_by(CaseRow.received_at)
    return tuple(_record(setting, row) for row in rows)


_COLUMNS = (
    CaseRow.unit,
    CaseRow.category,
    CaseRow.kind,
    CaseRow.area,
    CaseRow.received_at,
    CaseRow.due_on,
    CaseRow.due_at,
    CaseRow.closed_at,
    CaseRow.heard_at,
    CaseRow.status,
    CaseRow.outcome,
    CaseRow.reopened,
)


def _record(setting: Setting, row: dict[str, Any]) -> Record:
    closed, heard = row["closed_at"], row["heard_at"]
    return Record(
        unit=row["unit"],
        type=row["category"],
        kind=row["kind"],
        received_on=setting.day_at(row["received_at"]),
        area=row["area"] or "",
        due_on=row["due_on"],
        closed_on=None if closed is None else setting.day_at(closed),
        heard_on=None if heard is None else setting.day_at(heard),
        counts_as=_counts(setting, row),
        reopened=row["reopened"],
        waits=row["due_on"] is not None and row["due_at"] is None,
    )


def _counts(setting: Setting, row: dict[str, Any]) -> Counts | None:
    """What a closed case counts as; one whose status or outcome the file has lost counts as nothing."""
    if row["closed_at"] is None:
        return None
    outcome = setting.plan.outcomes.get(row["outcome"] or "")
    return "none" if outcome is None else outcome.counts_as


async def of_units(setting: Setting, by: Principal, since: date, until: date) -> Figures:
    """Figures of the reader's units."""
    return figures(await records(setting, since, until, by), setting.day_at(setting.now))


async def public(setting: Setting, since: date, until: date) -> Figures:
    """Figures of the whole city as strangers may see them, small counts hidden."""
    return all_published(figures(await records(setting, since, until), setting.day_at(setting.now)))
