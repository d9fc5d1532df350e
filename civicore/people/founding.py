"""How the first account of the staff is made: by a link that the console shows once (S39)."""

from __future__ import annotations

from civicore.base.refusal import Refusal
from civicore.people.accounts import Account
from civicore.people.entrance import Entrance, Invitation
from civicore.people.links import Link
from civicore.people.staff import Person, insert
from civicore.people.tables import StaffRow
from civicore.storage.unit_of_work import UnitOfWork


class StaffEntrance(Entrance):
    """Ways to a password of the staff; one of them leads to an account that is not there yet."""

    async def first_link(self, language: str) -> str | None:
        """Where the first account is made, an address that works once; None when there is an account (S39)."""

        async def work(unit: UnitOfWork) -> str | None:
            if await StaffRow.exists():
                return None
            return await self._links.make("first", None, unit)

        token = await self._store.transact(work)
        return None if token is None else self._letters.page(language, token)

    async def look(self, token: str, *, spent: bool = False) -> Invitation | None:
        """The same; the link to the first account ends when there is one."""
        found = await super().look(token, spent=spent)
        if found is None or found.purpose != "first":
            return found
        async with self._store.reading():
            return None if await StaffRow.exists() else found

    async def found(self, token: str, person: Person, password: str) -> Account | Refusal:
        """Make the first account; ``link.used``, or why the password is not accepted."""

        async def work(unit: UnitOfWork, kept: str, link: Link) -> Account | Refusal:
            await unit.lock("people.staff")
            if await StaffRow.exists():
                return Refusal("link.used")
            made = await insert(person, unit, password=kept)
            if isinstance(made, Account):
                facts = {"role": person.role}
                await unit.record("staff.founded", actor="visitor", subject=made.subject, facts=facts)
            return made

        return await self._with_link(token, password, (person.email, person.name), work)
