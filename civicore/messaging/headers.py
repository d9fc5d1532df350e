"""Mail headers in every alphabet, folded so that every reader gets the same words.

The library's own folding (seen on Python 3.11.7) loses the space where a long subject breaks between
two encoded words, and forgets the quotes of a long name that has a comma. Its older ``Header`` class
does both right.
"""

from __future__ import annotations

from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UniqueSingleAddressHeader, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import cast

_FITS_IN_A_LINE = 60


class _Subject(UniqueUnstructuredHeader):
    def fold(self, *, policy: Policy) -> str:
        header = cast(BaseHeader, self)
        words = str(header) if _plain(header) else _encoded(header, header.name, policy)
        return f"{header.name}: {words}{policy.linesep}"


class _From(UniqueSingleAddressHeader):
    def fold(self, *, policy: Policy) -> str:
        header, name = cast(BaseHeader, self), self.address.display_name
        if _plain(name):
            return f"{header.name}: {self.address}{policy.linesep}"
        words = _encoded(name, header.name, policy)
        return f"{header.name}: {words}{policy.linesep} <{self.address.addr_spec}>{policy.linesep}"


class _Link(UniqueUnstructuredHeader):
    """An address that programs read: the library would write a long one as an encoded word, which none of them does."""

    def fold(self, *, policy: Policy) -> str:
        header = cast(BaseHeader, self)
        return f"{header.name}: {header}{policy.linesep}"


def _plain(words: str) -> bool:
    return words.isascii() and len(words) <= _FITS_IN_A_LINE


def _encoded(words: str, header: str, policy: Policy) -> str:
    return Header(words, charset="utf-8", header_name=header).encode(linesep=policy.linesep)


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("subject", cast(type[BaseHeader], _Subject))
    registry.map_to_type("from", cast(type[BaseHeader], _From))
    registry.map_to_type("list-unsubscribe", cast(type[BaseHeader], _Link))
    return registry


# Bodies are base64 or quoted-printable: an old relay that breaks eight-bit lines cannot hurt them.
LETTER_POLICY: EmailPolicy[EmailMessage] = SMTP.clone(cte_type="7bit", header_factory=_registry())
