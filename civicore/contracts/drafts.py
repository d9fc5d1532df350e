"""What people may write without network, to be sent by their device once it is back.

The answer must be the same however often it is sent: ``to`` takes JSON with the header ``Idempotency-Key``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol


@dataclass(frozen=True)
class DraftField:
    """One question, its words in the language of the page. ``name`` is its place in the body: ``sender.email``."""

    name: str
    label: str
    kind: Literal["text", "lines", "choice", "email", "tel"] = "text"
    required: bool = False
    most: int = 200
    choices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class DraftForm:
    """A form that a device keeps and sends. ``fixed`` are values of the body that nobody is asked for.

    The device adds ``written_at``, the instant of writing as RFC 3339, and ``language``.
    """

    id: str
    title: str
    to: str
    fields: Sequence[DraftField]
    fixed: Mapping[str, str] = field(default_factory=dict)


class Drafts(Protocol):
    """Whoever takes what was written without network."""

    def form(self, language: str) -> DraftForm | None:
        """The form in a language of the city; None where the file takes nothing this way."""
        ...
