"""What owners do with their account: say who they are, take their data along, leave, go for good."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from civicore.base.refusal import Refusal
from civicore.citizens.accounts import CITIZENS, Citizen, citizen_of
from civicore.citizens.registering import Details
from civicore.citizens.tables import CitizenRow
from civicore.people.entrance import Entrance
from civicore.retention import PersonalData
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork


class Owning:
    """The rights of an owner; whoever asks has been found out before."""

    def __init__(self, runtime: Runtime, entrance: Entrance) -> None:
        self._runtime = runtime
        self._entrance = entrance

    async def one(self, id: UUID) -> Citizen | None:
        """An account as it is now."""
        async with self._runtime.store.reading():
            return await citizen_of(id)

    async def change(self, owner: Citizen, details: Details) -> None:
        """Keep what the owner says of themselves now; who holds the account stays."""

        async def work(unit: UnitOfWork) -> None:
            await CitizenRow.update(
                {
                    CitizenRow.name: details.name,
                    CitizenRow.language: details.language,
                    CitizenRow.organisation: details.organisation,
                    CitizenRow.company_number: details.company_number,
                    CitizenRow.phone: details.phone,
                    CitizenRow.address: details.address,
                }
            ).where(CitizenRow.id == owner.id)
            await unit.record("citizen.changed", actor=owner.subject, subject=owner.subject)

        await self._runtime.transact(work)

    async def leave_everywhere(self, owner: Citizen) -> None:
        """End every session, in whichever browser."""

        async def work(unit: UnitOfWork) -> None:
            await CITIZENS.end_sessions(owner.id)
            await unit.record("citizen.left_everywhere", actor=owner.subject, subject=owner.subject)

        await self._runtime.transact(work)

    async def export(self, owner: Citizen) -> str:
        """Everything that the city keeps about the owner, as a JSON document (GDPR, article 20)."""
        records = await self._personal_data.export(_names(owner))
        await self._runtime.transact(
            lambda unit: unit.record("citizen.exported", actor=owner.subject, subject=owner.subject)
        )
        made = {"city": str(self._runtime.city.deployment.name), "made_at": self._runtime.clock.now()}
        return json.dumps({**made, "records": records}, ensure_ascii=False, indent=2, default=_plain)

    async def erase(self, owner: Citizen, password: str) -> Refusal | None:
        """Forget the owner in every store, the account last (GDPR, article 17); ``password.wrong``.

        What a law obliges the city to keep, each store keeps.
        """
        if refusal := await self._entrance.confirm(owner, password):
            return refusal
        await self._personal_data.erase(_names(owner))
        return None

    @property
    def _personal_data(self) -> PersonalData:
        return self._runtime.services.one(PersonalData)


def _names(owner: Citizen) -> tuple[str, str]:
    """Only what has been confirmed: whoever writes a stranger's telephone number here gets nothing of theirs."""
    return owner.subject, owner.email


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
