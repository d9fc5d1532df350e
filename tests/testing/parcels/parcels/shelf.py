"""What is done with parcels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from civicore import Job, Retention, Subscription, new_id
from parcels.tables import Note, Parcel

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class ParcelCame:
    """News: a parcel is here."""

    parcel: UUID


class Shelf:
    """All parcels of the city."""

    def __init__(self, runtime):
        self.runtime = runtime

    async def keep(self, name, email):
        """Take one in and write to its owner."""

        async def work(unit):
            parcel = Parcel(id=new_id(), name=name, email=email, kept_at=unit.now)
            await Parcel.insert(parcel)
            await unit.publish(ParcelCame(parcel.id))

        await self.runtime.transact(work)

    async def came(self, event):
        """Once for each parcel."""

        async def work(unit):
            await Note.insert(Note(id=event.parcel)).on_conflict(action="DO NOTHING")

        await self.runtime.transact(work)

    async def tell(self):
        """Write to those who were not written to."""

        async def work(unit):
            for one in await Parcel.objects().where(Parcel.told.eq(False)):
                await Parcel.update({Parcel.told: True}).where(Parcel.id == one.id)
                await unit.send(
                    "parcels.kept",
                    channel="email",
                    to=one.email,
                    language="en",
                    context={"name": one.name},
                    about=f"parcels:{one.id}",
                )

        await self.runtime.transact(work)

    async def expire(self):
        async def work(unit):
            return len(await Parcel.delete().where(Parcel.kept_at < unit.now - KEPT).returning(Parcel.id))

        return await self.runtime.transact(work)

    async def export(self, person):
        async with self.runtime.store.reading():
            found = await Parcel.objects().where(Parcel.email == person)
        return [{"name": one.name, "email": one.email} for one in found]

    async def erase(self, person):
        async def work(unit):
            gone = await Parcel.delete().where(Parcel.email == person).returning(Parcel.id)
            for one in gone:
                await unit.forget(f"parcels:{one['id']}")
            return len(gone)

        return await self.runtime.transact(work)

    def jobs(self):
        return (Job("parcels.tell", timedelta(minutes=1), self.tell),)

    def subscriptions(self):
        return (Subscription("parcels.came", ParcelCame, self.came),)

    def retention(self):
        return (Retention("parcels.kept", self.expire, self.export, self.erase),)
