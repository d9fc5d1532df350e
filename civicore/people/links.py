"""Links that work once: the first account, an invitation, a new password, an address to confirm (S39, S41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast
from uuid import UUID

from civicore.base.clock import whole_second
from civicore.base.codes import Keyring, new_id, secret
from civicore.people.realm import Realm
from civicore.storage.unit_of_work import UnitOfWork

LinkPurpose = Literal["first", "invite", "reset", "verify", "email"]
LIFETIME: dict[LinkPurpose, timedelta] = {
    "first": timedelta(hours=1),
    "invite": timedelta(days=7),
    "reset": timedelta(hours=1),
    "verify": timedelta(days=1),
    "email": timedelta(days=1),
}


@dataclass(frozen=True)
class Link:
    """A link that can still be used; ``owner`` is None for the first account."""

    id: UUID
    purpose: LinkPurpose
    owner: UUID | None


class Links:
    """All methods run inside a unit of work. The person has 256 bits, the database their keyed hash."""

    def __init__(self, keys: Keyring, realm: Realm) -> None:
        self._realm, self._rows = realm, realm.links
        self._keys = keys

    async def make(self, purpose: LinkPurpose, owner: UUID | None, work: UnitOfWork) -> str:
        """The secret of a new link; an older one for the same account and purpose dies."""
        token = secret()
        if owner is not None:
            await self._realm.end_links(owner)
        row = self._rows(
            id=new_id(),
            purpose=purpose,
            owner=owner,
            digest=self._keys.digest("link", token),
            made_at=work.now,
            expires_at=work.now + LIFETIME[purpose],
        )
        await self._rows.insert(row)
        return token

    async def find(self, token: str, work: UnitOfWork, *, spent: bool = False) -> Link | None:
        """What a link is for; None when it is unknown, used or too old (its last second included).

        ``spent`` finds a used one too, for what may be asked twice and is done once.
        """
        row = await self._rows.objects().get(self._rows.digest.is_in(list(self._keys.digests("link", token))))
        if (
            row is None
            or (row.used_at is not None and not spent)
            or whole_second(work.now) > whole_second(row.expires_at)
        ):
            return None
        return Link(row.id, cast(LinkPurpose, row.purpose), row.owner)

    async def use(self, link: Link, work: UnitOfWork) -> bool:
        """Take the link; False when somebody else was quicker."""
        taken = (
            await self._rows.update({self._rows.used_at: work.now})
            .where((self._rows.id == link.id) & self._rows.used_at.is_null())
            .returning(self._rows.id)
        )
        return bool(taken)
