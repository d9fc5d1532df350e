"""What the core itself keeps under ids of the file: staff and their departments, devices, switched suspensions."""

from __future__ import annotations

import json
from collections.abc import Sequence

from civicore.base.refusal import Refusal
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore.deployment.city import City
from civicore.devices.tables import EnrolmentRow, PrinterRow, PrintJobRow
from civicore.people.tables import StaffRow, SwitchRow, TokenRow
from civicore.planning.named import Named, NamedRecords
from civicore.storage.unit_of_work import UnitOfWork

_DEVICE = "offices.*.devices"
RECORDS = NamedRecords(
    (
        Named(StaffRow.role, "roles", "{count} members of staff have this role: give them another one first"),
        Named(SwitchRow.suspension, "suspensions"),
        Named(TokenRow.subject, _DEVICE),
        Named(EnrolmentRow.device, _DEVICE),
        Named(PrinterRow.device, _DEVICE),
        Named(PrintJobRow.device, _DEVICE),
    )
)
_WORK_THERE = "{count} members of staff work for it: give them another department first, or use renames"


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


async def _listed() -> list[tuple[object, list[str]]]:
    rows = await StaffRow.select(StaffRow.id, StaffRow.departments).where(StaffRow.departments.is_not_null())
    return [(row["id"], json.loads(row["departments"])) for row in rows]
