"""Whether the owner was written to."""

from piccolo.columns import Boolean
from piccolo.table import Table

from civicore import migration

ID = "parcels_0002_told"


class Parcel(Table, tablename="parcels_parcel"):
    told = Boolean(default=False)


async def forwards():
    return migration(ID, "parcels", adds=[Parcel])
