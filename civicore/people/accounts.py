"""Accounts of the staff as values, and how they are read; inside a unit of work or a reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast
from uuid import UUID

from civicore.base.refusal import Refusal
from civicore.extension.parts import CannotSend
from civicore.messaging.addresses import wire_address
from civicore.people.roles import Roles
from civicore.people.tables import StaffRow
from civicore.storage.written import dumps, loads

State = Literal["invited", "active", "disabled"]


@dataclass(frozen=True)
class Account:
    """A member of staff. ``departments`` is None for all; ``enrolled`` says that a second factor is set up."""

    id: UUID
    email: str
    name: str
    role: str
    departments: tuple[str, ...] | None
    language: str
    state: State
    enrolled: bool

    @property
    def subject(self) -> str:
        """How messages and the audit log name the account."""
        return f"staff:{self.id}"


def address_key(email: str) -> str:
    """The form by which an address is found, whatever its case and alphabet; CannotSend when it is none."""
    local, domain = wire_address(email)
    return f"{local.casefold()}@{domain}"


def counted_as(email: str) -> str:
    """Under which name tries at an address are counted: one for all its spellings."""
    try:
        return address_key(email)
    except CannotSend:
        return email.strip().casefold()


def account(row: StaffRow) -> Account:
    """The value of a row."""
    return Account(
        row.id,
        row.email,
        row.name,
        row.role,
        None if row.departments is None else tuple(loads(row.departments)),
        row.language,
        cast(State, row.state),
        row.second_factor is not None,
    )


def packed(departments: Sequence[str] | None) -> str | None:
    """Departments as a row keeps them."""
    return None if departments is None else dumps(sorted(departments))


async def row_of(id: UUID) -> StaffRow | None:
    return await StaffRow.objects().get(StaffRow.id == id)


async def row_at(email: str) -> StaffRow | None:
    """The account of an address; None as well when it is no address."""
    try:
        key = address_key(email)
    except CannotSend:
        return None
    return await StaffRow.objects().get(StaffRow.email_key == key)


async def accounts() -> list[Account]:
    """Every account, by name."""
    return [account(row) for row in await StaffRow.objects().order_by(StaffRow.name)]


async def keep_a_manager(roles: Roles, without: UUID) -> Refusal | None:
    """Refuse when nobody but this account could manage the staff; ``staff.last_manager``."""
    rows = await StaffRow.objects().where((StaffRow.state == "active") & (StaffRow.id != without))
    if any("staff.manage" in roles[row.role].permissions for row in rows):
        return None
    return Refusal("staff.last_manager")
