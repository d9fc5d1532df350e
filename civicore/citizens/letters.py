"""What the owner of an account is written."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from civicore.citizens.accounts import Citizen
from civicore.extension.parts import Notice
from civicore.people.letters import Letters
from civicore.storage.unit_of_work import UnitOfWork

_LINK = "https://town.example/en/account/link/Nw4Zx2"
_NAME = {"name": "Jana Malá"}


class CitizenLetters(Letters):
    """Letters of the staff's kind, and those about addresses that are to be confirmed."""

    async def verify(self, account: Citizen, wanted: str, work: UnitOfWork) -> None:
        """The link that opens the account; it leads on to the page where an account was asked for."""
        token = await self._links.make("verify", account.id, work)
        way_on = f"?{urlencode({'next': wanted})}" if wanted else ""
        await self._send(account, "verify", {"link": self.page(account.language, token) + way_on}, work)

    async def known(self, account: Citizen, work: UnitOfWork) -> None:
        """Somebody registers with an address that has an account: its owner learns it, the visitor does not."""
        await self._send(account, "known", {"sign_in": self._page(account, "sign-in")}, work)

    async def confirm_new(self, account: Citizen, address: str, work: UnitOfWork) -> None:
        """The new address gets the link; it is used there and nowhere else."""
        token = await self._links.make("email", account.id, work)
        await self._send(account, "email", {"link": self.page(account.language, token)}, work, to=address)

    async def address_change(self, account: Citizen, work: UnitOfWork, *, done: bool) -> None:
        """The old address is told that another one is wanted, and that it has taken over."""
        await self._send(account, "address", {"done": done}, work)

    async def erased(self, account: Citizen, work: UnitOfWork) -> None:
        """The last letter."""
        await self._send(account, "erased", {}, work)

    def _page(self, account: Citizen, path: str) -> str:
        return self._addresses.absolute(f"/{account.language}/account/{path}")


def notices() -> Iterable[Notice]:
    """The messages to owners of accounts, with samples for previews and tests."""
    for id in ("verify", "reset", "email"):
        yield Notice(f"citizens.{id}", f"account/mail/{id}.txt", lambda: {**_NAME, "link": _LINK})
    yield Notice("citizens.known", "account/mail/known.txt", lambda: {**_NAME, "sign_in": _LINK})
    yield Notice("citizens.changed", "account/mail/changed.txt", lambda: {**_NAME, "change": "password"})
    yield Notice("citizens.address", "account/mail/address.txt", lambda: {**_NAME, "done": False})
    yield Notice("citizens.erased", "account/mail/erased.txt", lambda: _NAME)
