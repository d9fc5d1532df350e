"""What a change of the file means for people who wait: nobody in line is left without an agenda, office or counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from civicore import City, Duration, Msgid, Named, Refusal, Text, UnitOfWork, rename_all, still_needed
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore_ticketing import store
from civicore_ticketing.setting import Setting
from civicore_ticketing.tables import (
    AlarmRow,
    AskRow,
    CounterRow,
    EventRow,
    LeaseRow,
    OfficeRow,
    StrayRow,
    TicketRow,
)
from civicore_ticketing.ticket import OPEN, Ticket

_WAITS = Msgid("{count} people in line are for it: wait until they are served, or name its successor in renames")
_OPEN = TicketRow.state.is_in(sorted(OPEN))
_COLUMNS = (
    Named(TicketRow.office, "offices", _WAITS, _OPEN),
    Named(TicketRow.agenda, "agendas", _WAITS, _OPEN),
    Named(TicketRow.counter, "offices.*.counters", _WAITS, _OPEN),
    Named(TicketRow.sent_to, "offices.*.counters"),
    Named(TicketRow.home, "offices"),
    Named(CounterRow.id, "offices.*.counters"),
    Named(CounterRow.office, "offices"),
    Named(OfficeRow.office, "offices"),
    Named(AlarmRow.office, "offices"),
    Named(AlarmRow.counter, "offices.*.counters"),
    Named(AskRow.office, "offices"),
    Named(LeaseRow.office, "offices"),
    Named(LeaseRow.device, "offices.*.devices"),
    Named(LeaseRow.device, "channels.kiosks", before="town."),
    Named(StrayRow.device, "channels.kiosks", before="town."),
    Named(StrayRow.office, "offices"),
    Named(StrayRow.device, "offices.*.devices"),
    Named(StrayRow.agenda, "agendas"),
    Named(EventRow.office, "offices"),
    Named(EventRow.agenda, "agendas"),
    Named(EventRow.counter, "offices.*.counters"),
)


@dataclass(frozen=True)
class WaitingPeople:
    """Registered as the answer of ticketing."""

    setting: Setting

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        """Open tickets of today that no counter would call any more, and tickets that would be deleted sooner."""
        if before.section("ticketing") is None:
            return Found()
        renames = Renames(after.renames)
        blocked = await still_needed(_COLUMNS, changes, renames)
        if after.section("ticketing") is None:
            return Found(tallies=blocked)
        return Found(await self._stranded(after, renames, changes), (*blocked, *await self._erased(after, changes)))

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        """Nothing: who waits is served, and the hourly retention deletes."""
        return None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        return await rename_all(_COLUMNS, renames)

    async def _stranded(self, after: City, renames: Renames, changes: Sequence[Change]) -> list[Hit]:
        serving = [
            one for one in changes if one.path[-1] in ("serves", "offices") or one.within("offices", "*", "counters")
        ]
        touching = [one for one in serving if one.kind == "touching"]
        today = self.setting.day_at(self.setting.now)
        found: list[Hit] = []
        for office in self.setting.runtime.city.offices if touching else ():
            for ticket in await store.open_at(office, today):
                now = replace(
                    ticket, office=renames.new("offices", office), agenda=renames.new("agendas", ticket.agenda)
                )
                if now.office in after.offices and now.agenda in after.agendas and not _is_served(after, now):
                    found.append(_hit(after, now, touching[0]))
        return found

    async def _erased(self, after: City, changes: Sequence[Change]) -> list[Tally]:
        keep: Duration = after.section("ticketing").keep
        for change in changes:
            if change.path == ("ticketing", "keep") and change.kind == "destructive":
                before = self.setting.day_at(keep.before(self.setting.now, self.setting.zone))
                number = len(await store.older_than(before))
                sentence = Msgid("{count} tickets would be deleted tonight; the figures stay")
                return [Tally(change.name, number, sentence, (str(number),))] if number else []
        return []


def _is_served(city: City, ticket: Ticket) -> bool:
    counters = city.offices[ticket.office].counters
    return any(ticket.agenda in city.agendas_of_counter(ticket.office, one) for one in counters)


def _hit(city: City, ticket: Ticket, change: Change) -> Hit:
    agenda: Text = city.agendas[ticket.agenda].name
    label = f"{ticket.label}, {agenda}, {city.offices[ticket.office].name}"
    return Hit("ticket", str(ticket.id), change.name, label, f"{ticket.version}", ticket.arrived_at)
