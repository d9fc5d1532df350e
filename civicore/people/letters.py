"""What owners of accounts are written: links that work once, and news about their own account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from civicore.extension.parts import Notice
from civicore.people.links import LinkPurpose, Links
from civicore.people.realm import Owner, Realm
from civicore.storage.unit_of_work import UnitOfWork

Change = Literal["password", "second_factor", "second_factor_removed", "security_key", "security_key_removed"]
_SAMPLE_LINK = "https://town.example/en/desk/link/Nw4Zx2"


class Addresses(Protocol):
    """Full addresses of pages."""

    def absolute(self, path: str) -> str: ...


class Letters:
    """Writes inside a unit of work; ``notices`` begins the ids of the messages.

    Links are erased from the message once it is delivered.
    """

    def __init__(self, links: Links, addresses: Addresses, realm: Realm, notices: str) -> None:
        self._links = links
        self._addresses = addresses
        self._place, self._notices = f"{realm.path}/link", notices

    def page(self, language: str, token: str) -> str:
        """The full address at which a link is used."""
        return self._addresses.absolute(f"/{language}{self._place}/{token}")

    async def send_link(self, purpose: LinkPurpose, account: Owner, work: UnitOfWork) -> None:
        """Make a link and mail it to the owner of the account."""
        token = await self._links.make(purpose, account.id, work)
        await self._send(account, purpose, {"link": self.page(account.language, token)}, work)

    async def tell(self, account: Owner, change: Change, work: UnitOfWork) -> None:
        """Tell the owner what was changed, so that a stranger's change is noticed (S47)."""
        await self._send(account, "changed", {"change": change}, work)

    async def _send(
        self, account: Owner, notice: str, words: Mapping[str, object], work: UnitOfWork, *, to: str | None = None
    ) -> None:
        await work.send(
            f"{self._notices}.{notice}",
            channel="email",
            to=to or account.email,
            language=account.language,
            context={"name": account.name, **words},
            about=account.subject,
            forget=True,
        )


def notices() -> Iterable[Notice]:
    """The messages to staff, with samples for previews and tests."""
    yield Notice("people.invite", "desk/mail/invite.txt", lambda: {"name": "Jana Malá", "link": _SAMPLE_LINK})
    yield Notice("people.reset", "desk/mail/reset.txt", lambda: {"name": "Jana Malá", "link": _SAMPLE_LINK})
    yield Notice("people.changed", "desk/mail/changed.txt", lambda: {"name": "Jana Malá", "change": "password"})
