"""The choice itself: which ways one person wants for one thing; inside units of work and readings."""

from __future__ import annotations

from typing import Any

from civicore.base.codes import new_id
from civicore.contracts.dialog import Contact
from civicore.storage import dead_addresses
from civicore.storage.manners import Chosen
from civicore.storage.unit_of_work import UnitOfWork
from civicore.ways.tables import WayRow

_CHOSEN, _ENDED = "chosen", "ended"


async def choose(unit: UnitOfWork, about: str, contact: Contact, *, language: str = "") -> None:
    """From now on this way comes first; the ones chosen before stand in for it.

    Only for an address whose owner just showed that it is theirs: by a code, or by writing from it. A choice takes
    back an earlier ``end``, and an address that was dead is tried again.
    """
    await WayRow.delete().where(_is(about, contact) | ((WayRow.about == about) & (WayRow.state == _ENDED)))
    row = WayRow(
        id=new_id(), about=about, channel=contact.channel, address=contact.to, language=language, state=_CHOSEN,
        at=unit.now,
    )  # fmt: skip
    await WayRow.insert(row)
    await dead_addresses.revive(contact)


async def end(unit: UnitOfWork, about: str, contact: Contact | None = None) -> None:
    """This way is not wanted any more; without one: no more reminders and news about the thing at all.

    What a person must know (a visit was moved) still reaches them by the usual ways.
    """
    if contact is not None:
        await WayRow.delete().where(_is(about, contact))
        return
    await WayRow.delete().where(WayRow.about == about)
    row = WayRow(id=new_id(), about=about, channel="", address="", language="", state=_ENDED, at=unit.now)
    await WayRow.insert(row)


async def resume(unit: UnitOfWork, about: str) -> None:
    """Take back ``end``: notices come by the usual ways again."""
    await WayRow.delete().where((WayRow.about == about) & (WayRow.state == _ENDED))


async def of(about: str) -> Chosen:
    """What was chosen for this, the latest first."""
    rows = await WayRow.select().where(WayRow.about == about).order_by(WayRow.at, ascending=False)
    ways = tuple(Contact(row["channel"], row["address"]) for row in rows if row["state"] == _CHOSEN)
    return Chosen(ways, any(row["state"] == _ENDED for row in rows))


async def having(kind: str) -> frozenset[str]:
    """The things of one kind (``ticket``) for which somebody chose a way."""
    chosen = (WayRow.state == _CHOSEN) & WayRow.about.like(f"{kind}:%")
    return frozenset(row["about"] for row in await WayRow.select(WayRow.about).where(chosen))


async def things(kind: str, contact: Contact) -> tuple[str, ...]:
    """The things of one kind that somebody at this address chose to be told of."""
    here = (WayRow.channel == contact.channel) & (WayRow.address == contact.to) & (WayRow.state == _CHOSEN)
    rows = await WayRow.select(WayRow.about).where(here & WayRow.about.like(f"{kind}:%")).order_by(WayRow.at)
    return tuple(row["about"] for row in rows)


async def forget(about: str) -> int:
    """The thing is over and erased: nothing of its ways stays. Returns how many were erased."""
    return len(await WayRow.delete().where(WayRow.about == about).returning(WayRow.id))


def _is(about: str, contact: Contact) -> Any:
    return (WayRow.about == about) & (WayRow.channel == contact.channel) & (WayRow.address == contact.to)
