"""What else came from the same person: for a clerk who answers, and for an operator while the caller is on the line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from civicore import Principal
from civicore_signals import acting, people, rights, store
from civicore_signals.case import Case, Sender
from civicore_signals.setting import Setting
from civicore_signals.tables import SenderRow

_NEWEST, _SHOWN = 50, 10


async def of_sender(setting: Setting, sender: Sender, by: Principal, besides: UUID | None = None) -> tuple[Case, ...]:
    """The newest cases of the same account, e-mail address or telephone number that this reader may open.

    Nothing for a reader without the right to contacts; inside a unit or a reading.
    """
    if not by.may(rights.CONTACTS):
        return ()
    found: dict[UUID, Any] = {}
    for same in _same(setting, sender):
        query = SenderRow.select(SenderRow.case_id, SenderRow.filed_at).where(same)
        for row in await query.order_by(SenderRow.filed_at, ascending=False).limit(_NEWEST):
            found[row["case_id"]] = row["filed_at"]
    there = await store.many([one for one in found if one != besides])
    newest = sorted(there.values(), key=lambda one: found[one.id], reverse=True)
    mine = [one for one in newest if _opens(setting, by, one)]
    return tuple(mine[:_SHOWN])


def _same(setting: Setting, sender: Sender) -> list[Any]:
    same: list[Any] = []
    if sender.account is not None:
        same.append(SenderRow.account == sender.account)
    if sender.email:
        same.append(SenderRow.email_key.is_in(list(people.address_keys(setting.runtime.keys, sender.email))))
    if sender.phone:
        same.append(SenderRow.phone == sender.phone)
    return same


def _opens(setting: Setting, by: Principal, case: Case) -> bool:
    return case.state in ("live", "withdrawn") and acting.holds(setting.plan, by, case, rights.SEE)
