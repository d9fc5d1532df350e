"""What document tracking writes into the audit log, in words."""

from __future__ import annotations

from civicore import Msgid
from civicore.contracts.wording import AuditWords

WORDS = AuditWords(
    {
        "doctrack.noted": Msgid("Stage of a document said by a clerk"),
        "doctrack.resent": Msgid("Message about a document sent once more"),
    }
)
