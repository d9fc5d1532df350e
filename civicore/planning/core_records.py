"""What the core itself keeps under ids of the file: staff and their departments, devices, switched suspensions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicore.base.refusal import Refusal
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore.deployment.city import City
from civicore.devices.tables import EnrolmentRow, PrinterRow, PrintJobRow
from civicore.messaging.languages import Msgid
from civicore.people.tables import StaffRow, SwitchRow, TokenRow
from civicore.planning.named import Named, NamedRecords
from civicore.storage.tables import AuditRow, MessageRow
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_DEVICE, _IN_TOWN, _TOWN = "offices.*.devices", "channels.kiosks", "town."
_DEVICES = (TokenRow.subject, EnrolmentRow.device, PrinterRow.device, PrintJobRow.device)
RECORDS = NamedRecords(
    (
        Named(StaffRow.role, "roles", Msgid("{count} members of staff have this role: give them another one first")),
        Named(SwitchRow.suspension, "suspensions"),
        *(Named(column, _DEVICE) for column in _DEVICES),
        *(Named(column, _IN_TOWN, before=_TOWN) for column in _DEVICES),
        Named(MessageRow.about, "offices", before="office:"),
        Named(PrintJobRow.about, "offices", before="office:"),
    )
)
_WORK_THERE = Msgid("{count} members of staff work for it: give them another department first, or use renames")

_LINES = Msgid("{count} lines of the audit log would be erased tonight")


class StaffDepartments:
    """The departments of members of staff: a list in each record."""

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        """Removed departments that somebody still works for."""
        gone = {str(one.path[1]): one for one in changes if one.removed and one.path[:1] == ("departments",)}
        gone = {name: one for name, one in gone.items() if len(one.path) == 2}
        if not gone:
            return Found()
        renames = Renames(after.renames)
        named = [renames.new("departments", one) for _, listed in await _listed() for one in listed]
        counts = {name: named.count(name) for name in gone}
        return Found(
            tallies=[
                Tally(gone[name].name, number, _WORK_THERE, blocks=True) for name, number in counts.items() if number
            ]
        )

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        return None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        number = 0
        for row, listed in await _listed() if any(renames.of("departments")) else ():
            new = sorted(renames.new("departments", one) for one in listed)
            if new != sorted(listed):
                await StaffRow.update({StaffRow.departments: json.dumps(new)}).where(StaffRow.id == row)
                number += 1
        return number


@dataclass(frozen=True)
class KeptLines:
    """The audit log, which lives as long as ``retention.audit`` says. Its lines keep the names of their day."""

    runtime: Runtime

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        """How many lines a shorter time would erase."""
        for change in changes:
            if change.path == ("retention", "audit") and change.kind == "destructive":
                oldest = self.runtime.clock.now() - after.retention.audit.exact
                number = await AuditRow.count().where(AuditRow.at < oldest)
                return Found(tallies=[Tally(change.name, number, _LINES, (str(number),))] if number else [])
        return Found()

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        return None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        return 0


async def _listed() -> list[tuple[object, list[str]]]:
    rows = await StaffRow.select(StaffRow.id, StaffRow.departments).where(StaffRow.departments.is_not_null())
    return [(row["id"], json.loads(row["departments"])) for row in rows]
