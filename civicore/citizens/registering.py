"""Making an account: it waits until a link in an e-mail has shown whose address it is.

Whoever registers learns nothing about the address: whether it has an account shows only in the letter to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.citizens.accounts import CITIZENS, Citizen, Holder, citizen, citizen_at, row_of
from civicore.citizens.letters import CitizenLetters
from civicore.citizens.tables import CitizenLinkRow, CitizenRow
from civicore.people.attempts import Attempts
from civicore.people.links import Links
from civicore.people.passwords import Passwords, weakness
from civicore.people.realm import address_key, deliverable
from civicore.people.throttle import CODES, MAILS, NETWORK, wait
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Details:
    """What owners say of themselves; a company has an organisation."""

    holder: Holder
    name: str
    language: str
    organisation: str | None = None
    company_number: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Registered:
    """Somebody registered; the account waits under this id. ``wanted`` is the page they came from, or empty."""

    id: UUID
    wanted: str = ""


class Registering:
    """Registrations and their confirmation."""

    def __init__(
        self, store: Store, passwords: Passwords, links: Links, letters: CitizenLetters, attempts: Attempts
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._links = links
        self._letters = letters
        self._attempts = attempts

    async def register(
        self, details: Details, email: str, password: str, network: str, wanted: str = ""
    ) -> Refusal | None:
        """Take a registration. ``password.*`` says why a password is not accepted, ``sign_in.wait`` until when.

        ``wanted`` is the page to go on with once the address is confirmed.

        The same is done and answered whether or not the address has an account.
        """
        if not deliverable(email):
            return Refusal("field.email")
        if refusal := weakness(password, (email, details.name, details.organisation or "")):
            return refusal
        kept = await self._passwords.hash(password)

        async def work(unit: UnitOfWork) -> datetime | None:
            until = await self._attempts.spend({f"citizen-register:{network}": NETWORK}, unit)
            if until is None:
                row = _row(details, email, kept, unit.now)
                await CitizenRow.insert(row)
                await unit.publish(Registered(row.id, wanted))
            return until

        until = await self._store.transact(work)
        return None if until is None else wait(until)

    async def greet(self, registered: Registered) -> None:
        """Write to the address, once for each registration: the link, or that there is an account already."""

        async def work(unit: UnitOfWork) -> None:
            if await unit.once("citizens.registered", str(registered.id), "") != "new":
                return
            await unit.keep_answer("citizens.registered", str(registered.id), {})
            row = await row_of(registered.id)
            if row is None or row.state != "waiting":
                return
            known = await citizen_at(row.email)
            if known is not None:
                await _delete(row.id)
            if await self._attempts.spend({f"citizen-mail:{row.email_key}": MAILS}, unit) is not None:
                return
            if known is not None:
                await self._letters.known(known, unit)
            else:
                await self._letters.verify(citizen(row), registered.wanted, unit)

        await self._store.transact(work)

    async def verify(self, token: str, password: str) -> Citizen | Refusal:
        """The address is its owner's, and it was they who registered: the account opens.

        The password is asked, or else whoever registers with a stranger's address and has it confirmed by them would
        hold the key to their account. ``link.used``, ``password.wrong``, ``sign_in.wait``; a second press of the
        button finds it open.
        """
        row = await self._store.transact(lambda unit: self._waiting(token, unit))
        if isinstance(row, Refusal):
            return row
        if not (await self._passwords.verify(row.password, password)).right:
            return Refusal("password.wrong")

        async def work(unit: UnitOfWork) -> Citizen | Refusal:
            link = await self._links.find(token, unit, spent=True)
            row = await row_of(link.owner) if link is not None and link.owner is not None else None
            if link is None or row is None or link.purpose != "verify":
                return Refusal("link.used")
            await unit.lock(f"citizens.address:{row.email_key}")
            if row.state == "active":
                return citizen(row)
            if await citizen_at(row.email) is not None or not await self._links.use(link, unit):
                return Refusal("link.used")
            await _open(row, unit)
            return citizen(row)

        return await self._store.transact(work)

    async def _waiting(self, token: str, unit: UnitOfWork) -> CitizenRow | Refusal:
        link = await self._links.find(token, unit, spent=True)
        row = await row_of(link.owner) if link is not None and link.owner is not None else None
        if link is None or row is None or link.purpose != "verify":
            return Refusal("link.used")
        until = await self._attempts.spend({f"citizen-verify:{row.id}": CODES}, unit)
        return row if until is None else wait(until)


async def _open(row: CitizenRow, unit: UnitOfWork) -> None:
    """Other registrations under the same address wait for nothing any more."""
    for other in await CitizenRow.objects().where((CitizenRow.email_key == row.email_key) & (CitizenRow.id != row.id)):
        await _delete(other.id)
    await CitizenRow.update({CitizenRow.state: "active", CitizenRow.verified_at: unit.now}).where(
        CitizenRow.id == row.id
    )
    name = CITIZENS.subject(row.id)
    await unit.record("citizen.opened", actor=name, subject=name)


async def _delete(id: UUID) -> None:
    await CitizenLinkRow.delete().where(CitizenLinkRow.owner == id)
    await CitizenRow.delete().where(CitizenRow.id == id)


def _row(details: Details, email: str, kept: str, now: datetime) -> CitizenRow:
    return CitizenRow(
        id=new_id(),
        email=email,
        email_key=address_key(email),
        name=details.name,
        language=details.language,
        state="waiting",
        password=kept,
        last_step=0,
        made_at=now,
        holder=details.holder,
        organisation=details.organisation,
        company_number=details.company_number,
        phone=details.phone,
        address=details.address,
    )
