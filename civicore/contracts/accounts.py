"""News of citizens' accounts, and what plugins may ask about them. No news names an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class AddressChanged:
    """The owner of an account has confirmed another e-mail; whoever writes to them asks which it is."""

    account: UUID


class AccountAddresses(Protocol):
    """Registered as a service where citizens have accounts: ``Service(AccountAddresses, ...)``."""

    async def address_of(self, account: UUID) -> str | None:
        """The confirmed e-mail of an account, None when it is gone; inside a unit of work or a reading."""
        ...
