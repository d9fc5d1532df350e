"""Links that work once: the first account, an invitation, a new password (S39, S41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from civicore.base.clock import whole_second
from civicore.base.codes import Keyring, new_id, secret
from civicore.people.tables import LinkRow
from civicore.storage.unit_of_work import UnitOfWork

LinkPurpose = Literal["first", "invite", "reset"]
LIFETIME: dict[LinkPurpose, timedelta] = {
    "first": timedelta(hours=1),
    "invite": timedelta(days=7),
    "reset": timedelta(hours=1),
}


@dataclass(frozen=True)
class Link:
    """A link that can still be used; ``staff`` is None for the first account."""

    id: UUID
    purpose: LinkPurpose
    staff: UUID | None


class Links:
    """All methods run inside a unit of work. The person has 256 bits, the database their keyed hash."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    async def make(self, purpose: LinkPurpose, staff: UUID | None, work: UnitOfWork) -> str:
        """The secret of a new link; an older one for the same account and purpose dies."""
        token = secret()
        if staff is not None:
            await end_links(staff)
        row = LinkRow(
            id=new_id(),
            purpose=purpose,
            staff=staff,
            digest=self._keys.digest("link", token),
            made_at=work.now,
            expires_at=work.now + LIFETIME[purpose],
        )
        await LinkRow.insert(row)
        return token

    async def find(self, token: str, work: UnitOfWork) -> Link | None:
        """What a link is for; None when it is unknown, used or too old (its last second included)."""
        row = await LinkRow.objects().get(LinkRow.digest.is_in(list(self._keys.digests("link", token))))
        if row is None or row.used_at is not None or whole_second(work.now) > whole_second(row.expires_at):
            return None
        return Link(row.id, row.purpose, row.staff)

    async def use(self, link: Link, work: UnitOfWork) -> bool:
        """Take the link; False when somebody else was quicker."""
        taken = (
            await LinkRow.update({LinkRow.used_at: work.now})
            .where((LinkRow.id == link.id) & LinkRow.used_at.is_null())
            .returning(LinkRow.id)
        )
        return bool(taken)


async def end_links(staff: UUID) -> None:
    """Links of an account that were sent before work no more; inside a unit of work."""
    await LinkRow.delete().where(LinkRow.staff == staff)
