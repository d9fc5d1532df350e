"""Confirming an address: looking at the link changes nothing, pressing the button registers the case once (case 6)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from civicore import Refusal, UnitOfWork
from civicore_signals import filing, letters, store, store_people, tokens
from civicore_signals.case import Case
from civicore_signals.filed import Filed
from civicore_signals.setting import Setting
from civicore_signals.trying import CHANGED, tried

UNKNOWN = Refusal("signals.unknown")


async def to_confirm(setting: Setting, token: str) -> Case | None:
    """What a confirmation link is about, confirmed or not."""
    async with setting.runtime.store.reading():
        return await _case(setting, token)


async def confirm(setting: Setting, token: str) -> Filed | Refusal:
    """Register what waited for its address; once registered, the same link answers with the same case."""
    return await tried(setting, partial(_confirm, setting, token))


async def _confirm(setting: Setting, token: str, unit: UnitOfWork) -> Filed | Refusal:
    case = await _case(setting, token)
    if case is None:
        return UNKNOWN
    if case.state == "unconfirmed":
        # What nobody has confirmed has not reached the office: its time begins now.
        live = await store.change(replace(case, state="live", received_at=unit.now, changed_at=unit.now), case)
        if live is None:
            return CHANGED
        await store_people.address_confirmed(case.id)
        await store.forget_network(case.id)  # its time ran from the filing, which is no longer written down
        case = await filing.register(setting, unit, live)
    secret = await tokens.mint(setting, unit, tokens.CASE, letters.bound(case), setting.plan.keeping.links)
    return Filed(case, secret)


async def _case(setting: Setting, token: str) -> Case | None:
    found = await tokens.opened(setting.runtime.keys, tokens.CONFIRM, token, setting.now)
    case = await store.get(UUID(found.removeprefix("case:"))) if found else None
    return case if case is not None and case.state in ("unconfirmed", "live") else None
