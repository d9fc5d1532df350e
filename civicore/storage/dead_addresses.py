"""Addresses that will never work again: nothing is sent there until they are revived."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from piccolo.columns.combination import And

from civicore.base.codes import new_id
from civicore.contracts.dialog import Contact
from civicore.storage.statement import Insertion, Statement
from civicore.storage.tables import DeadAddress

_NEW = Insertion(DeadAddress, " ON CONFLICT DO NOTHING RETURNING id")
_DEAD = Statement("SELECT 1 FROM core_dead_address WHERE channel = {} AND address = {}")


async def bury(contact: Contact, reason: str, now: datetime) -> bool:
    """Write down that an address is dead; whether that is news. ``reason`` holds no personal data."""
    new = await _NEW.ask(
        id=new_id(now), channel=contact.channel, address=folded(contact.to), reason=reason[:300], at=now
    )
    return bool(new)


async def revive(contact: Contact) -> bool:
    """The address works again; whether it was dead."""
    gone = await DeadAddress.delete().where(_is(contact)).returning(DeadAddress.id)
    return bool(gone)


async def is_dead(contact: Contact) -> bool:
    """Inside a unit of work or a reading."""
    return bool(await _DEAD.hope((), contact.channel, folded(contact.to)))


async def dead_among(contacts: Collection[Contact]) -> frozenset[Contact]:
    """Which of these are dead; one query, inside a unit of work or a reading."""
    if not contacts:
        return frozenset()
    where = DeadAddress.address.is_in(list({folded(one.to) for one in contacts}))
    rows = await DeadAddress.select(DeadAddress.channel, DeadAddress.address).where(where)
    found = {(row["channel"], row["address"]) for row in rows}
    return frozenset(one for one in contacts if (one.channel, folded(one.to)) in found)


def folded(address: str) -> str:
    """An address as it is compared: mail servers do not mind capitals, the ids of messengers do."""
    bare = address.strip()
    return bare.casefold() if "@" in bare else bare


def _is(contact: Contact) -> And:
    return (DeadAddress.channel == contact.channel) & (DeadAddress.address == folded(contact.to))
