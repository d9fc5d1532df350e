"""Rights that roles in the file can grant for tracked documents; read by ``check`` too."""

from __future__ import annotations

from civicore import Permission

SEE, OBSERVE, SOURCES, SEND = "doctrack.see", "doctrack.observe", "doctrack.sources", "doctrack.send"

PERMISSIONS = (
    Permission(SEE, "Find documents by their number and see what was said of them"),
    Permission(OBSERVE, "Say how far a document is"),
    Permission(SOURCES, "See what other systems brought, and words that nobody understands"),
    Permission(SEND, "Send a message about a document once more"),
)
