"""The ledger in the database: every limit is claimed by a conditional write that is refused when it is full.

The invariant, at every commit: ``used`` of a row is the number of its claims, and no claim is added beyond ``cap``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal
from uuid import UUID

from civicore.base.clock import whole_second
from civicore.base.codes import new_id
from civicore.capacity.claims import Claim, Delta, Limit, net
from civicore.capacity.questions import (
    BUSIEST,
    ENDED,
    FILLED,
    HOLDS,
    OF_HOLDER,
    PAST,
    UNUSED,
    USED,
    USES,
    changing,
    claiming,
    dropping,
    ending,
    having_room,
)
from civicore.capacity.tables import ClaimRow, LedgerRow
from civicore.capacity.use import Span, Use
from civicore.storage.changes import altered

_holder = itemgetter(0)
GIVEN_BACK = (altered("core_claim"),)
"""For a ``Memory`` of what is full: it is true until somebody gives a place back, however many are taken."""

ALL = 2**31 - 1
"""However many there are."""
PART = 1_000
"""Claims that a job takes out in one unit: others write between two of them."""
_BATCH = 1000  # rows a statement; both databases bound the number of parameters


@dataclass(frozen=True)
class Kept:
    """A claim as it stands in the ledger."""

    id: UUID
    holder: UUID
    claim: Claim


@dataclass(frozen=True)
class Full:
    """Limits that had no place left, by key; whoever sees it must undo the unit."""

    keys: tuple[str, ...]


async def exchange(drop: Sequence[Kept], take: Sequence[tuple[UUID, Claim]]) -> Full | Literal["gone"] | None:
    """Give back some claims and take others, all or none, in one order of keys.

    ``"gone"``: a claim to be dropped was swept or moved by somebody else meanwhile. Unless the answer is None
    the unit must be undone.
    """
    if drop and await _delete(drop) != len(drop):
        return "gone"
    full = await _apply(_difference(drop, take))
    if full:
        return Full(full)
    await _insert(take)
    return None


async def rewrite(drop: Sequence[Kept], take: Sequence[tuple[UUID, Claim]]) -> Literal["gone"] | None:
    """Put claims in the place of others, also beyond a limit: places that were promised under an older file.

    ``"gone"`` as in ``exchange``: the unit must be undone.
    """
    if drop and await _delete(drop) != len(drop):
        return "gone"
    deltas = _difference(drop, take)
    for at in range(0, len(deltas), _BATCH):
        part = deltas[at : at + _BATCH]
        await changing(len(part), beyond=True).ask(*_changes(part))
    await _insert(take)
    return None


async def outlast(holder: UUID, keys: Sequence[str], until: datetime | None) -> frozenset[str]:
    """Give a holder's claims another end, in place; returns the keys of those that are still there.

    What was swept meanwhile is somebody else's by now and is not in the answer.
    """
    there = (
        await ClaimRow.update({ClaimRow.until: until})
        .where(ClaimRow.holder == holder, ClaimRow.key.is_in(list(keys)))
        .returning(ClaimRow.key)
        if keys
        else []
    )
    return frozenset(row["key"] for row in there)


async def release(holder: UUID, keys: Sequence[str]) -> None:
    """Give back what a holder has under these keys; what was swept meanwhile is given back already."""
    if not keys:
        return
    gone = (
        await ClaimRow.delete()
        .where(ClaimRow.holder == holder, ClaimRow.key.is_in(list(keys)))
        .returning(*ClaimRow.all_columns())
    )
    await _given_back(gone)


async def places_on(day: date) -> dict[UUID, list[Kept]]:
    """Claims of places on a day, by who holds them."""
    found: dict[UUID, list[Kept]] = {}
    for row in await ClaimRow.select().where(ClaimRow.day == day):
        found.setdefault(row["holder"], []).append(_kept(row))
    return found


async def claims_of(holder: UUID) -> tuple[Kept, ...]:
    """What a booking or a ticket has claimed."""
    return tuple(_kept(row) for row in await OF_HOLDER.ask(holder))


async def usage(scopes: Sequence[str], first: date, last: date, now: datetime) -> dict[str, int]:
    """How much of each limit of a day (``day_limit``) is used; claims that have run out do not count."""
    if not scopes:
        return {}
    rows = await USED[LedgerRow._meta.db.engine_type].ask(json.dumps(scopes), first, last)
    gone = Counter(key for ended in (await _ended(scopes, now)).values() for key in ended)
    return {row["key"]: row["used"] - gone[row["key"]] for row in rows}


async def uses(spans: Sequence[Span], now: datetime, without: Sequence[str] = ()) -> tuple[Use, ...]:
    """The use of each span; claims that have run out do not count, nor one of each key in ``without``."""
    if not spans:
        return ()
    rows = await USES[LedgerRow._meta.db.engine_type].ask(json.dumps(spans, default=date.isoformat))
    found = {row["place"]: row["used"] for row in rows}
    gone = await _ended(sorted({span.scope for span in spans}), now)
    return tuple(
        Use.read(span, found[place], (*gone.get(span.scope, ()), *without)) for place, span in enumerate(spans)
    )


async def _ended(scopes: Sequence[str], now: datetime) -> dict[str, list[str]]:
    """Keys of claims that have run out, by scope. Only by their end: few have, and hardly any of another scope."""
    found: dict[str, list[str]] = {}
    for row in await ending(len(scopes)).ask(whole_second(now), *scopes):
        found.setdefault(row["scope"], []).append(row["key"])
    return found


async def still_full(keys: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Which of these limits, full a moment ago, have no room even without the claims that have run out."""
    room = {row["key"] for row in await having_room(len(keys)).ask(*keys, whole_second(now))}
    return tuple(key for key in keys if key not in room)


async def full(limits: Sequence[Limit]) -> bool:
    """Whether one of these limits has no room; claims that have run out count until they are swept."""
    keys = [one.key for one in limits]
    rows = await LedgerRow.select(LedgerRow.key, LedgerRow.used).where(LedgerRow.key.is_in(keys)) if keys else []
    used = {row["key"]: row["used"] for row in rows}
    return any(used.get(one.key, 0) >= one.cap for one in limits)


async def sweep(now: datetime, most: int = ALL) -> tuple[Kept, ...]:
    """Take out claims that have run out, at most so many, those first that did so first.

    In a unit of its own, before other claims are taken. Where it takes out fewer than ``most``, there are no more.
    """
    gone = await ENDED[LedgerRow._meta.db.engine_type].ask(whole_second(now), most)
    return await _given_back(gone)


async def forget_days(before: date, most: int = ALL) -> bool:
    """Drop claims of past days and rows that nobody uses, at most so many of each; whether there may be more."""
    engine = LedgerRow._meta.db.engine_type
    gone = await _given_back(await PAST[engine].ask(before, most))
    unused = await UNUSED[engine].ask(before, most)
    return most in (len(gone), len(unused))


async def _given_back(rows: Sequence[dict[str, Any]]) -> tuple[Kept, ...]:
    """Claims that were deleted; their limits have room again."""
    gone = tuple(_kept(row) for row in rows)
    await _apply(net((), (kept.claim.limit for kept in gone)))
    return gone


async def holds(key: str, now: datetime) -> bool:
    """Whether anybody holds a place now under a limit that belongs to no day (``lasting_limit``)."""
    return bool(await HOLDS.hope((), key, whole_second(now)))


async def busiest(prefix: str, now: datetime, most: int) -> tuple[int, ...]:
    """How many claims the fullest limits that begin so hold now, the fullest first; at most ``most`` of them."""
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    rows = await BUSIEST[LedgerRow._meta.db.engine_type].ask(whole_second(now), prefix, after, most)
    return tuple(row["number"] for row in rows)


async def filled(prefix: str) -> tuple[str, ...]:
    """The keys of the limits that begin so and have no room; claims that have run out count until they are swept."""
    rows = await FILLED.ask(f"{prefix}%")
    return tuple(row["key"] for row in rows)


def _difference(drop: Sequence[Kept], take: Sequence[tuple[UUID, Claim]]) -> tuple[Delta, ...]:
    return net([claim.limit for _, claim in take], [kept.claim.limit for kept in drop])


async def _delete(drop: Sequence[Kept]) -> int:
    gone = 0
    for at in range(0, len(drop), _BATCH):
        part = drop[at : at + _BATCH]
        gone += len(await dropping(len(part)).ask(*(kept.holder for kept in part), *(kept.id for kept in part)))
    return gone


async def _insert(take: Sequence[tuple[UUID, Claim]]) -> None:
    for at in range(0, len(take), _BATCH):
        part = take[at : at + _BATCH]
        values: list[Any] = []
        # Texts, which both databases read: to make an identifier, or its text, costs half a row. Those of a batch are
        # told apart by their last signs.
        id, place = str(new_id())[:-4], 0
        for holder, claims in groupby(part, _holder):
            text = str(holder)
            for _, (limit, until) in claims:
                values += f"{id}{place:04x}", text, limit.key, limit.scope, limit.day, until
                place += 1
        await claiming(len(part)).note(*values)


async def _apply(deltas: Sequence[Delta]) -> tuple[str, ...]:
    """Change the use of limits; returns the keys that had no room."""
    hopeless = [delta.limit.key for delta in deltas if 0 < delta.by > delta.limit.cap]
    if hopeless:
        return tuple(hopeless)
    for at in range(0, len(deltas), _BATCH):
        part = deltas[at : at + _BATCH]
        usual = [{"key": delta.limit.key} for delta in part]
        changed = {row["key"] for row in await changing(len(part)).hope(usual, *_changes(part))}
        missing = [delta.limit.key for delta in part if delta.limit.key not in changed]
        if missing:
            return tuple(missing)
    return ()


def _changes(deltas: Sequence[Delta]) -> list[Any]:
    return [value for one in deltas for value in (one.limit.key, one.limit.scope, one.limit.day, one.by, one.limit.cap)]


def _kept(row: dict[str, Any]) -> Kept:
    limit = Limit(row["key"], row["scope"], row["day"], 0)
    return Kept(row["id"], row["holder"], Claim(limit, row["until"]))
