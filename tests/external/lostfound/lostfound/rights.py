"""Rights that roles in the file can grant, and what their deeds are called in the audit log."""

from __future__ import annotations

from civicore import Msgid, Permission
from civicore.contracts.wording import AuditWords

SEE, WORK = "lostfound.see", "lostfound.work"

PERMISSIONS = (
    Permission(SEE, "See found things and reports of losses"),
    Permission(WORK, "Write down found things, tell their owners and hand them over"),
)

WORDS = AuditWords(
    {
        "lostfound.added": Msgid("Found thing written down"),
        "lostfound.told": Msgid("Owner told of a found thing"),
        "lostfound.returned": Msgid("Found thing handed over"),
    }
)
