"""Agreeing to be told of a document, and out again with one click.

Nobody is written to who has not said yes on the channel itself: an e-mail by the button behind its link, a telephone by
the code that was sent to it, a messenger by the button in its chat; an account has a confirmed e-mail already.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from civicore import Attempts, Brake, Keyring, Refusal, UnitOfWork, new_id, same, ways
from civicore.contracts.dialog import Contact
from civicore_doctrack import contacts, journal, links, offering, store_followers
from civicore_doctrack.setting import Setting
from civicore_doctrack.store_followers import Follower

UNKNOWN = Refusal("doctrack.unknown")
CODE_WRONG = Refusal("doctrack.code_wrong")
CODE_SIGNS = 6
UNCONFIRMED = timedelta(days=3)  # so long a link or a code can say yes
_AGAIN = timedelta(hours=1)  # so long no second letter goes to an address that has not answered
_CODE = "doctrack.code"


@dataclass(frozen=True)
class Following:
    """What somebody follows, as the page says it that ends it; ``address`` is masked."""

    id: UUID
    type: str
    channel: str
    address: str


async def ask(
    setting: Setting, document: UUID, contact: Contact, language: str, network: str | None
) -> Follower | Refusal:
    """Ask the owner of an address whether it was them; told alike whether or not a message goes out."""
    if contact.channel not in offering.by_address(setting):
        return Refusal("doctrack.no_such_way")
    slowed = await _slowed(setting, "follow", network, contacts.ASKING)
    if slowed is not None:
        return slowed
    quiet = await _slowed(setting, "letters", contacts.form(contact), contacts.LETTERS) is not None
    return await setting.runtime.transact(partial(_ask, setting, document, contact, language, quiet))


async def _ask(
    setting: Setting, document: UUID, contact: Contact, language: str, quiet: bool, unit: UnitOfWork
) -> Follower | Refusal:
    found = await journal.messages_of(setting, document)
    if found is None:
        return UNKNOWN
    keys = setting.runtime.keys
    before = await store_followers.same(document, contacts.known_keys(keys, contact))
    if before is None:
        before = follower(setting, document, contact, language, unit.now)
        fresh = await store_followers.add(before)
    else:
        fresh = before.confirmed_at is None and unit.now - before.asked_at >= _AGAIN
    if not fresh or quiet:
        return before
    asked = replace(before, asked_at=unit.now, codes=before.codes + (contact.channel == "sms"))
    await store_followers.asked(asked.id, unit.now, asked.codes)
    await _question(setting, unit, asked)
    return asked


async def _question(setting: Setting, unit: UnitOfWork, one: Follower) -> None:
    keys = setting.runtime.keys
    if one.channel == "sms":
        notice, said = "doctrack.code", {"code": _code(keys, one)}
    else:
        path = f"/{one.language}{links.FRONT}/confirm/{links.confirm_token(keys, one.id)}"
        notice, said = "doctrack.confirm", {"link": setting.runtime.absolute(path)}
    await unit.send(
        notice,
        channel=one.channel,
        to=one.address,
        language=one.language,
        context=said,
        about=about(one.id),
        expires=unit.now + UNCONFIRMED,
        forget=True,
    )


async def to_confirm(setting: Setting, token: str) -> Following | None:
    """What a confirmation link is about; None once it is over."""
    async with setting.runtime.store.reading():
        one = await _asked(setting, token)
        return None if one is None else await _following(setting, one)


async def confirm(setting: Setting, token: str) -> Following | None:
    """The owner of the address says yes; the same link again changes nothing more."""

    async def work(unit: UnitOfWork) -> Following | None:
        one = await _asked(setting, token)
        if one is None or not await _agreed(setting, one, unit):
            return None
        return await _following(setting, one)

    return await setting.runtime.transact(work)


async def _asked(setting: Setting, token: str) -> Follower | None:
    id = links.confirmed(setting.runtime.keys, token)
    one = await store_followers.get(id) if id else None
    if one is None or (one.confirmed_at is None and setting.now - one.asked_at > UNCONFIRMED):
        return None
    return one


async def confirm_code(setting: Setting, document: UUID, follower: UUID, typed: str) -> Refusal | None:
    """The owner of a telephone typed its code; None when it was the right one."""
    slowed = await _slowed(setting, "code", str(follower), contacts.CODES)
    if slowed is not None:
        return slowed

    async def work(unit: UnitOfWork) -> Refusal | None:
        one = await store_followers.get(follower)
        here = one is not None and one.document == document and unit.now - one.asked_at <= UNCONFIRMED
        if one is None or not here or not _is_right(setting.runtime.keys, one, typed):
            return CODE_WRONG
        return None if await _agreed(setting, one, unit) else UNKNOWN

    return await setting.runtime.transact(work)


async def agree(setting: Setting, document: UUID, contact: Contact, language: str) -> Follower | Refusal:
    """Somebody says yes on the channel itself: in a chat, or signed in with an account of this address."""

    async def work(unit: UnitOfWork) -> Follower | Refusal:
        one = await store_followers.same(document, contacts.known_keys(setting.runtime.keys, contact))
        if one is None:
            one = follower(setting, document, contact, language, unit.now)
            await store_followers.add(one)
        return one if await _agreed(setting, one, unit) else UNKNOWN

    return await setting.runtime.transact(work)


async def _agreed(setting: Setting, one: Follower, unit: UnitOfWork) -> bool:
    """From now on; False when the document is gone."""
    await unit.lock(lock_name(one.document))
    messages = await journal.messages_of(setting, one.document)
    if messages is None:
        return False
    await store_followers.confirm(one.id, unit.now, messages.count)
    return True


async def following(setting: Setting, token: str) -> Following | None:
    """What a stop link still ends, with what was sent; None when there is nothing left to end."""
    id = links.stopped(setting.runtime.keys, token)
    if id is None:
        return None
    async with setting.runtime.store.reading():
        one = await store_followers.get(id)
        return None if one is None else await _following(setting, one)


async def stop(setting: Setting, token: str) -> None:
    """End it with one click, without signing in."""
    id = links.stopped(setting.runtime.keys, token)
    if id is not None:
        await setting.runtime.transact(partial(_stop, id))


async def stop_contact(setting: Setting, document: UUID, contact: Contact) -> bool:
    """End it from the chat itself; False when there was nothing to end."""

    async def work(unit: UnitOfWork) -> bool:
        one = await store_followers.same(document, contacts.known_keys(setting.runtime.keys, contact))
        if one is not None:
            await _stop(one.id, unit)
        return one is not None

    return await setting.runtime.transact(work)


async def follows(setting: Setting, document: UUID, contact: Contact) -> bool:
    """Whether this address is told of this document."""
    async with setting.runtime.store.reading():
        one = await store_followers.same(document, contacts.known_keys(setting.runtime.keys, contact))
    return one is not None and one.confirmed_at is not None


async def _stop(follower: UUID, unit: UnitOfWork) -> None:
    await ended([follower])
    await unit.forget(about(follower))


async def ended(followers: Collection[UUID]) -> None:
    """These follow no more: nothing of their addresses stays, nor of other ways that they chose for it."""
    await store_followers.remove(followers)
    for one in followers:
        await ways.forget(about(one))


async def _following(setting: Setting, one: Follower) -> Following | None:
    found = await journal.messages_of(setting, one.document)
    if found is None:
        return None
    return Following(one.id, found.type, one.channel, contacts.masked(one.contact))


def about(follower: UUID) -> str:
    """How messages to somebody who follows are named."""
    return f"docfollow:{follower}"


def lock_name(document: UUID) -> str:
    """Held while it is decided who has had which messages of a document."""
    return f"doctrack.following:{document}"


def follower(setting: Setting, document: UUID, contact: Contact, language: str, now: datetime) -> Follower:
    key = contacts.key(setting.runtime.keys, contact)
    return Follower(new_id(), document, contact.channel, contact.to.strip(), key, language, now)


def _code(keys: Keyring, one: Follower) -> str:
    return keys.code(_CODE, one.id, one.codes, "digits", CODE_SIGNS)


def _is_right(keys: Keyring, one: Follower, typed: str) -> bool:
    """Under any key of the city: it may have been changed since the code was sent."""
    rings = [replace(keys, keys=keys.keys[index:]) for index in range(len(keys.keys))]
    return any(same(_code(ring, one), "".join(typed.split())) for ring in rings)


async def _slowed(setting: Setting, what: str, name: str | None, brake: Brake) -> Refusal | None:
    """Count one try under a name, in a unit of its own; ``doctrack.too_many`` (``until``) when there were too many."""
    if not name:
        return None
    attempts = Attempts(setting.runtime.keys, enforced=setting.runtime.strict)
    key = f"doctrack.{what}:{name}"
    until = await setting.runtime.transact(lambda unit: attempts.spend({key: brake}, unit))
    return None if until is None else Refusal("doctrack.too_many", until=until)
