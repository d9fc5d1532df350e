"""Members of staff of a demo: one for each role, with a password that is no secret."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from civicore.people.accounts import packed
from civicore.people.passwords import Passwords
from civicore.people.realm import address_key
from civicore.people.roles import Role, Roles
from civicore.people.tables import StaffRow
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

PASSWORD = "practice makes perfect"  # noqa: S105  shown on /demo; a demo guards nothing
NAMESPACE = UUID("7f1c2f6e-4b0e-4f0f-9b60-0d1f4f6f3a10")


@dataclass(frozen=True)
class SignIn:
    """A demo member of staff."""

    id: UUID
    role: str
    email: str
    password: str


async def employ(runtime: Runtime, roles: Roles) -> tuple[SignIn, ...]:
    """Make the accounts that are missing; the same ones at each start. The leading role comes last."""
    password = await Passwords().hash(PASSWORD)
    leading = roles.leading()
    ordered = [*(role for role in roles.all() if role.id != leading.id), leading]
    people = tuple(_sign_in(role, runtime) for role in ordered)

    async def work(unit: UnitOfWork) -> None:
        for one, role in zip(people, ordered, strict=True):
            await StaffRow.insert(_row(one, role, password, runtime, unit)).on_conflict(action="DO NOTHING")

    await runtime.transact(work)
    return people


def _sign_in(role: Role, runtime: Runtime) -> SignIn:
    city = runtime.city.deployment.id
    email = f"{role.id}@{city.replace('_', '-')}.example"
    return SignIn(uuid5(NAMESPACE, f"{city}/{role.id}"), role.id, email, PASSWORD)


def _row(one: SignIn, role: Role, password: str, runtime: Runtime, work: UnitOfWork) -> StaffRow:
    language = runtime.languages.default
    return StaffRow(
        id=one.id,
        email=one.email,
        email_key=address_key(one.email),
        name=runtime.languages.label(language, role.name),
        role=role.id,
        departments=packed(role.departments),
        language=language,
        state="active",
        password=password,
        last_step=0,
        made_at=work.now,
    )
