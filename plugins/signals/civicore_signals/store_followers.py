"""Who follows which case: an account or a confirmed address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from civicore_signals.tables import FollowerRow


@dataclass(frozen=True)
class Follower:
    """Somebody who is told of a case once ``confirmed_at`` is there. ``came_from``: a case that was merged into it."""

    id: UUID
    case_id: UUID
    email: str
    email_key: str
    language: str
    asked_at: datetime
    account: UUID | None = None
    confirmed_at: datetime | None = None
    came_from: UUID | None = None


async def add(one: Follower) -> bool:
    """Write a new follower; False when the address follows the case already."""
    return bool(
        await FollowerRow.insert(FollowerRow(**vars(one))).on_conflict(action="DO NOTHING").returning(FollowerRow.id)
    )


async def get(follower: UUID) -> Follower | None:
    return next(iter(await _read(FollowerRow.id == follower)), None)


async def same(case: UUID, keys: Collection[str]) -> Follower | None:
    """The follower of a case with this address, confirmed or not."""
    return next(iter(await _read((FollowerRow.case_id == case) & FollowerRow.email_key.is_in(list(keys)))), None)


async def of_case(case: UUID, before: datetime, after: UUID | None, limit: int) -> tuple[Follower, ...]:
    """Who followed a case at an instant, in the order of their ids, after this one."""
    mine: Any = (FollowerRow.case_id == case) & (FollowerRow.confirmed_at <= before)
    return await _read(mine & (FollowerRow.id > after) if after is not None else mine, limit)


async def every(case: UUID) -> tuple[Follower, ...]:
    """Who follows a case or was asked to confirm it."""
    return await _read(FollowerRow.case_id == case)


async def brought_along(case: UUID, email: str) -> tuple[UUID, ...]:
    """Whoever follows another case under this address because a case was merged into it."""
    known = await _read(FollowerRow.came_from == case)
    return tuple(one.id for one in known if one.email.strip().casefold() == email.strip().casefold())


async def of_account(account: UUID) -> tuple[Follower, ...]:
    """What an account follows."""
    return await _read(FollowerRow.account == account)


async def with_address(keys: Collection[str]) -> tuple[Follower, ...]:
    """What an address follows, confirmed or not."""
    return await _read(FollowerRow.email_key.is_in(list(keys)))


async def confirm(follower: UUID, at: datetime) -> None:
    await FollowerRow.update({FollowerRow.confirmed_at: at}).where(
        FollowerRow.id == follower, FollowerRow.confirmed_at.is_null()
    )


async def asked(follower: UUID, at: datetime) -> None:
    """The confirmation was asked for once more."""
    await FollowerRow.update({FollowerRow.asked_at: at}).where(FollowerRow.id == follower)


async def take_over(follower: UUID, account: UUID, at: datetime) -> None:
    """An account has the address now: it follows without a letter."""
    await FollowerRow.update({FollowerRow.account: account, FollowerRow.confirmed_at: at}).where(
        FollowerRow.id == follower
    )


async def moved(account: UUID, email: str, key: str) -> None:
    """An account has another address; where that one follows already, once is enough."""
    for one in await of_account(account):
        if one.email_key != key:
            there = await same(one.case_id, [key])
            await remove([] if there is None else [there.id])
            await FollowerRow.update({FollowerRow.email: email, FollowerRow.email_key: key}).where(
                FollowerRow.id == one.id
            )


async def remove(followers: Collection[UUID]) -> None:
    if followers:
        await FollowerRow.delete().where(FollowerRow.id.is_in(list(followers)))


async def counts(cases: Collection[UUID]) -> dict[UUID, int]:
    """How many follow each of these cases (at most some hundred)."""
    if not cases:
        return {}
    confirmed = FollowerRow.case_id.is_in(list(cases)) & FollowerRow.confirmed_at.is_not_null()
    found: dict[UUID, int] = {}
    for row in await FollowerRow.select(FollowerRow.case_id).where(confirmed):
        found[row["case_id"]] = found.get(row["case_id"], 0) + 1
    return found


async def unconfirmed_before(instant: datetime) -> int:
    """Erase addresses that nobody confirmed; returns how many."""
    old = FollowerRow.confirmed_at.is_null() & (FollowerRow.asked_at < instant)
    return len(await FollowerRow.delete().where(old).returning(FollowerRow.id))


async def _read(matching: Any, limit: int | None = None) -> tuple[Follower, ...]:
    query = FollowerRow.select().where(matching).order_by(FollowerRow.id)
    return tuple(Follower(**row) for row in await (query.limit(limit) if limit is not None else query))
