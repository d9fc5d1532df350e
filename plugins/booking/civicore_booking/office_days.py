"""Who books on a day and who closes it wait for each other. On SQLite whoever writes is alone already."""

from __future__ import annotations

from datetime import date

from civicore import UnitOfWork


def name(office: str, day: date) -> str:
    """What a unit shares that books on a day: it cannot be closed until the unit ends, and who closes it sees it.

    A unit that knows the day beforehand is begun with it (``Runtime.transact``); then nothing is asked for it alone.
    """
    return f"booking.day:{office}|{day.isoformat()}"


async def share_day(unit: UnitOfWork, office: str, day: date) -> None:
    """Book on a day that is only known now."""
    await unit.share(name(office, day))


async def take_day(unit: UnitOfWork, office: str, day: date) -> None:
    """Close a day: wait for those who are booking on it, and keep others waiting until this unit ends."""
    await unit.lock(name(office, day))
