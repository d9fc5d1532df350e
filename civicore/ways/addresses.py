"""What channels learn about addresses: a message arrived or was lost, an address is dead or lives again."""

from __future__ import annotations

from uuid import UUID

from civicore.contracts.dialog import Contact
from civicore.storage import dead_addresses, spares
from civicore.storage.dead_addresses import dead_among
from civicore.storage.messages import masked
from civicore.storage.unit_of_work import UnitOfWork

__all__ = ["arrived", "bury", "dead_among", "lost", "masked", "revive"]


async def arrived(unit: UnitOfWork, message: UUID) -> None:
    """The far side says that a message reached its person; as often as it likes. What stood in for it is erased."""
    await spares.arrived(message)


async def lost(unit: UnitOfWork, message: UUID, *, dead: bool = False) -> bool:
    """The far side says that a message which it took will not arrive: staff see it, and the next way is taken.

    ``dead``: nothing will ever arrive at this address. Returns whether that is news.
    """
    unit.outgoing = True
    return await spares.lost(message, unit.now, unit.manners, dead=dead)


async def bury(unit: UnitOfWork, contact: Contact, reason: str) -> None:
    """The address will never work again; what waits for it goes by other ways. ``reason`` has no personal data."""
    unit.outgoing = True
    await spares.died(contact, reason, unit.now, unit.manners)


async def revive(unit: UnitOfWork, contact: Contact) -> bool:
    """The address works again: its owner wrote to us, or unblocked us. Whether it was dead."""
    return await dead_addresses.revive(contact)
