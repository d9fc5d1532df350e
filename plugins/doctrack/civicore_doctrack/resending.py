"""Sending the newest message of a document once more, to one of those who follow it."""

from __future__ import annotations

from uuid import UUID

from civicore import Principal, Refusal, UnitOfWork
from civicore_doctrack import journal, rights, store_followers, telling
from civicore_doctrack.setting import Setting
from civicore_doctrack.store_followers import Follower

UNKNOWN = Refusal("doctrack.unknown")


async def resend(setting: Setting, document: UUID, follower: UUID, by: Principal) -> Refusal | None:
    """None when it is on its way. ``doctrack.no_right``, ``doctrack.nothing_sent``, ``doctrack.unknown``."""
    if not by.may(rights.SEND):
        return Refusal("doctrack.no_right", right=rights.SEND)

    async def work(unit: UnitOfWork) -> Refusal | None:
        one = await _told(document, follower)
        messages = await journal.messages_of(setting, document)
        if one is None or messages is None:
            return UNKNOWN
        if not messages.all:
            return Refusal("doctrack.nothing_sent")
        await telling.write(setting, unit, one, messages, messages.all[-1])
        facts = {"stage": messages.all[-1].stage, "channel": one.channel}
        await unit.record("doctrack.resent", actor=by.actor, subject=f"document:{document}", facts=facts)
        return None

    return await setting.runtime.transact(work)


async def _told(document: UUID, follower: UUID) -> Follower | None:
    """Somebody who follows this document and has agreed."""
    one = await store_followers.get(follower)
    return one if one is not None and one.document == document and one.confirmed_at is not None else None
