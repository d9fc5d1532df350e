"""The key of backups: whoever has the public half can make them, only the secret half opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyrage  # type: ignore[import-untyped]

_SECRET, _PUBLIC = "AGE-SECRET-KEY-", "age1"


class KeyUnfit(Exception):
    """The text is no key of backups; the message says what one looks like and repeats nothing of it."""


@dataclass(frozen=True)
class BackupKey:
    """Keys in the age format (age-encryption.org/v1), so that backups open without this program too.

    ``recipient`` is whom new backups are sealed for; ``identities`` open those made under any of the keys. Without
    identities, on a server that has the public half alone, backups can be made and neither opened nor rehearsed.
    """

    recipient: Any
    identities: Sequence[Any] = field(repr=False)

    @property
    def opens(self) -> bool:
        """Whether a secret half is there."""
        return bool(self.identities)

    @classmethod
    def of(cls, text: str) -> BackupKey:
        """One key a line, the newest first; older ones still open. Lines that begin with ``#`` are passed over.

        KeyUnfit when a line is neither half of a key, or no key is there.
        """
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
        if not lines:
            raise KeyUnfit("the key of backups is empty: civicore backup --new-key makes one")
        halves = [_half(line) for line in lines]
        identities = tuple(half for half in halves if isinstance(half, pyrage.x25519.Identity))
        newest = halves[0]
        return cls(newest.to_public() if isinstance(newest, pyrage.x25519.Identity) else newest, identities)


def new_key() -> tuple[str, str]:
    """A new key: its public half and its secret half."""
    made = pyrage.x25519.Identity.generate()
    return str(made.to_public()), str(made)


def _half(line: str) -> Any:
    try:
        if line.startswith(_SECRET):
            return pyrage.x25519.Identity.from_str(line)
        if line.startswith(_PUBLIC):
            return pyrage.x25519.Recipient.from_str(line)
    except (pyrage.IdentityError, pyrage.RecipientError):
        pass
    raise KeyUnfit(
        f"the key of backups begins with {_SECRET} (opens and makes) or {_PUBLIC} (makes):"
        " civicore backup --new-key makes one"
    )
