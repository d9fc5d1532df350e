"""Telling all who follow a document: some in a unit of work, so that nobody waits long for the database.

A message and the mark that it was written are one unit: whoever is stopped in the middle goes on with those who have
not had it, and nobody is written to twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from civicore import Subscription, UnitOfWork, ways
from civicore.contracts.documents import StageReached
from civicore.contracts.letters import LetterReturned
from civicore_doctrack import journal, notices, store_followers, subscribing
from civicore_doctrack.following import due
from civicore_doctrack.journal import Messages
from civicore_doctrack.setting import Setting
from civicore_doctrack.stages import Reached
from civicore_doctrack.store_followers import Follower

_TOGETHER = 100  # people written to in one unit


def subscriptions(setting: Setting) -> tuple[Subscription, ...]:
    """For the hook."""

    async def tell(news: StageReached) -> None:
        await told(setting, news)

    async def came_back(letter: LetterReturned) -> None:
        await setting.runtime.transact(partial(returned, letter))

    return (
        Subscription("doctrack.followers", StageReached, tell),
        Subscription("doctrack.returned", LetterReturned, came_back),
    )


async def told(setting: Setting, news: StageReached) -> None:
    """Write to everybody who follows; news that comes twice, late or out of order is told once and in order."""
    while await setting.runtime.transact(partial(_tell_some, setting, news.document)):
        pass


async def _tell_some(setting: Setting, document: UUID, unit: UnitOfWork) -> bool:
    """Tell some of those who have not had all messages; whether there may be more of them."""
    await unit.lock(subscribing.lock_name(document))
    messages = await journal.messages_of(setting, document)
    if messages is None:
        return False
    some = await store_followers.behind(document, messages.count, _TOGETHER)
    for one in some:
        for reached in due(messages.all, one.told, messages.count):
            await write(setting, unit, one, messages, reached)
    await _had(setting, some, messages)
    return len(some) == _TOGETHER


async def _had(setting: Setting, some: Sequence[Follower], messages: Messages) -> None:
    """Remember what they have had; after the end nobody follows any more, and no address is kept."""
    ids = [one.id for one in some]
    last = setting.plan.stages.get(messages.all[-1].stage) if messages.all else None
    if last is not None and last.final:
        await subscribing.ended(ids)
    else:
        await store_followers.told(ids, messages.count)


async def write(setting: Setting, unit: UnitOfWork, one: Follower, messages: Messages, reached: Reached) -> None:
    """One message about a stage to one person, where the file says that followers are told of it."""
    stage = setting.plan.stages.get(reached.stage)
    if stage is None or not stage.notify:
        return
    said = notices.words(setting, one, messages, stage)
    await unit.notify(
        notices.STAGE,
        about=subscribing.about(one.id),
        usual=[one.contact],
        language=one.language,
        context=said.context,
        forget=True,
        purpose="news",
        unsubscribe=said.unsubscribe,
    )


async def returned(letter: LetterReturned, unit: UnitOfWork) -> None:
    """An address does not exist any more: its owner is not written to, unless another way to them is left."""
    kind, _, id = letter.about.partition(":")
    one = await store_followers.get(UUID(id)) if kind == "docfollow" else None
    if one is None:
        return
    known = {one.contact, *(await ways.of(letter.about)).ways}
    if known == await ways.dead_among(known):
        await subscribing.ended([one.id])
