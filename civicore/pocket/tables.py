"""The table of browsers that take news by push."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class PushRow(Table, tablename="core_push"):
    """One browser that allowed news: where its maker takes them, and the keys that only the browser can open with.

    ``digest`` is a plain hash of the endpoint, for finding it again; ``vapid`` the public key of ours that the
    browser was told, base64url.
    """

    id = UUID(primary_key=True, default=None)
    digest = Text(default=None)
    endpoint = Text(default=None)
    p256dh = Text(default=None)
    auth = Text(default=None)
    vapid = Text(default=None)
    seen_at = Timestamptz(default=None)


PUSHES = TableSet(
    app="core_pocket",
    tables=(PushRow,),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS core_push_digest ON core_push (digest)",
        "CREATE INDEX IF NOT EXISTS core_push_seen ON core_push (seen_at)",
    ),
)
