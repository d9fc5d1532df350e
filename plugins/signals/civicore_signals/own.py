"""One's own cases: by the secret link of one, by account, by a link to all of an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from civicore import CalendarEnds, Due, Refusal, Text, UnitOfWork
from civicore_signals import (
    clockwork,
    lapsing,
    letters,
    lifecycle,
    links,
    looking,
    notices,
    people,
    store,
    store_followers,
    store_people,
    tokens,
    visibility,
)
from civicore_signals.access import Account, Holder, Viewer
from civicore_signals.case import Case, Event
from civicore_signals.news import LinksAsked
from civicore_signals.paging import Cursor, Page
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.store_files import CaseFile
from civicore_signals.tables import CaseRow

_MOST_LINKS = 100  # cases that one page names


@dataclass(frozen=True)
class Own:
    """A case as its sender sees it. ``asked`` are the office's words that wait for an answer.

    ``due`` is the sum that leads to the last day. ``may`` holds what the sender can do now: ``reply``, ``feedback``,
    ``reopen`` (until the instant ``until``), ``withdraw``. ``parts`` and ``into`` are public views, where there are.
    """

    case: Case
    events: tuple[Event, ...]
    files: tuple[CaseFile, ...]
    law: Text | None
    due: Due | None
    asked: str
    may: frozenset[str]
    followers: int
    until: datetime | None = None
    parts: tuple[visibility.PublicCase, ...] = ()
    into: visibility.PublicCase | None = None


async def found(setting: Setting, viewer: Viewer, case: UUID | None) -> Case | None:
    """The case that a viewer may call their own; inside a unit or a reading."""
    if isinstance(viewer, Holder):
        bound = await tokens.opened(setting.runtime.keys, tokens.CASE, viewer.token, setting.now)
        own = UUID(bound.removeprefix("case:")) if bound else None
        if own is None and case is not None:
            return await _of_address(setting, viewer.token, case)
        return await _there(own) if own is not None and case in (None, own) else None
    if isinstance(viewer, Account) and case is not None:
        sender = await store_people.sender_of(case)
        return await _there(case) if sender is not None and sender.account == viewer.id else None
    return None


async def _of_address(setting: Setting, token: str, case: UUID) -> Case | None:
    """A case of the address to which the link to all of them was sent."""
    keys = await _address(setting, token)
    known = await store_people.with_address(keys) if keys else ()
    return await _there(case) if case in {one.case for one in known} else None


async def _address(setting: Setting, token: str) -> list[str]:
    """The keyed hashes of the address to which a link was sent; none for a link that is not ours."""
    bound = await tokens.opened(setting.runtime.keys, tokens.MINE, token, setting.now)
    return bound.removeprefix("mine:").split(",") if bound else []


async def _there(case: UUID) -> Case | None:
    here = await store.get(case)
    return None if here is None or here.state == "erased" else here


async def own(setting: Setting, viewer: Viewer, case: UUID | None) -> Own | None:
    """Everything that its sender may know of a case, as time has left it."""
    async with setting.runtime.store.reading():
        kept = await found(setting, viewer, case)
        if kept is None:
            return None
        now, plan = setting.now, setting.plan
        here = lapsing.as_of(plan, kept, now)
        seen = visibility.own_view(here, await store.events_of(here.id), ())
        parts = await store.select(CaseRow.parent == here.id, oldest_first=True)
        target = await store.get(here.merged_into) if here.merged_into is not None else None
        into = () if target is None else await looking.views(plan, [target])
        again = _reopening(plan, here, now)
        return Own(
            seen.case,
            seen.events,
            await store.files_of(here.id),
            *_deadline(plan, here),
            asked(here, seen.events),
            may(plan, here, seen.events, now),
            (await store_followers.counts([here.id])).get(here.id, 0),
            None if again is None else again.until,
            await looking.views(plan, parts),
            next(iter(into), None),
        )


def may(plan: Plan, case: Case, events: Sequence[Event], now: datetime) -> frozenset[str]:
    """What the sender of a case can do now."""
    status = plan.statuses.get(case.status)
    if case.state not in ("live", "unconfirmed") or case.merged_into is not None or status is None:
        return frozenset()
    can = set()
    if case.state == "live" and not status.final:
        can.add("reply")
    if status.final and plan.ask_solved_after is not None and last_feedback(events) is None:
        can.add("feedback")
    if _reopening(plan, case, now) is not None:
        can.add("reopen")
    if not status.final:
        can.add("withdraw")
    return frozenset(can)


def asked(case: Case, events: Sequence[Event]) -> str:
    """The words of the office that wait for the sender's answer."""
    if case.closed_at is not None:
        return ""
    for one in reversed(events):
        if one.kind == "reply":
            return ""
        if one.kind == "question":
            return one.text
    return ""


def last_feedback(events: Sequence[Event]) -> Event | None:
    """What the sender said about the present end of the case."""
    for one in reversed(events):
        if one.kind == "feedback":
            return one
        if one.kind in ("closed", "reopened"):
            return None
    return None


def reopens_until(plan: Plan, case: Case, now: datetime) -> date | None:
    """The last day on which its sender can open it again; None: that is over, or has no end."""
    again = _reopening(plan, case, now)
    return None if again is None or again.until is None else plan.calendar.day(again.until - timedelta(seconds=1))


def _reopening(plan: Plan, case: Case, now: datetime) -> lifecycle.Move | None:
    return next((one for one in lifecycle.moves(plan, case, "sender", now) if one.reopens), None)


def _deadline(plan: Plan, case: Case) -> tuple[Text | None, Due | None]:
    law = plan.deadlines.get(case.clock.deadline or "")
    if law is None:
        return None, None
    try:
        return law.name, clockwork.explained(case.clock, law, plan.calendar)
    except CalendarEnds:
        return law.name, None


async def mine(setting: Setting, account: Account, cursor: Cursor | None, size: int) -> Page[Case]:
    """What an account has filed, the newest first."""
    async with setting.runtime.store.reading():
        filed = await store_people.cases_of(account.id, cursor, size + 1)
        there = await store.many([case for case, _ in filed[:size]])
    shown = [there[case] for case, _ in filed[:size] if case in there and there[case].state != "erased"]
    now = tuple(lapsing.as_of(setting.plan, one, setting.now) for one in shown)
    last = filed[size - 1] if len(filed) > size else None
    return Page(now, None if last is None else str(Cursor(last[1], last[0])))


async def link_for_mine(setting: Setting, email: str, language: str, network: str | None) -> Refusal | None:
    """Take down that an address wants its links; what is known of it is looked up after the answer."""
    slowed = await people.slowed(setting, "mine", network, people.ASKING)
    if slowed is not None:
        return slowed
    if await people.slowed(setting, "letters", people.address_form(email), people.LETTERS) is not None:
        return None  # told as if a letter went out: who asks may not be who owns the address
    keys = people.address_keys(setting.runtime.keys, email)
    await setting.runtime.transact(lambda unit: unit.publish(LinksAsked(keys, language, unit.now)))
    return None


async def send_links(setting: Setting, asked: LinksAsked) -> None:
    """Send the link to an address from which something came; to nobody else."""
    await setting.runtime.transact(partial(_send_links, setting, asked))


async def _send_links(setting: Setting, asked: LinksAsked, unit: UnitOfWork) -> None:
    once = f"{asked.keys[0]}:{asked.at.isoformat()}"
    if await unit.once("signals.links", once, once) != "new":
        return
    await unit.keep_answer("signals.links", once, {})
    known = [one for one in await store_people.with_address(asked.keys) if one.sender.email]
    newest = await store.get(known[0].case) if known else None
    if newest is None or setting.runtime.city.channels.email is None:
        return
    bound = f"mine:{','.join(asked.keys)}"
    token = await tokens.mint(setting, unit, tokens.MINE, bound, setting.plan.keeping.unconfirmed)
    link = setting.runtime.absolute(links.secret(links.MINE, token, asked.language))
    await unit.send(
        "signals.mine",
        channel="email",
        to=known[0].sender.email or "",
        language=asked.language,
        context=notices.words(setting, newest, asked.language, link=link),
        about=letters.about(newest),
        forget=True,
    )


async def mine_by_link(setting: Setting, token: str) -> tuple[Case, ...] | None:
    """The cases of an address whose owner opened the link that was sent there, the newest first."""
    async with setting.runtime.store.reading():
        keys = await _address(setting, token)
        if not keys:
            return None
        ids = [one.case for one in (await store_people.with_address(keys))[:_MOST_LINKS]]
        there = await store.many(ids)
    shown = [there[one] for one in ids if one in there and there[one].state != "erased"]
    return tuple(lapsing.as_of(setting.plan, one, setting.now) for one in shown)
