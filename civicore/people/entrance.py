"""Ways to a password of one's own: an invitation, a forgotten one, a change (S36-S41)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from piccolo.columns import Column
from piccolo.custom_types import Combinable

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.people.attempts import Attempts
from civicore.people.letters import Letters
from civicore.people.links import Link, LinkPurpose, Links
from civicore.people.passwords import Passwords, weakness
from civicore.people.realm import Owner, Realm, ResetAsked
from civicore.people.sessions import Sessions
from civicore.people.throttle import ACCOUNT, MAILS, NETWORK, wait
from civicore.people.tokens import revoke_all
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

T = TypeVar("T")
_TO_A_PASSWORD = ("invite", "reset")


@dataclass(frozen=True)
class Invitation:
    """What a link that still works is for, and whose it is (nobody's yet for the first account)."""

    purpose: LinkPurpose
    account: Owner | None


class Entrance:
    """Everything that sets a password of an account that is there."""

    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        links: Links,
        letters: Letters,
        attempts: Attempts,
        sessions: Sessions,
        realm: Realm,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._links = links
        self._letters = letters
        self._attempts = attempts
        self._sessions = sessions
        self._realm = realm

    async def look(self, token: str, *, spent: bool = False) -> Invitation | None:
        """What a link is for; None when it can no longer be used. Looking uses nothing up.

        ``spent`` finds a used one too.
        """

        async def work(unit: UnitOfWork) -> Invitation | None:
            link = await self._links.find(token, unit, spent=spent)
            if link is None:
                return None
            row = await self._realm.row_of(link.owner) if link.owner else None
            return Invitation(link.purpose, self._realm.value(row) if row else None)

        return await self._store.transact(work)

    async def set_by_link(self, token: str, password: str) -> Owner | Refusal:
        """A password by invitation or reset: the account is active, its other sessions and links end."""
        found = await self.look(token)
        if found is None or found.account is None or found.purpose not in _TO_A_PASSWORD:
            return Refusal("link.used")
        owner = found.account

        async def work(unit: UnitOfWork, kept: str, link: Link) -> Owner | Refusal:
            mine = link.owner == owner.id
            enabled = self._realm.accounts.state != "disabled"
            if not mine or not await self._set_password(owner.id, kept, enabled, unit.now):
                return Refusal("link.used")
            await unit.record(f"{self._realm.name}.password_set", actor=owner.subject, subject=owner.subject)
            if link.purpose == "reset":
                await self._letters.tell(owner, "password", unit)
            return owner

        return await self._with_link(token, password, (owner.email, owner.name), work)

    async def ask_reset(self, email: str, network: str) -> None:
        """Take the wish for a new password; whose it is, if anybody's, shows after the answer (S41, T4)."""

        async def work(unit: UnitOfWork) -> None:
            if await self._attempts.spend({f"{self._realm.name}-reset-network:{network}": NETWORK}, unit) is None:
                row = await self._realm.row_at(email)
                await unit.publish(self._realm.reset_asked(new_id(), row.id if row else new_id()))

        await self._store.transact(work)

    async def send_reset(self, asked: ResetAsked) -> None:
        """Mail the link, once for each wish, if there is an active account."""

        async def work(unit: UnitOfWork) -> None:
            if await unit.once("people.reset", str(asked.id), str(asked.owner)) != "new":
                return
            await unit.keep_answer("people.reset", str(asked.id), {})
            row = await self._realm.row_of(asked.owner)
            if row is None or row.state != "active" or not self._realm.value(row).by_password:
                return
            if await self._attempts.spend({f"reset:{row.id}": MAILS}, unit) is None:
                await self._letters.send_link("reset", self._realm.value(row), unit)
                await unit.record(
                    f"{self._realm.name}.reset_asked", actor="visitor", subject=self._realm.subject(row.id)
                )

        await self._store.transact(work)

    async def change(self, owner: Owner, old: str, new: str) -> str | Refusal:
        """A new password for whom it belongs to; returns a new session, all others end.

        ``password.wrong`` also when the account was disabled, or got another password, in the meantime.
        """
        proved = await self._prove(owner, old)
        if isinstance(proved, Refusal):
            return proved
        if refusal := weakness(new, (owner.email, owner.name)):
            return refusal
        kept = await self._passwords.hash(new)

        async def work(unit: UnitOfWork) -> str | Refusal:
            table = self._realm.accounts
            unchanged = (table.state == "active") & (table.password == proved)
            if not await self._set_password(owner.id, kept, unchanged, unit.now):
                return Refusal("password.wrong")
            await unit.record(f"{self._realm.name}.password_set", actor=owner.subject, subject=owner.subject)
            await self._letters.tell(owner, "password", unit)
            return await self._sessions.begin(owner.id, unit, complete=True)

        return await self._store.transact(work)

    async def confirm(self, owner: Owner, password: str) -> Refusal | None:
        """Ask for the password again before something important; ``password.wrong``, ``sign_in.wait``."""
        proved = await self._prove(owner, password)
        return proved if isinstance(proved, Refusal) else None

    async def _prove(self, owner: Owner, password: str) -> str | Refusal:
        """The hash that the password was found to fit."""

        async def first(unit: UnitOfWork) -> tuple[datetime | None, str | None]:
            until = await self._attempts.spend({f"confirm:{owner.id}": ACCOUNT}, unit)
            row = await self._realm.row_of(owner.id)
            return until, row.password if row else None

        until, kept = await self._store.transact(first)
        if until is not None:
            return wait(until)
        right = (await self._passwords.verify(kept, password)).right
        if kept is None or not right:
            return Refusal("password.wrong")
        await self._store.transact(lambda unit: self._attempts.clear([f"confirm:{owner.id}"]))
        return kept

    async def _with_link(
        self,
        token: str,
        password: str,
        about: tuple[str, ...],
        work: Callable[[UnitOfWork, str, Link], Awaitable[T | Refusal]],
    ) -> T | Refusal:
        """Check the password, then use the link and do the work in one unit."""
        if refusal := weakness(password, about):
            return refusal
        kept = await self._passwords.hash(password)

        async def unit_of(unit: UnitOfWork) -> T | Refusal:
            link = await self._links.find(token, unit)
            if link is None or not await self._links.use(link, unit):
                return Refusal("link.used")
            return await work(unit, kept, link)

        return await self._store.transact(unit_of)

    async def _set_password(self, id: UUID, kept: str, still: Combinable, now: datetime) -> bool:
        """Everything opened with the old one ends; False when the account is no longer as it was."""
        # One statement judges and writes: whoever disables the account at this moment is not overruled.
        table = self._realm.accounts
        columns: dict[Column | str, Any] = {table.password: kept, table.state: "active"}
        if not await table.update(columns).where((table.id == id) & still).returning(table.id):
            return False
        await self._realm.end_sessions(id)
        await self._realm.end_links(id)
        await revoke_all(id, now)
        return True
