"""Accounts of the staff as values, and how they are read; inside a unit of work or a reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from civicore.base.refusal import Refusal
from civicore.people.realm import Owner, Realm, ResetAsked, State
from civicore.people.roles import Roles
from civicore.people.tables import LinkRow, RecoveryRow, SessionRow, StaffRow
from civicore.storage.written import dumps, loads


@dataclass(frozen=True)
class Account(Owner):
    """A member of staff. ``departments`` is None for all.

    ``directory`` names the person in the town's directory, which then says role and departments; None for whoever
    has a password. ``app`` says that a telephone makes codes, ``keys`` is how many security keys there are.
    """

    role: str
    departments: tuple[str, ...] | None
    directory: str | None = None
    app: bool = False
    keys: int = 0

    @property
    def subject(self) -> str:
        return STAFF.subject(self.id)

    @property
    def by_password(self) -> bool:
        return self.directory is None

    @property
    def only_factor(self) -> bool:
        return self.keys == 0


def account(row: StaffRow) -> Account:
    """The value of a row."""
    return Account(
        row.id,
        row.email,
        row.name,
        row.language,
        cast(State, row.state),
        row.second_factor is not None or row.keys > 0,
        row.role,
        None if row.departments is None else tuple(loads(row.departments)),
        row.directory,
        row.second_factor is not None,
        row.keys,
    )


STAFF = Realm("staff", "/desk", StaffRow, SessionRow, LinkRow, RecoveryRow, account, ResetAsked)


def packed(departments: Sequence[str] | None) -> str | None:
    """Departments as a row keeps them."""
    return None if departments is None else dumps(sorted(departments))


async def row_of(id: UUID) -> StaffRow | None:
    return await StaffRow.objects().get(StaffRow.id == id)


async def accounts() -> list[Account]:
    """Every account, by name."""
    return [account(row) for row in await StaffRow.objects().order_by(StaffRow.name)]


async def keep_a_manager(roles: Roles, without: UUID) -> Refusal | None:
    """Refuse when nobody but this account could manage the staff; ``staff.last_manager``."""
    rows = await StaffRow.objects().where((StaffRow.state == "active") & (StaffRow.id != without))
    if any("staff.manage" in roles[row.role].permissions for row in rows):
        return None
    return Refusal("staff.last_manager")
