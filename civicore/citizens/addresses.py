"""Another e-mail for an account: the new address confirms, the old one is told (signals case 9)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.citizens.accounts import CITIZENS, Citizen, citizen, citizen_at, citizen_of, row_of
from civicore.citizens.letters import CitizenLetters
from civicore.citizens.tables import CitizenRow
from civicore.contracts.accounts import AddressChanged
from civicore.people.attempts import Attempts
from civicore.people.entrance import Entrance
from civicore.people.links import Link, Links
from civicore.people.realm import address_key, deliverable
from civicore.people.throttle import MAILS
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AddressWanted:
    """The owner of an account wants to be written at another address."""

    id: UUID
    owner: UUID


class Addresses:
    """Changes of the e-mail by which somebody signs in."""

    def __init__(
        self, store: Store, entrance: Entrance, links: Links, letters: CitizenLetters, attempts: Attempts
    ) -> None:
        self._store = store
        self._entrance = entrance
        self._links = links
        self._letters = letters
        self._attempts = attempts

    async def ask(self, owner: Citizen, password: str, email: str) -> Refusal | None:
        """Take the wish; ``password.wrong``, ``sign_in.wait``. The answer tells nothing about the new address."""
        if not deliverable(email):
            return Refusal("field.email")
        if refusal := await self._entrance.confirm(owner, password):
            return refusal

        async def work(unit: UnitOfWork) -> None:
            # A link that went to the address wanted before must not bring in this one, which nobody has shown to own.
            await unit.lock(_lock(owner.id))
            await CITIZENS.end_links(owner.id)
            await CitizenRow.update({CitizenRow.wanted_email: email}).where(CitizenRow.id == owner.id)
            await unit.record("citizen.email_wanted", actor=owner.subject, subject=owner.subject)
            await unit.publish(AddressWanted(new_id(), owner.id))

        await self._store.transact(work)
        return None

    async def write(self, wanted: AddressWanted) -> None:
        """Tell the old address, and send the link to the new one, or to its account that there is one."""

        async def work(unit: UnitOfWork) -> None:
            if await unit.once("citizens.address", str(wanted.id), "") != "new":
                return
            await unit.keep_answer("citizens.address", str(wanted.id), {})
            await unit.lock(_lock(wanted.owner))
            row = await row_of(wanted.owner)
            if row is None or row.wanted_email is None:
                return
            await self._letters.address_change(citizen(row), unit, done=False)
            if await self._attempts.spend({f"citizen-mail:{address_key(row.wanted_email)}": MAILS}, unit) is not None:
                return
            other = await citizen_at(row.wanted_email)
            if other is not None and other.id != row.id:
                await self._letters.known(other, unit)
            else:
                await self._letters.confirm_new(citizen(row), row.wanted_email, unit)

        await self._store.transact(work)

    async def address_of(self, account: UUID) -> str | None:
        """The confirmed e-mail of an account; inside a unit of work or a reading."""
        found = await citizen_of(account)
        return None if found is None else found.email

    async def confirm(self, token: str) -> Citizen | Refusal:
        """The new address takes over. ``link.used``; a second press of the button finds it done."""

        async def work(unit: UnitOfWork) -> Citizen | Refusal:
            link = await self._links.find(token, unit, spent=True)
            if link is not None and link.owner is not None:
                await unit.lock(_lock(link.owner))
                link = await self._links.find(token, unit, spent=True)
            row = await row_of(link.owner) if link is not None and link.owner is not None else None
            if link is None or row is None or link.purpose != "email":
                return Refusal("link.used")
            return await self._take_over(row, link, unit)

        return await self._store.transact(work)

    async def _take_over(self, row: CitizenRow, link: Link, unit: UnitOfWork) -> Citizen | Refusal:
        if row.wanted_email is None:
            return citizen(row)
        key = address_key(row.wanted_email)
        await unit.lock(f"citizens.address:{key}")
        other = await citizen_at(row.wanted_email)
        if (other is not None and other.id != row.id) or not await self._links.use(link, unit):
            return Refusal("link.used")
        before = citizen(row)
        row.email, row.email_key, row.wanted_email = row.wanted_email, key, None
        columns = (CitizenRow.email, CitizenRow.email_key, CitizenRow.wanted_email)
        await row.save(list(columns))
        await self._letters.address_change(before, unit, done=True)
        await unit.record("citizen.email_changed", actor=before.subject, subject=before.subject)
        await unit.publish(AddressChanged(row.id))
        return citizen(row)


def _lock(owner: UUID) -> str:
    """One wish of an owner at a time."""
    return f"citizens.wanted:{owner}"
