"""Names of staff for what the audit log calls ``staff:<id>``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from civicore.people.accounts import Account
from civicore.people.guards import people
from civicore.web.requests import AnyRequest


class Names(Mapping[str, str]):
    """Names by how the audit log names people; of a program the person's name and the beginning of its token."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._known = {account.subject: account.name for account in accounts}

    def __getitem__(self, actor: str) -> str:
        person, _, token = actor.partition(" ")
        return f"{self._known[person]} ({token[:14]})" if token else self._known[person]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


async def staff_names(request: AnyRequest) -> Mapping[str, str]:
    """The name of every account, disabled ones too, by how the audit log names it."""
    return Names(await people(request).staff.all())
