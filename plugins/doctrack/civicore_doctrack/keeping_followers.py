"""How long addresses of those who follow are kept: until they are confirmed, told the end, or have stopped it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from civicore import Retention, UnitOfWork
from civicore.contracts.dialog import Contact
from civicore_doctrack import contacts, store_followers, subscribing
from civicore_doctrack.setting import Setting
from civicore_doctrack.store_followers import Follower

_CHANNELS = ("email", "sms", "telegram", "viber")


def retention(setting: Setting) -> Retention:
    """For the hook: a person is an e-mail address or a telephone number."""

    async def expire() -> int:
        async def work(unit: UnitOfWork) -> int:
            gone = await store_followers.unconfirmed_before(unit.now - subscribing.UNCONFIRMED)
            return gone + await store_followers.without_document()

        return await setting.runtime.transact(work)

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        async with setting.runtime.store.reading():
            return [_told(one) for one in await _of(setting, person)]

    async def erase(person: str) -> int:
        return await setting.runtime.transact(partial(_erase, setting, person))

    return Retention("doctrack.followers", expire, export, erase)


async def _erase(setting: Setting, person: str, unit: UnitOfWork) -> int:
    found = await _of(setting, person)
    await subscribing.ended([one.id for one in found])
    for one in found:
        await unit.forget(subscribing.about(one.id))
    return len(found)


async def _of(setting: Setting, person: str) -> tuple[Follower, ...]:
    keys = setting.runtime.keys
    known = {key for channel in _CHANNELS for key in contacts.known_keys(keys, Contact(channel, person))}
    return await store_followers.with_address(known)


def _told(one: Follower) -> Mapping[str, object]:
    return {
        "document": str(one.document),
        "channel": one.channel,
        "address": one.address,
        "language": one.language,
        "since": one.confirmed_at.isoformat() if one.confirmed_at else None,
    }
