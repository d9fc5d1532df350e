"""What a change of the file means for visits that are booked: which ones no longer fit, and doing what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast, get_args
from uuid import UUID

from civicore import City, Msgid, Refusal, Text, UnitOfWork
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore_booking import closing, filechange_counts, fitting, lifecycle, notices, renaming, store
from civicore_booking.booking import Booking
from civicore_booking.closing import Decision
from civicore_booking.filechange_cause import Reach, cause, is_gone, is_told, reach
from civicore_booking.misfits import Conflict, Why
from civicore_booking.plan import Plan
from civicore_booking.setting import Setting
from civicore_booking.settling import settle

_KIND = "booking"
_OF_OTHERS: frozenset[Why] = frozenset({"capacity", "overlap"})  # whoever else is there that day counts too
_DECISIONS: tuple[str, ...] = get_args(Decision)


@dataclass(frozen=True)
class _Visit:
    """A booking under its old names, as it is stored, and under its new ones."""

    before: Booking
    after: Booking


class BookedVisits:
    """Registered as the answer of booking."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._settled = False

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        """Visits to come that fit the old file and not the new one, and what the new retention would erase."""
        if before.section("booking") is None:
            return Found()
        if after.section("booking") is None:
            today = self.setting.plan.day_at(self.setting.now)
            return Found(tallies=await filechange_counts.left_behind(today, changes))
        counts = await filechange_counts.counts(self._under(after), changes)
        touching = [one for one in changes if one.kind == "touching" and not one.renamed]
        coming = await self._coming(after, reach(before, after, touching))
        gone = [one for one in coming if is_gone(after, one.after)]
        known = [one for one in coming if not is_gone(after, one.after)]
        hits = await self._hits(before, after, known, touching)
        return Found(hits, (*_blocking([one.after for one in gone], touching), *counts))

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        """Keep, rebook, cancel or ask; nothing for what is only counted, the hourly retention does that."""
        if isinstance(found, Tally) or found.kind != _KIND or decision not in _DECISIONS:
            return None
        if decision == "rebook" and not self._settled:
            # The ledger must know the limits of the new file before a place is sought under it.
            await settle(self.setting)
            self._settled = True
        answer = await closing.decide(self.setting, UUID(found.id), cast(Decision, decision), actor, None, None)
        # A visit that its holder gave up meanwhile needs no decision any more.
        return answer if isinstance(answer, Refusal) and answer.code != "booking.unknown" else None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        return await renaming.rename(renames, unit)

    def _under(self, city: City) -> Setting:
        return Setting(replace(self.setting.runtime, city=city), Plan(city))

    async def _coming(self, after: City, where: Reach) -> list[_Visit]:
        """Visits to come that the changes can reach."""
        now, renames = self.setting.now, Renames(after.renames)
        days = [day for day in await store.days(self.setting.plan.day_at(now)) if where.on(day)]
        return [
            _Visit(one, renaming.renamed(renames, one))
            for one in await store.on_days(where.offices, days)
            if lifecycle.state(one, now) in lifecycle.COMING and one.start > now
        ]

    async def _hits(self, before: City, after: City, coming: Sequence[_Visit], touching: Sequence[Change]) -> list[Hit]:
        found = [hit for hit in await _conflicts(self._under(after), [one.after for one in coming]) if not hit.decided]
        full = {(hit.booking.office, hit.booking.day) for hit in found if hit.why in _OF_OTHERS}
        alone = {hit.booking.id for hit in found if hit.why not in _OF_OTHERS}
        there = [
            one.before
            for one in coming
            if one.after.id in alone or (full and (one.after.office, one.after.day) in full)
        ]
        were = {hit.booking.id: hit.why for hit in await _conflicts(self._under(before), there)}
        known: dict[object, Change | None] = {}  # visits of one day and agenda are hit by the same change
        hits: list[Hit] = []
        for hit in found:
            if were.get(hit.booking.id) == hit.why:
                continue
            alike = hit.why, hit.booking.office, hit.booking.agenda, hit.booking.day
            if alike not in known:
                known[alike] = cause(hit, after, touching)
            if (change := known[alike]) is not None:
                hits.append(_hit(after, hit, change))
        return hits


async def _conflicts(setting: Setting, bookings: Sequence[Booking]) -> list[Conflict]:
    by_office: dict[str, list[Booking]] = defaultdict(list)
    for one in bookings:
        by_office[one.office].append(one)
    return [hit for office, here in by_office.items() for hit in await fitting.conflicts(setting, office, here)]


def _hit(after: City, conflict: Conflict, change: Change) -> Hit:
    booking, told = conflict.booking, is_told(after, conflict, change)
    return Hit(
        _KIND,
        str(booking.id),
        change.name,
        _label(after, booking),
        f"{booking.sequence}|{booking.start.isoformat()}|{booking.state}|{conflict.why}",
        booking.start,
        () if told else _DECISIONS,
        "keep",
    )


def _label(city: City, booking: Booking) -> str:
    agenda: Text = notices.name_of(city, booking.agenda)
    return f"{booking.start.astimezone(city.zone):%a %d %b %H:%M}, {agenda}, {notices.place(city, booking.office).name}"


def _blocking(gone: Sequence[Booking], changes: Sequence[Change]) -> list[Tally]:
    """Visits of what the new file does not have: nobody could receive them, nor tell them why."""
    lost: dict[str, list[date]] = defaultdict(list)
    for booking in gone:
        for change in changes:
            if change.removed and _names(change, booking):
                lost[change.name].append(booking.day)
                break
    return [
        Tally(name, len(days), Msgid("{count} visits to come are for it: name its successor in renames"), blocks=True)
        for name, days in lost.items()
    ]


def _names(change: Change, booking: Booking) -> bool:
    agenda, office = change.within("agendas", booking.agenda), change.within("offices", booking.office)
    if change.within("agendas", booking.agenda, "activities"):
        return len(change.path) == 3 or change.path[3] in booking.activities
    return (agenda or office) and len(change.path) == 2
