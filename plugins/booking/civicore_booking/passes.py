"""A pass by e-mail: the way round the puzzle for those whose browser runs no script."""

from __future__ import annotations

from functools import partial

from civicore import Refusal, UnitOfWork, capacity, new_id
from civicore_booking import mails, puzzling
from civicore_booking.journey import Wish
from civicore_booking.limits import flood_claims, refusal_of, stopped_scope
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import FULL, Try, full_keys, tried, undone


async def ask(setting: Setting, wish: Wish, email: str, language: str, network: str | None) -> Refusal | None:
    """Send a pass to this address. It counts like a hold: nobody's mailbox is flooded, no network gets many."""
    answer = await tried(setting, partial(_ask, setting, wish, email, language, network), sweep)
    if isinstance(answer, Refusal):
        return refusal_of(full_keys(answer)) if answer.code == FULL else answer
    return None


async def _ask(
    setting: Setting, wish: Wish, email: str, language: str, network: str | None, unit: UnitOfWork, this: Try
) -> bool | Refusal:
    who = setting.identity(email, None, network)
    if await capacity.holds(stopped_scope(str(who.email)), unit.now):
        return Refusal("booking.address_stopped")
    office = wish.office or setting.plan.offices(wish.agenda)[0]
    until = unit.now + puzzling.PASS_LASTS
    brakes = setting.plan.person_limits(wish.agenda, office, strict=setting.runtime.strict)
    claims = flood_claims(who, brakes, unit.now, until)
    owner = new_id()
    trouble = await capacity.exchange((), [(owner, claim) for claim in claims])
    if trouble is not None:
        return await undone(trouble, unit)
    await mails.way_round(setting, unit, wish, email, language, until)
    return True
