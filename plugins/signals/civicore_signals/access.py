"""Who looks at a case from outside: a stranger, whoever holds its secret link, an account."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Stranger:
    """Anybody."""


@dataclass(frozen=True)
class Holder:
    """Whoever has the secret link of one case."""

    token: str


@dataclass(frozen=True)
class Account:
    """A citizen who has signed in; ``email`` is the confirmed address of the account."""

    id: UUID
    email: str = ""
    language: str = ""


Viewer = Stranger | Holder | Account
