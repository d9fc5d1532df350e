"""Whose accounts are meant: the staff's or the citizens'. What is done to an account is the same, its tables are not.

No query ever looks at the tables of two realms, so no cookie, link or code of one opens anything in the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from civicore.extension.channels import CannotSend
from civicore.messaging.addresses import wire_address
from civicore.people.tables import AccountRow, LinkRow, RecoveryRow, SessionRow

State = Literal["invited", "active", "disabled", "waiting"]


@dataclass(frozen=True)
class Owner:
    """An account of any realm. ``enrolled`` says that a second factor is set up."""

    id: UUID
    email: str
    name: str
    language: str
    state: State
    enrolled: bool

    @property
    def subject(self) -> str:
        """How messages and the audit log name the account."""
        raise NotImplementedError

    @property
    def by_password(self) -> bool:
        """Whether the account is opened by a password of its own."""
        return True

    @property
    def only_factor(self) -> bool:
        """Whether no second factor would be left without the app."""
        return True


@dataclass(frozen=True)
class ResetAsked:
    """Somebody wants a new password. ``owner`` is nobody's id when the address has no account."""

    id: UUID
    owner: UUID


@dataclass(frozen=True)
class Realm:
    """``name`` stands in the audit log (``staff:<id>``), ``path`` is where its pages live."""

    name: Literal["staff", "citizen"]
    path: str
    accounts: type[AccountRow]
    sessions: type[SessionRow]
    links: type[LinkRow]
    recoveries: type[RecoveryRow]
    value: Callable[[Any], Owner]
    reset_asked: type[ResetAsked]

    def subject(self, id: UUID | None) -> str:
        """How the audit log names an account; ``staff:unknown`` for an address without one."""
        return f"{self.name}:{id or 'unknown'}"

    async def row_of(self, id: UUID) -> AccountRow | None:
        return await self.accounts.objects().get(self.accounts.id == id)

    async def row_at(self, email: str) -> AccountRow | None:
        """The account of an address; None as well when it is no address, or nobody confirmed it yet."""
        try:
            key = address_key(email)
        except CannotSend:
            return None
        mine = (self.accounts.email_key == key) & (self.accounts.state != "waiting")
        return await self.accounts.objects().get(mine)

    async def end_session(self, session: UUID) -> None:
        """End one session, inside a unit of work."""
        await self.sessions.delete().where(self.sessions.id == session)

    async def end_sessions(self, owner: UUID) -> None:
        """End every session of an account, inside a unit of work."""
        await self.sessions.delete().where(self.sessions.owner == owner)

    async def end_links(self, owner: UUID) -> None:
        """Links of an account that were sent before work no more; inside a unit of work."""
        await self.links.delete().where(self.links.owner == owner)


def address_key(email: str) -> str:
    """The form by which an address is found, whatever its case and alphabet; CannotSend when it is none."""
    local, domain = wire_address(email)
    return f"{local.casefold()}@{domain}"


def deliverable(email: str) -> bool:
    """Whether a letter could be sent there at all."""
    try:
        return bool(address_key(email))
    except CannotSend:
        return False


def counted_as(email: str) -> str:
    """Under which name tries at an address are counted: one for all its spellings."""
    try:
        return address_key(email)
    except CannotSend:
        return email.strip().casefold()
