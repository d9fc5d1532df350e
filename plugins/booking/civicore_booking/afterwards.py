"""What becomes of a booking's claims when it is confirmed, cancelled or moved, and when its place is free again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from civicore import capacity, instant_at, whole_second
from civicore_booking.limits import kind_of

_WHILE_HELD = ("pe", "ln", "us")  # count unconfirmed holds
_OF_PERSON = ("p", "pd", "pc")
_OF_DAY = ("a", "d", "o")
_BRAKES = ("he", "hn", "code", "pw")  # outlive the booking until their own time is over


@dataclass(frozen=True)
class Reopening:
    """When a freed place can be booked again, and until when not by the one who freed it; None: at once."""

    place: datetime | None = None
    person: datetime | None = None


def reopening(
    how: Literal["at_once", "random_delay", "next_release"],
    now: datetime,
    zone: ZoneInfo,
    *,
    drawn: timedelta,
    most: timedelta,
    release_at: int | None,
) -> Reopening:
    """The city's way of reopening; ``drawn`` is the random delay, ``most`` the longest there is.

    A place that opens at a known instant is a prize for whoever waits with a robot, so its time is not shown.
    """
    if how == "random_delay":
        return Reopening(whole_second(now + drawn), whole_second(now + most))
    if how == "next_release":
        opens = next_release(now, zone, release_at or 0) - timedelta(seconds=1)
        return Reopening(opens, opens)
    return Reopening()


def next_release(now: datetime, zone: ZoneInfo, minute: int) -> datetime:
    """The next instant at which days open: this minute of a civil day, midnight where none is set."""
    today = now.astimezone(zone).date()
    opens = instant_at(today, minute, zone)
    return opens if opens > now else instant_at(today + timedelta(days=1), minute, zone)


def confirmed(
    claims: Iterable[capacity.Claim], end: datetime, lapses: datetime | None = None
) -> tuple[capacity.Claim, ...]:
    """The place is taken for good, the person's limits until the visit is over.

    ``lapses``: the last second at which the holder can arrive; then the day has room for one more again.
    """
    return tuple(
        promised(claim, lapses) if is_place(claim) else claim.lasting(end) if kind(claim) in _OF_PERSON else claim
        for claim in claims
        if kind(claim) not in _WHILE_HELD
    )


def promised(claim: capacity.Claim, lapses: datetime | None) -> capacity.Claim:
    """A place of a confirmed booking: its time is taken for good, its share of the day until it ``lapses``."""
    return claim.lasting(lapses if is_share(claim) else None)


def joined(claims: Iterable[capacity.Claim], end: datetime) -> tuple[capacity.Claim, ...]:
    """Who confirmed that they want to wait counts as waiting until the days they named are over."""
    return tuple(
        claim.lasting(end) if kind(claim) == "w" else claim for claim in claims if kind(claim) not in _WHILE_HELD
    )


def cancelled(claims: Iterable[capacity.Claim], opens: Reopening) -> tuple[capacity.Claim, ...]:
    """What is still taken after a cancellation: a place that cools off, and what slows down robots."""
    return tuple(kept for claim in claims if (kept := _after_leaving(claim, opens)) is not None)


def moved(
    old: Iterable[capacity.Claim], new: Iterable[capacity.Claim], opens: Reopening
) -> tuple[tuple[capacity.Claim, ...], tuple[capacity.Claim, ...]]:
    """After a change of time: what the booking has now, and what of its old place cools off."""
    taken = tuple(new)
    keys = {claim.key for claim in taken}
    left = tuple(claim for claim in old if claim.key not in keys)
    brakes = tuple(claim for claim in left if kind(claim) in _BRAKES)
    cooling = cancelled((claim for claim in left if kind(claim) not in _BRAKES), opens)
    return (*taken, *brakes), cooling


def is_place(claim: capacity.Claim) -> bool:
    """Whether a claim is of a place in the calendar, not of a person's limit."""
    return claim.limit.day is not None


def is_share(claim: capacity.Claim) -> bool:
    """Whether a claim is of a capacity or quota of a day, in which walk-in clients count too."""
    return is_place(claim) and kind(claim) in _OF_DAY


def kind(claim: capacity.Claim) -> str:
    return kind_of(claim.key)


def places_of(claims: Iterable[capacity.Claim]) -> frozenset[tuple[str, date]]:
    """The offices and days at which ticks are claimed."""
    return frozenset(
        (claim.limit.scope.split("|")[1], claim.limit.day)
        for claim in claims
        if kind(claim) == "t" and claim.limit.day is not None
    )


def _after_leaving(claim: capacity.Claim, opens: Reopening) -> capacity.Claim | None:
    if is_place(claim):
        return claim.lasting(opens.place) if opens.place else None
    if kind(claim) == "pc":
        return claim.lasting(opens.person) if opens.person else None
    return claim if kind(claim) in _BRAKES else None
