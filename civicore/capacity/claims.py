"""What is taken from the ledger: limits, places under them, and what a transaction changes in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple


class Limit(NamedTuple):
    """One limit: at most ``cap`` may be claimed under ``key``.

    ``scope`` is the key without its time; the usage of a range of days is read by it. What belongs to no day has none:
    nobody reads a range of it. Limits are taken in the order of their keys, in every transaction, so that no two
    transactions wait for each other.
    """

    key: str
    scope: str
    day: date | None
    cap: int


class Claim(NamedTuple):
    """One place under one limit; a whole second after ``until`` it is free again without anybody's doing."""

    limit: Limit
    until: datetime | None = None

    @property
    def key(self) -> str:
        return self.limit.key

    def lasting(self, until: datetime | None) -> Claim:
        return Claim(self.limit, until)


class Delta(NamedTuple):
    """How much the use of one limit changes in a transaction."""

    limit: Limit
    by: int


def day_limit(scope: str, day: date, cap: int) -> Limit:
    """A limit of a day, such as the capacity of an agenda."""
    return Limit(f"{scope}|{day.isoformat()}", scope, day, cap)


def lasting_limit(key: str, cap: int) -> Limit:
    """A limit that belongs to no day, such as the bookings one person may hold."""
    return Limit(key, "", None, cap)


def net(taken: Iterable[Limit], given_back: Iterable[Limit] = ()) -> tuple[Delta, ...]:
    """What changes in all, one entry a key, in the order in which limits are taken; what cancels out is left out."""
    limits: dict[str, Limit] = {}
    change: defaultdict[str, int] = defaultdict(int)
    for limit in given_back:
        limits[limit.key] = limit
        change[limit.key] -= 1
    for limit in taken:
        limits[limit.key] = limit
        change[limit.key] += 1
    return tuple([Delta(limits[key], change[key]) for key in sorted(limits) if change[key]])
