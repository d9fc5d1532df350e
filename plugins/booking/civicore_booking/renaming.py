"""Ids that changed in the file: records follow what ``renames`` says, and what nobody explains is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from civicore import HealthProbe, UnitOfWork
from civicore_booking import closures, store, waitlist
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting


async def rename(setting: Setting, unit: UnitOfWork) -> None:
    """Give bookings, wishes and closures the new names of agendas, activities, offices and counters."""
    renames = setting.runtime.city.renames
    if not renames:
        return
    for booking in await store.everything():
        renamed = replace(
            booking,
            agenda=_new(renames, "agendas", booking.agenda),
            office=_new(renames, "offices", booking.office),
            activities=tuple(
                _part(renames, "agendas", booking.agenda, "activities", one) for one in booking.activities
            ),
        )
        if renamed != booking:
            await store.change(renamed, booking)
    await waitlist.rename(lambda agenda, office: _both(renames, agenda, office))
    await closures.rename(
        lambda office, counter: (
            _new(renames, "offices", office),
            counter and _part(renames, "offices", office, "counters", counter),
        )
    )


def probe(setting: Setting) -> HealthProbe:
    """Tells of visits to come that the file no longer explains."""

    async def look() -> str | None:
        async with setting.runtime.store.reading():
            coming = await store.from_day(setting.plan.day_at(setting.now))
        lost = [booking for booking in coming if not known(setting, booking)]
        if not lost:
            return None
        names = ", ".join(sorted({booking.agenda for booking in lost}))
        return f"{len(lost)} visits to come are for agendas or offices that the file does not have ({names}): renames?"

    return HealthProbe("booking.known", look)


def known(setting: Setting, booking: Booking) -> bool:
    """Whether the file still has the agenda and the office of a booking."""
    return setting.plan.knows(booking.agenda, booking.office)


def _both(renames: Mapping[str, str], agenda: str, office: str | None) -> tuple[str, str | None]:
    return _new(renames, "agendas", agenda), office and _new(renames, "offices", office)


def _new(renames: Mapping[str, str], kind: str, id: str) -> str:
    return renames.get(f"{kind}.{id}", f"{kind}.{id}").rpartition(".")[2]


def _part(renames: Mapping[str, str], kind: str, owner: str, part: str, id: str) -> str:
    """The new name of an activity or counter, whose owner may have been renamed too."""
    for name in (owner, _new(renames, kind, owner)):
        path = f"{kind}.{name}.{part}.{id}"
        if path in renames:
            return renames[path].rpartition(".")[2]
    return id
