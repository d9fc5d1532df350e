"""How long accounts of citizens live, and what is told or erased about one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from civicore.citizens.accounts import CITIZENS, Citizen, citizen, citizen_at, citizen_of
from civicore.citizens.book import Citizens
from civicore.citizens.tables import CitizenLinkRow, CitizenRecoveryRow, CitizenRow
from civicore.extension.parts import Retention
from civicore.runtime import Runtime
from civicore.storage.audit import AuditFilter, audit_lines
from civicore.storage.unit_of_work import UnitOfWork

_MOST_LINES = 100_000


async def tidy(runtime: Runtime) -> None:
    """Delete sessions and links that nobody can use any more."""

    async def work(unit: UnitOfWork) -> None:
        await CitizenLinkRow.delete().where(CitizenLinkRow.expires_at < unit.now)

    await runtime.services.one(Citizens).sessions.tidy(runtime.clock.now())
    await runtime.transact(work)


def retention(runtime: Runtime) -> Retention:
    """Accounts: those that nobody confirmed go by themselves (``accounts.unverified``), others when asked."""
    patience = runtime.city.accounts.unverified.exact

    async def expire() -> int:
        return await runtime.transact(lambda unit: _forget_waiting(unit.now - patience))

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        async with runtime.store.reading():
            known = await _named(person)
            return [] if known is None else [_told(known), *await _deeds(known)]

    async def erase(person: str) -> int:
        async def work(unit: UnitOfWork) -> int:
            known = await _named(person)
            return 0 if known is None else await _erase(runtime, known, unit)

        return await runtime.transact(work)

    return Retention("citizens.accounts", expire, export, erase)


async def _named(person: str) -> Citizen | None:
    """The account of ``citizen:<uuid>`` or of an e-mail address."""
    realm, _, id = person.partition(":")
    if realm != CITIZENS.name:
        return await citizen_at(person)
    try:
        return await citizen_of(UUID(id))
    except ValueError:
        return None


def _told(known: Citizen) -> Mapping[str, object]:
    return {
        "record": "account",
        "holder": known.holder,
        "email": known.email,
        "name": known.name,
        "organisation": known.organisation,
        "company_number": known.company_number,
        "phone": known.phone,
        "address": known.address,
        "language": known.language,
        "second_factor": known.enrolled,
        "made_at": known.made_at.isoformat(),
    }


async def _deeds(known: Citizen) -> list[Mapping[str, object]]:
    found = await audit_lines(AuditFilter(actor=known.subject), size=_MOST_LINES)
    return [{"record": "deed", "at": line.at.isoformat(), "action": line.action} for line in found.lines]


async def _erase(runtime: Runtime, known: Citizen, unit: UnitOfWork) -> int:
    await unit.forget(known.subject)
    await CITIZENS.end_sessions(known.id)
    await CITIZENS.end_links(known.id)
    await CitizenRecoveryRow.delete().where(CitizenRecoveryRow.owner == known.id)
    await CitizenRow.delete().where(CitizenRow.id == known.id)
    await unit.record("citizen.erased", actor=known.subject, subject=known.subject)
    await runtime.services.one(Citizens).letters.erased(known, unit)
    return 1


async def _forget_waiting(before: datetime) -> int:
    spent = (CitizenRow.state == "waiting") & (CitizenRow.made_at < before)
    rows = [citizen(row) for row in await CitizenRow.objects().where(spent)]
    for one in rows:
        await CITIZENS.end_links(one.id)
        await CitizenRow.delete().where(CitizenRow.id == one.id)
    return len(rows)
