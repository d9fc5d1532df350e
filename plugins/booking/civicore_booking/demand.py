"""Searches of citizens that found nothing, told to whoever counts them: no person, and never inside a reading."""

from __future__ import annotations

from civicore import UnitOfWork
from civicore.contracts.demand import DemandUnmet
from civicore_booking.setting import Setting


async def unmet(setting: Setting, agenda: str, office: str, channel: str, *, whole: bool) -> None:
    """Somebody looked for a time and there was none: in the ``whole`` bookable range, or on the days asked for."""
    what = "times" if whole else "day"

    async def tell(unit: UnitOfWork) -> None:
        await unit.publish(DemandUnmet(agenda, office, channel, what, unit.now))

    await setting.runtime.transact(tell)
