"""What is done to accounts by those who manage the staff: made, invited, changed, disabled (ruling 23)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.people.accounts import STAFF, Account, account, accounts, keep_a_manager, packed, row_of
from civicore.people.letters import Letters
from civicore.people.passwords import Passwords
from civicore.people.principals import Principal
from civicore.people.realm import address_key
from civicore.people.roles import Roles
from civicore.people.security_keys import forget_keys
from civicore.people.tables import RecoveryRow, StaffRow
from civicore.people.tokens import revoke_all
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Person:
    """What is written about a member of staff; ``departments`` is None for all of them."""

    name: str
    email: str
    role: str
    language: str
    departments: tuple[str, ...] | None = None


class Staff:
    """The accounts of one city. Every change leaves an audit line in the same unit of work."""

    def __init__(self, store: Store, passwords: Passwords, roles: Roles, letters: Letters) -> None:
        self._store = store
        self._passwords = passwords
        self._roles = roles
        self._letters = letters

    async def all(self) -> list[Account]:
        """Every account, by name."""
        async with self._store.reading():
            return await accounts()

    async def one(self, id: UUID) -> Account | None:
        async with self._store.reading():
            row = await row_of(id)
        return account(row) if row else None

    async def add(self, person: Person, password: str, by: Principal) -> Account | Refusal:
        """An account that can be used at once, for demos; ``staff.known``."""
        kept = await self._passwords.hash(password)

        async def work(unit: UnitOfWork) -> Account | Refusal:
            made = await insert(person, unit, password=kept)
            if isinstance(made, Account):
                facts = {"role": person.role}
                await unit.record("staff.added", actor=by.actor, subject=made.subject, facts=facts)
            return made

        return await self._store.transact(work)

    async def invite(self, person: Person, by: Principal) -> Account | Refusal:
        """An account that waits for its owner's password, and the mail with the link; ``staff.known``."""

        async def work(unit: UnitOfWork) -> Account | Refusal:
            made = await insert(person, unit)
            if isinstance(made, Account):
                facts = {"role": person.role}
                await unit.record("staff.invited", actor=by.actor, subject=made.subject, facts=facts)
                await self._letters.send_link("invite", made, unit)
            return made

        return await self._store.transact(work)

    async def invite_again(self, id: UUID, by: Principal) -> Refusal | None:
        """Send the link of an invitation anew; the earlier one dies."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            row = await row_of(id)
            if row is None or row.state != "invited":
                return Refusal("staff.unknown")
            await unit.record("staff.invited", actor=by.actor, subject=f"staff:{id}", facts={"again": True})
            await self._letters.send_link("invite", account(row), unit)
            return None

        return await self._store.transact(work)

    async def change(self, id: UUID, person: Person, by: Principal) -> Refusal | None:
        """Another name, role or departments; open sessions have the new rights at once."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            await unit.lock("people.staff")
            row = await row_of(id)
            if row is None or person.role not in self._roles:
                return Refusal("staff.unknown")
            if row.directory is not None:
                return Refusal("staff.of_directory")
            if refusal := await self._about_role(row, person, by):
                return refusal
            departments = packed(person.departments)
            await StaffRow.update(
                {StaffRow.name: person.name, StaffRow.role: person.role, StaffRow.departments: departments}
            ).where(StaffRow.id == id)
            facts = {"role": person.role, "before": row.role}
            await unit.record("staff.changed", actor=by.actor, subject=f"staff:{id}", facts=facts)
            return None

        return await self._store.transact(work)

    async def set_state(self, id: UUID, active: bool, by: Principal) -> Refusal | None:
        """Disable an account, which ends its sessions, tokens and links at once (S46), or let it in again."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            await unit.lock("people.staff")
            row = await row_of(id)
            if row is None:
                return Refusal("staff.unknown")
            if str(id) == by.id:
                return Refusal("staff.yourself")
            if not active and (refusal := await keep_a_manager(self._roles, id)):
                return refusal
            await _set_state(row, active, unit)
            action = "staff.enabled" if active else "staff.disabled"
            await unit.record(action, actor=by.actor, subject=f"staff:{id}")
            return None

        return await self._store.transact(work)

    async def forget_second_factor(self, id: UUID, by: Principal) -> Refusal | None:
        """For somebody who lost telephone and codes: they are signed out and set up a new one next time."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            row = await row_of(id)
            if row is None:
                return Refusal("staff.unknown")
            await StaffRow.update({StaffRow.second_factor: None}).where(StaffRow.id == id)
            await RecoveryRow.delete().where(RecoveryRow.owner == id)
            await forget_keys(id)
            await STAFF.end_sessions(id)
            await revoke_all(id, unit.now)
            await unit.record("staff.second_factor_removed", actor=by.actor, subject=f"staff:{id}")
            await self._letters.tell(account(row), "second_factor_removed", unit)
            return None

        return await self._store.transact(work)

    async def set_language(self, account: Account, language: str) -> None:
        """The language of messages to the account's owner."""

        async def work(unit: UnitOfWork) -> None:
            await StaffRow.update({StaffRow.language: language}).where(StaffRow.id == account.id)
            facts = {"language": language}
            await unit.record("staff.language_changed", actor=account.subject, subject=account.subject, facts=facts)

        await self._store.transact(work)

    async def _about_role(self, row: StaffRow, person: Person, by: Principal) -> Refusal | None:
        if (row.role, row.departments) == (person.role, packed(person.departments)):
            return None
        if str(row.id) == by.id:
            return Refusal("staff.yourself")
        if "staff.manage" in self._roles[person.role].permissions:
            return None
        return await keep_a_manager(self._roles, row.id)


async def insert(person: Person, work: UnitOfWork, password: str | None = None) -> Account | Refusal:
    """A new account, invited without a password and active with one; ``staff.known`` when the address has one."""
    row = StaffRow(
        id=new_id(),
        email=person.email,
        email_key=address_key(person.email),
        name=person.name,
        role=person.role,
        departments=packed(person.departments),
        language=person.language,
        state="invited" if password is None else "active",
        password=password,
        made_at=work.now,
    )
    made = await StaffRow.insert(row).on_conflict(action="DO NOTHING").returning(StaffRow.id)
    return account(row) if made else Refusal("staff.known")


async def _set_state(row: StaffRow, active: bool, work: UnitOfWork) -> None:
    state = "disabled" if not active else "active" if row.password or row.directory else "invited"
    await StaffRow.update({StaffRow.state: state}).where(StaffRow.id == row.id)
    if not active:
        await STAFF.end_sessions(row.id)
        await STAFF.end_links(row.id)
        await revoke_all(row.id, work.now)
