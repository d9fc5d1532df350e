"""Citizens of a demo that have an account: a person and, where firms may have one, a company."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from civicore.citizens.accounts import Holder
from civicore.citizens.tables import CitizenRow
from civicore.demo.staff import NAMESPACE, PASSWORD
from civicore.people.passwords import Passwords
from civicore.people.realm import address_key
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Settler:
    """A demo citizen."""

    id: UUID
    holder: Holder
    name: str
    organisation: str | None
    email: str
    password: str


def settlers(runtime: Runtime) -> tuple[Settler, ...]:
    """Who has an account in the demo, for sample data that is theirs; nobody in a city without accounts."""
    rules = runtime.city.accounts
    return tuple(_settler(holder, runtime) for holder in rules.holders) if rules.enabled else ()


async def settle(runtime: Runtime) -> tuple[Settler, ...]:
    """Make the accounts that are missing; the same ones at each start."""
    people = settlers(runtime)
    if not people:
        return ()
    password = await Passwords().hash(PASSWORD)

    async def work(unit: UnitOfWork) -> None:
        for one in people:
            await CitizenRow.insert(_row(one, password, runtime, unit)).on_conflict(action="DO NOTHING")

    await runtime.transact(work)
    return people


def _settler(holder: Holder, runtime: Runtime) -> Settler:
    city = runtime.city.deployment.id
    email = f"{holder}@{city.replace('_', '-')}.example"
    names = {"person": ("Maria Petrova", None), "company": ("Ivan Dimitrov", "Lipa Ltd.")}
    name, organisation = names[holder]
    return Settler(uuid5(NAMESPACE, f"{city}/citizen/{holder}"), holder, name, organisation, email, PASSWORD)


def _row(one: Settler, password: str, runtime: Runtime, work: UnitOfWork) -> CitizenRow:
    return CitizenRow(
        id=one.id,
        email=one.email,
        email_key=address_key(one.email),
        name=one.name,
        language=runtime.languages.default,
        state="active",
        password=password,
        last_step=0,
        made_at=work.now,
        verified_at=work.now,
        holder=one.holder,
        organisation=one.organisation,
    )
