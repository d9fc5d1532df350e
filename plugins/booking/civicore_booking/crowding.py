"""Days on which as many holds wait for confirmation as the file lets wait: somebody may be holding them all (S19)."""

from __future__ import annotations

from datetime import date

from civicore import Msgid, Repair, capacity
from civicore_booking.limits import SHARE
from civicore_booking.setting import Setting

KIND = "booking.unconfirmed"


async def tell(setting: Setting) -> None:
    """Raise one alarm for all such days, and settle it once there is none; after a sweep."""
    async with setting.runtime.store.reading():
        full = await capacity.filled(f"{SHARE}|")
    days = sorted({date.fromisoformat(key.rpartition("|")[2]) for key in full})
    setting.runtime.repairs.tell(KIND, [crowded(days)] if days else [])


def crowded(days: list[date]) -> Repair:
    """More is asked for than is confirmed: a rush, or a robot."""
    return Repair(
        f"{KIND}:days",
        "error",
        Msgid("So many bookings wait for confirmation that no more are taken on the site: %(days)s."),
        Msgid(
            "Look at the signs of robots at the desk. If it is a rush of people, wait a quarter of an hour or raise "
            "the share; if it is a robot, let everybody solve the puzzle (booking.puzzle: always)."
        ),
        where="booking.limits.unconfirmed_per_day",
        words={"days": ", ".join(day.isoformat() for day in days)},
    )
