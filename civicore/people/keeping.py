"""How long data about staff live, and what is told or erased about one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from civicore.extension.parts import Retention
from civicore.people.accounts import STAFF, account
from civicore.people.attempts import forget_tries
from civicore.people.tables import LinkRow, RecoveryRow, SecurityKeyRow, StaffRow, TokenRow, VisitRow
from civicore.people.team import People
from civicore.runtime import Runtime
from civicore.storage.audit import AuditFilter, audit_lines
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork

_MOST_LINES = 100_000


async def tidy(runtime: Runtime) -> None:
    """Delete sessions, links and counts of tries that nobody can use any more."""

    async def work(unit: UnitOfWork) -> None:
        await LinkRow.delete().where(LinkRow.expires_at < unit.now)
        await forget_tries(unit.now)

    await runtime.services.one(People).sessions.tidy(runtime.clock.now())
    await runtime.transact(work)


def retention(runtime: Runtime) -> Retention:
    """Accounts of staff. A disabled one goes when the last audit line about it has gone (``retention.audit``)."""

    async def expire() -> int:
        return await runtime.transact(lambda unit: _forgotten())

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        async with runtime.store.reading():
            return await _everything_about(person)

    async def erase(person: str) -> int:
        return await runtime.transact(lambda unit: _erased(person))

    return Retention("people.staff", expire, export, erase)


async def _forgotten() -> int:
    gone = 0
    for row in await StaffRow.objects().where(StaffRow.state == "disabled"):
        named = account(row).subject
        # First what an index finds: there is a line about an account as long as there is one of what it did.
        if await AuditRow.exists().where(AuditRow.subject == named):
            continue
        if not await AuditRow.exists().where(AuditRow.actor.like(f"{named}%")):
            await _delete(row.id)
            gone += 1
    return gone


async def _everything_about(email: str) -> Sequence[Mapping[str, object]]:
    row = await _row_at(email)
    if row is None:
        return []
    known = account(row)
    lines = await audit_lines(AuditFilter(actor=known.subject), size=_MOST_LINES)
    about = {"email": known.email, "name": known.name, "role": known.role, "language": known.language}
    deeds = [{"at": line.at.isoformat(), "action": line.action, "subject": line.subject} for line in lines.lines]
    return [{"account": about, "since": row.made_at.isoformat(), "state": known.state}, *deeds]


async def _erased(email: str) -> int:
    """Only a disabled account: who still works here is not erased from under the desk."""
    row = await _row_at(email)
    if row is None or row.state != "disabled":
        return 0
    await _delete(row.id)
    return 1


async def _row_at(email: str) -> StaffRow | None:
    row = await STAFF.row_at(email)
    return row if isinstance(row, StaffRow) else None


async def _delete(staff: UUID) -> None:
    await STAFF.end_sessions(staff)
    for table in (LinkRow, RecoveryRow, SecurityKeyRow, VisitRow):
        await table.delete().where(table.owner == staff)
    await TokenRow.delete().where((TokenRow.kind == "staff") & (TokenRow.subject == str(staff)))
    await StaffRow.delete().where(StaffRow.id == staff)
