"""The first tables."""

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "parcels_0001_first"


class Parcel(Table, tablename="parcels_parcel"):
    id = UUID(primary_key=True, default=None)
    name = Text(default=None)
    email = Text(default=None)
    kept_at = Timestamptz(default=None)


class Note(Table, tablename="parcels_note"):
    id = UUID(primary_key=True, default=None)


async def forwards():
    return migration(ID, "parcels", creates=[Parcel, Note])
