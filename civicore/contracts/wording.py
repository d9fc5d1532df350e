"""What a plugin calls its own deeds in the audit log, so that staff read words instead of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AuditWords:
    """English msgids by action: ``{"booking.cancelled": Msgid("Booking cancelled")}``.

    Registered as a service: ``Service(AuditWords, AuditWords({...}))``. An action without words is shown
    by its code.
    """

    words: Mapping[str, str]
