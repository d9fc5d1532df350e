"""Following somebody's case: accounts at once, addresses once they are confirmed, and out again with one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from civicore import Refusal, UnitOfWork, new_id
from civicore_signals import links, looking, notices, numbering, people, store, store_followers, store_people, tokens
from civicore_signals.access import Account
from civicore_signals.case import Case
from civicore_signals.setting import Setting
from civicore_signals.store_followers import Follower
from civicore_signals.visibility import PublicCase, public_view

UNKNOWN = Refusal("signals.unknown")
_STOP = "signals.stop"
_AGAIN = timedelta(days=1)  # so long no second letter goes to an address that has not been confirmed


@dataclass(frozen=True)
class Followed:
    """A case that somebody follows; ``case`` is None once strangers may not see it any more."""

    id: UUID
    case: PublicCase | None
    since: datetime


async def follow(
    setting: Setting, number: str, by: Account | str, language: str, network: str | None
) -> Followed | Refusal | None:
    """Follow a case. An address gets one letter without a word about the case (case 10); None: it was sent."""
    who = setting.plan.subscriptions.who
    if who == "nobody":
        return Refusal("signals.not_allowed")
    if who == "registered" and not isinstance(by, Account):
        return Refusal("signals.account_needed")
    if not isinstance(by, Account):
        slowed = await people.slowed(setting, "follow", network, people.ASKING)
        if slowed is not None:
            return slowed
        if await people.slowed(setting, "letters", people.address_form(by), people.LETTERS) is not None:
            return None  # told as if a letter went out: who asks may not be who owns the address
    return await setting.runtime.transact(partial(_follow, setting, number, by, language))


async def _follow(
    setting: Setting, number: str, by: Account | str, language: str, unit: UnitOfWork
) -> Followed | Refusal | None:
    case = await _followable(setting, number, by)
    if case is None:
        return UNKNOWN
    email = by.email if isinstance(by, Account) else by
    keys = people.address_keys(setting.runtime.keys, email)
    before = await store_followers.same(case.id, keys)
    if isinstance(by, Account):
        return await _at_once(setting, case, by, before, unit, language)
    if before is None:
        before = Follower(new_id(), case.id, email.strip(), keys[0], language, unit.now)
        if await store_followers.add(before):
            await _ask(setting, before, unit)
    elif before.confirmed_at is None and unit.now - before.asked_at >= _AGAIN:
        await store_followers.asked(before.id, unit.now)
        await _ask(setting, before, unit)
    return None


async def _at_once(
    setting: Setting, case: Case, by: Account, before: Follower | None, unit: UnitOfWork, language: str
) -> Followed:
    key = people.address_key(setting.runtime.keys, by.email or str(by.id))
    if before is None:
        before = Follower(
            new_id(), case.id, by.email, key, by.language or language, unit.now, account=by.id, confirmed_at=unit.now
        )
        await store_followers.add(before)
    elif before.account != by.id:
        await store_followers.take_over(before.id, by.id, unit.now)
    view = next(iter(await looking.views(setting.plan, [case])), None)
    return Followed(before.id, view, before.confirmed_at or unit.now)


async def _followable(setting: Setting, number: str, by: Account | str) -> Case | None:
    """The case of a number that this one may follow; one that became part of another leads there."""
    case = await store.numbered(numbering.key(number))
    if case is not None and case.merged_into is not None:
        case = await store.get(case.merged_into)
    if case is None:
        return None
    if isinstance(by, Account):
        sender = await store_people.sender_of(case.id)
        if sender is not None and sender.account == by.id:
            return case
    shown = setting.plan.subscriptions.to == "own_and_public" and public_view(setting.plan, case) is not None
    return case if shown else None


async def _ask(setting: Setting, one: Follower, unit: UnitOfWork) -> None:
    """Ask the owner of an address whether it was them; never more than a few such letters a day."""
    token = await tokens.mint(setting, unit, tokens.FOLLOW, f"follower:{one.id}", setting.plan.keeping.unconfirmed)
    await _send(setting, unit, one, "signals.follow", {"link": _page(setting, links.FOLLOW, token, one.language)})


async def to_follow(setting: Setting, token: str) -> PublicCase | None:
    """What a confirmation link is about."""
    async with setting.runtime.store.reading():
        one = await _asked(setting, token)
        return None if one is None else await _shown(setting, one)


async def confirm(setting: Setting, token: str) -> PublicCase | None:
    """The owner of the address wants it; the same link again changes nothing more."""

    async def work(unit: UnitOfWork) -> PublicCase | None:
        one = await _asked(setting, token)
        if one is None:
            return None
        await store_followers.confirm(one.id, unit.now)
        return await _shown(setting, one)

    return await setting.runtime.transact(work)


async def _asked(setting: Setting, token: str) -> Follower | None:
    bound = await tokens.opened(setting.runtime.keys, tokens.FOLLOW, token, setting.now)
    return await store_followers.get(UUID(bound.removeprefix("follower:"))) if bound else None


async def _shown(setting: Setting, one: Follower) -> PublicCase | None:
    case = await store.get(one.case_id)
    return None if case is None else next(iter(await looking.views(setting.plan, [case])), None)


def stop_token(setting: Setting, follower: UUID) -> str:
    """The secret of the links that end it; signed, so that it works for as long as letters come."""
    return setting.runtime.keys.token(_STOP, follower)


async def to_stop(setting: Setting, token: str) -> bool:
    """Whether a stop link still stops something."""
    follower = setting.runtime.keys.subject(_STOP, token)
    if follower is None:
        return False
    async with setting.runtime.store.reading():
        return await store_followers.get(follower) is not None


async def stop(setting: Setting, token: str) -> None:
    """End it with one click, without signing in (case 10)."""
    follower = setting.runtime.keys.subject(_STOP, token)
    if follower is not None:
        await setting.runtime.transact(partial(_stop, follower))


async def _stop(follower: UUID, unit: UnitOfWork) -> None:
    await store_followers.remove([follower])
    await unit.withdraw(about(follower))


async def unfollow(setting: Setting, account: Account, number: str) -> None:
    """End it by account."""

    async def work(unit: UnitOfWork) -> None:
        for one in await _own(account, number):
            await _stop(one.id, unit)

    await setting.runtime.transact(work)


async def follows(setting: Setting, account: Account, number: str) -> bool:
    async with setting.runtime.store.reading():
        return bool(await _own(account, number))


async def _own(account: Account, number: str) -> tuple[Follower, ...]:
    case = await store.numbered(numbering.key(number))
    wanted = set() if case is None else {case.id, case.merged_into}
    return tuple(one for one in await store_followers.of_account(account.id) if one.case_id in wanted)


async def subscriptions(setting: Setting, account: Account) -> tuple[Followed, ...]:
    """What an account follows, the newest first."""
    async with setting.runtime.store.reading():
        kept = await store_followers.of_account(account.id)
        cases = await store.many([one.case_id for one in kept])
        views = {case: await looking.views(setting.plan, [cases[case]]) for case in cases}
    found = [Followed(one.id, next(iter(views.get(one.case_id, ())), None), one.asked_at) for one in kept]
    return tuple(sorted(found, key=lambda one: one.since, reverse=True))


def about(follower: UUID) -> str:
    """How messages to a follower are named."""
    return f"follower:{follower}"


async def write_to(setting: Setting, unit: UnitOfWork, one: Follower, case: Case, text: str, notice: str) -> None:
    """Tell a follower what everybody may read."""
    token = stop_token(setting, one.id)
    said = notices.words(setting, case, one.language, text=text) | {
        "notice": notice,
        "link": setting.runtime.absolute(links.public(case.number or "", one.language)),
        "stop_link": _page(setting, links.STOP, token, one.language),
    }
    await _send(setting, unit, one, "signals.follower", said, setting.runtime.absolute(links.stop_hook(token)))


async def _send(
    setting: Setting,
    unit: UnitOfWork,
    one: Follower,
    notice: str,
    said: dict[str, object],
    unsubscribe: str | None = None,
) -> None:
    if setting.runtime.city.channels.email is None or not one.email:
        return
    await unit.send(
        notice,
        channel="email",
        to=one.email,
        language=one.language,
        context=said,
        about=about(one.id),
        forget=True,
        purpose="transaction" if unsubscribe is None else "news",
        unsubscribe=unsubscribe,
    )


def _page(setting: Setting, page: str, token: str, language: str) -> str:
    return setting.runtime.absolute(links.secret(page, token, language))
