"""Numbers taken at a distance: for which agendas, how many may wait, how many one network may take in an hour.

Nobody sees who takes them, so one stranger could take all of them, or use up the numbers of the day.
"""

from __future__ import annotations

from datetime import timedelta

from civicore import Refusal, UnitOfWork
from civicore_ticketing import brakes
from civicore_ticketing.brakes import Brake
from civicore_ticketing.setting import Setting
from civicore_ticketing.views import TicketWish

_HOUR = timedelta(hours=1)


def given_at(setting: Setting, office: str) -> frozenset[str]:
    """Agendas whose numbers the file gives at a distance at an office."""
    return frozenset(
        agenda
        for agenda in setting.runtime.city.agendas
        if (remote := setting.policy(agenda, office).remote).enabled
        and (remote.agendas is None or agenda in remote.agendas)
    )


async def refused(setting: Setting, wish: TicketWish, unit: UnitOfWork) -> Refusal | None:
    """Why no number is given; else it is counted, and nobody else is counted for this agenda until the unit ends."""
    remote = setting.policy(wish.agenda, wish.office).remote
    if not remote.enabled or (remote.agendas is not None and wish.agenda not in remote.agendas):
        return Refusal("queue.not_remote")
    await unit.lock(f"ticketing.afar:{wish.office}:{wish.agenda}")
    line = await setting.line(wish.office, unit.now, unit)
    if line.numbers.get(wish.agenda, 0) >= remote.most_waiting:
        return Refusal("queue.remote_full")
    if wish.network is None or not setting.runtime.strict:
        return None
    name = f"{wish.office}|{wish.network}"
    brake = Brake.named(setting.runtime.keys, "ticketing.afar", name, remote.per_network, _HOUR)
    return await brakes.spend(brake, unit.now, "queue.remote_enough")
