"""What signals write into the audit log, in words."""

from __future__ import annotations

from civicore import Msgid
from civicore.contracts.wording import AuditWords

WORDS = AuditWords(
    {
        "signals.asked": Msgid("Asked the sender"),
        "signals.assigned": Msgid("Case given to a unit or a clerk"),
        "signals.exported": Msgid("List of cases taken out"),
        "signals.extended": Msgid("Deadline extended"),
        "signals.file_removed": Msgid("File taken off a case"),
        "signals.filed_for": Msgid("Filed for somebody"),
        "signals.hidden": Msgid("Case hidden from the public"),
        "signals.kept_private": Msgid("Earlier cases kept private when the file made them public"),
        "signals.links_revoked": Msgid("Secret links withdrawn"),
        "signals.merged": Msgid("Case joined with another one"),
        "signals.moved": Msgid("Status of a case changed"),
        "signals.observed": Msgid("Status taken over from another system"),
        "signals.opened": Msgid("Looked at a case"),
        "signals.original_seen": Msgid("Looked at blacked out words"),
        "signals.photo_redacted": Msgid("Parts of a photo blacked out"),
        "signals.published": Msgid("Parts of a case let out"),
        "signals.recomputed": Msgid("Deadlines worked out anew"),
        "signals.redacted": Msgid("Words of a case blacked out"),
        "signals.relocated": Msgid("Place or type of a case changed"),
        "signals.shown": Msgid("Case shown to the public again"),
        "signals.split": Msgid("Case split into parts"),
        "signals.unmerged": Msgid("Joined cases taken apart"),
    },
    openings=frozenset({"signals.opened", "signals.exported", "signals.original_seen"}),
)
