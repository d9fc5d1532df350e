"""What a plugin calls its own deeds in the audit log, so that staff read words instead of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AuditWords:
    """English msgids by action: ``{"booking.cancelled": Msgid("Booking cancelled")}``.

    Registered as a service: ``Service(AuditWords, AuditWords({...}))``. An action without words is shown
    by its code. ``openings`` are those of them that show somebody of the staff what is kept about a person; the data
    officer is told each week who did how many (``security.data_officer``).
    """

    words: Mapping[str, str]
    openings: frozenset[str] = frozenset()
