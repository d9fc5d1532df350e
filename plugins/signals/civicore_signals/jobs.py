"""What is done after news and now and then; no rule waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from civicore import Job, Subscription, UnitOfWork
from civicore.contracts.accounts import AddressChanged
from civicore.contracts.letters import LetterReturned
from civicore_signals import following, keeping, moving, own, store, store_events, store_followers, store_people
from civicore_signals.news import CaseNews, LinksAsked
from civicore_signals.setting import Setting
from civicore_signals.store_followers import Follower
from civicore_signals.visibility import public_view

_TOGETHER = 50  # letters written in one unit, so that nobody waits long for the database


def jobs(setting: Setting) -> Sequence[Job]:
    async def forget_networks() -> None:
        await keeping.forget_networks(setting)

    return (Job("signals.networks", timedelta(minutes=10), forget_networks),)


def subscriptions(setting: Setting) -> tuple[Subscription, ...]:
    async def tell_followers(news: CaseNews) -> None:
        await told(setting, news)

    async def send_links(asked: LinksAsked) -> None:
        await own.send_links(setting, asked)

    async def came_back(letter: LetterReturned) -> None:
        await setting.runtime.transact(partial(returned, letter))

    async def address_changed(news: AddressChanged) -> None:
        await moving.moved(setting, news)

    return (
        Subscription("signals.addresses", AddressChanged, address_changed),
        Subscription("signals.followers", CaseNews, tell_followers),
        Subscription("signals.links", LinksAsked, send_links),
        Subscription("signals.returned", LetterReturned, came_back),
    )


async def told(setting: Setting, news: CaseNews) -> None:
    """Write to every follower of a case, some in a unit; news that comes twice is told once (case 57)."""
    after: UUID | None = None
    while True:
        last = await setting.runtime.transact(partial(_tell_some, setting, news, after))
        if last is None:
            return
        after = last


async def _tell_some(setting: Setting, news: CaseNews, after: UUID | None, unit: UnitOfWork) -> UUID | None:
    """Tell some followers; the last of them, or None when there are no more."""
    case = await store.get(news.case)
    # What has been hidden meanwhile is told to nobody any more (case 4).
    if case is None or public_view(setting.plan, case) is None:
        return None
    text = news.text if await store_events.stands(case.id, news.text) else ""
    some = await store_followers.of_case(case.id, news.at, after, _TOGETHER)
    for one in some:
        if await _first_time(unit, news, one):
            await following.write_to(setting, unit, one, case, text, news.notice)
    return some[-1].id if some else None


async def _first_time(unit: UnitOfWork, news: CaseNews, one: Follower) -> bool:
    key = f"{news.case}:{news.notice}:{news.at.isoformat()}:{one.id}"
    if await unit.once("signals.told", key, key) != "new":
        return False
    await unit.keep_answer("signals.told", key, {})
    return True


async def returned(letter: LetterReturned, unit: UnitOfWork) -> None:
    """An address does not exist any more: its owner is not written to, and staff see it (case 56)."""
    kind, _, id = letter.about.partition(":")
    if letter.channel != "email":
        return
    if kind == "signals":
        await store_people.bounced(UUID(id), letter.at)
    elif kind == "follower":
        await store_followers.remove([UUID(id)])
