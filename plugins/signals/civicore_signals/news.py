"""News of cases. No event bears a person or private words: who needs more asks for the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from civicore_signals.notices import Name


@dataclass(frozen=True)
class CaseNews:
    """Something happened to a case that its followers are told; ``text`` are words of the office that all may read."""

    case: UUID
    notice: Name
    text: str
    at: datetime


@dataclass(frozen=True)
class LinksAsked:
    """Somebody wants the links of the cases of an address; ``keys`` are its keyed hashes.

    Looked up after commit, so that known and unknown addresses are answered by the same work (case 8).
    """

    keys: tuple[str, ...]
    language: str
    at: datetime
