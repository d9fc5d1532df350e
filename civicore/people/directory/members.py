"""Accounts of people whom the directory knows: found, made, and kept as it says."""

from __future__ import annotations

from piccolo.columns import Column

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.extension.channels import CannotSend
from civicore.people.accounts import STAFF, packed
from civicore.people.directory import visits
from civicore.people.directory.rules import Post, Told
from civicore.people.realm import address_key
from civicore.people.tables import StaffRow
from civicore.people.tokens import revoke_all
from civicore.storage.unit_of_work import UnitOfWork

ACTOR = "directory"
_ACCOUNTS = "people.staff"


def reference(issuer: str, subject: str) -> str:
    """How an account remembers who its owner is in the directory; another issuer's are other people."""
    return f"{issuer} {subject}"


async def of(issuer: str, subject: str) -> StaffRow | None:
    return await StaffRow.objects().get(StaffRow.directory == reference(issuer, subject))


async def settle(
    issuer: str, person: Told, post: Post, language: str, work: UnitOfWork, *, binds: bool
) -> StaffRow | Refusal:
    """The account of somebody who may come in, made if need be, as the directory says.

    ``binds``: an account that is there under the same address becomes this person's, and loses its password.
    ``directory.address_taken`` where it may not, ``directory.disabled`` when it was disabled here.
    """
    await work.lock(_ACCOUNTS)
    named = reference(issuer, person.subject)
    row = await of(issuer, person.subject)
    row = row or await _bound(named, person, work, binds=binds) or await _made(named, person, post, language, work)
    if row is None:
        return Refusal("directory.address_taken")
    if row.state == "disabled":
        return Refusal("directory.disabled")
    await follow(row, person, post, work)
    return row


async def follow(row: StaffRow, person: Told, post: Post, work: UnitOfWork) -> None:
    """Name, role and departments as the directory has them; open sessions have the new rights at once."""
    columns: dict[Column | str, object] = {StaffRow.vouched_at: work.now, StaffRow.state: "active"}
    said = (person.name, post.role, packed(post.departments))
    if (row.name, row.role, row.departments) != said:
        columns |= dict(zip((StaffRow.name, StaffRow.role, StaffRow.departments), said, strict=True))
        facts = {"role": post.role, "before": row.role}
        await work.record("staff.changed", actor=ACTOR, subject=STAFF.subject(row.id), facts=facts)
    await StaffRow.update(columns).where((StaffRow.id == row.id) & (StaffRow.state != "disabled"))


async def put_out(row: StaffRow, work: UnitOfWork) -> None:
    """They no longer work here: sessions and tokens end."""
    await visits.end_all(row.id)
    await revoke_all(row.id, work.now)
    await work.record("sign_in.directory_ended", actor=ACTOR, subject=STAFF.subject(row.id))


async def _bound(named: str, person: Told, work: UnitOfWork, *, binds: bool) -> StaffRow | None:
    row = await _at(person.email)
    if row is None or row.directory is not None or not binds or row.state == "disabled":
        return None
    await StaffRow.update({StaffRow.directory: named, StaffRow.password: None}).where(StaffRow.id == row.id)
    await STAFF.end_sessions(row.id)
    await STAFF.end_links(row.id)
    await work.record("staff.bound", actor=ACTOR, subject=STAFF.subject(row.id))
    return row


async def _made(named: str, person: Told, post: Post, language: str, work: UnitOfWork) -> StaffRow | None:
    try:
        key = address_key(person.email)
    except CannotSend:
        return None
    row = StaffRow(
        id=new_id(),
        email=person.email,
        email_key=key,
        name=person.name,
        role=post.role,
        departments=packed(post.departments),
        language=language,
        state="active",
        password=None,
        directory=named,
        vouched_at=work.now,
        made_at=work.now,
    )
    if not await StaffRow.insert(row).on_conflict(action="DO NOTHING").returning(StaffRow.id):
        return None
    await work.record("staff.added", actor=ACTOR, subject=STAFF.subject(row.id), facts={"role": post.role})
    return row


async def _at(email: str) -> StaffRow | None:
    row = await STAFF.row_at(email)
    return row if isinstance(row, StaffRow) else None
