"""Accounts of citizens as values; a person speaks for themselves, in a firm's account somebody speaks for the firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from civicore.citizens.tables import CitizenLinkRow, CitizenRecoveryRow, CitizenRow, CitizenSessionRow
from civicore.people.realm import Owner, Realm, ResetAsked, State

Holder = Literal["person", "company"]


@dataclass(frozen=True)
class Citizen(Owner):
    """An account of a person or a company. ``wanted_email`` waits until it is confirmed."""

    holder: Holder
    organisation: str | None
    company_number: str | None
    phone: str | None
    address: str | None
    wanted_email: str | None
    made_at: datetime

    @property
    def subject(self) -> str:
        return CITIZENS.subject(self.id)

    @property
    def about(self) -> tuple[str, ...]:
        """Words that a password must not consist of."""
        return (self.email, self.name, self.organisation or "")


@dataclass(frozen=True)
class CitizenResetAsked(ResetAsked):
    """The same wish of a citizen."""


def citizen(row: CitizenRow) -> Citizen:
    """The value of a row."""
    return Citizen(
        row.id,
        row.email,
        row.name,
        row.language,
        cast(State, row.state),
        row.second_factor is not None,
        cast(Holder, row.holder),
        row.organisation,
        row.company_number,
        row.phone,
        row.address,
        row.wanted_email,
        row.made_at,
    )


CITIZENS = Realm(
    "citizen",
    "/account",
    CitizenRow,
    CitizenSessionRow,
    CitizenLinkRow,
    CitizenRecoveryRow,
    citizen,
    CitizenResetAsked,
)


async def row_of(id: UUID) -> CitizenRow | None:
    return await CitizenRow.objects().get(CitizenRow.id == id)


async def citizen_of(id: UUID) -> Citizen | None:
    """An account whose e-mail is confirmed."""
    row = await row_of(id)
    return citizen(row) if row is not None and row.state == "active" else None


async def citizen_at(email: str) -> Citizen | None:
    """The account of a confirmed address."""
    row = await CITIZENS.row_at(email)
    return citizen(row) if isinstance(row, CitizenRow) else None
