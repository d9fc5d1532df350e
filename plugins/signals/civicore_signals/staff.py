"""Colleagues to whom cases are given."""

from __future__ import annotations

from uuid import UUID

from civicore import Principal, colleagues
from civicore_signals import rights
from civicore_signals.dossier import Colleague
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow


async def of_unit(setting: Setting, unit: str) -> tuple[Colleague, ...]:
    """Who may work on the cases of a unit, by name; inside a unit of work or a reading."""
    known = await colleagues(setting.runtime.city)
    return tuple(Colleague(UUID(one.id), one.name) for one in known if one.may(rights.WORK, unit))


async def gone(setting: Setting) -> frozenset[UUID]:
    """Clerks of open cases who can work on cases no more: they have left, or have other duties."""
    rows = (
        await CaseRow.select(CaseRow.clerk).where(CaseRow.clerk.is_not_null(), CaseRow.closed_at.is_null()).distinct()
    )
    able = {one.id for one in await colleagues(setting.runtime.city) if one.may(rights.WORK)}
    return frozenset(row["clerk"] for row in rows if str(row["clerk"]) not in able)


async def names(setting: Setting) -> dict[str, str]:
    """Names of colleagues by how a history calls them (``staff:<id>``)."""
    return {one.actor: one.name for one in await colleagues(setting.runtime.city)}


def named(by: Principal) -> UUID | None:
    """The id of a clerk as cases keep it; None for programs without an account."""
    try:
        return UUID(by.id)
    except ValueError:
        return None
