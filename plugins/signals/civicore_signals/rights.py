"""Rights that roles in the file can grant for cases; read by ``check`` too, so nothing heavy is imported."""

from __future__ import annotations

from civicore import Permission

SEE, WORK, CONTACTS = "signals.see", "signals.work", "signals.contacts"
PUBLISH, MERGE, MANAGE = "signals.publish", "signals.merge", "signals.manage"
EXPORT, FILE_FOR = "signals.export", "signals.file_for"

PERMISSIONS = (
    Permission(SEE, "See cases of one's own units and open them one by one"),
    Permission(WORK, "Work on cases: take over, answer, ask, change the status"),
    Permission(CONTACTS, "See who sent a case and how to reach them"),
    Permission(PUBLISH, "Decide what of a case everybody may read, black out words and parts of photos"),
    Permission(MERGE, "Join cases about one thing, and split a case into parts"),
    Permission(MANAGE, "Move cases between units and extend deadlines"),
    Permission(EXPORT, "Take lists of cases out as files"),
    Permission(FILE_FOR, "File a case for somebody who calls or comes"),
)
