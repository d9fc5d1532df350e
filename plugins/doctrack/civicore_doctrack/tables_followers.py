"""The table of those who follow a document. An address stands here only until the last stage has been told."""

from __future__ import annotations

from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table


class FollowerRow(Table, tablename="doctrack_follower"):
    """Somebody who agreed to be told of a document, on one channel.

    ``address_key`` is the keyed hash of channel and address. ``confirmed_at`` is empty until the owner of the address
    said yes. ``told`` counts the document's messages that this one has had, or that were there before they agreed.
    ``codes`` counts the codes sent by text message.
    """

    id = UUID(primary_key=True, default=None)
    document = UUID(default=None)
    channel = Text(default=None)
    address = Text(default=None)
    address_key = Text(default=None)
    language = Text(default=None)
    asked_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    told = Integer(default=0)
    codes = Integer(default=0)


TABLES = (FollowerRow,)
INDEXES = (
    "CREATE UNIQUE INDEX IF NOT EXISTS doctrack_follower_once ON doctrack_follower (document, address_key)",
    "CREATE INDEX IF NOT EXISTS doctrack_follower_told ON doctrack_follower (document, told, id)",
    "CREATE INDEX IF NOT EXISTS doctrack_follower_address ON doctrack_follower (address_key)",
    "CREATE INDEX IF NOT EXISTS doctrack_follower_asked ON doctrack_follower (asked_at) WHERE confirmed_at IS NULL",
)
