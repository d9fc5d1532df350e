"""A booking being made: its record, its codes, and everything it claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from civicore import Refusal, capacity, new_id, puzzle, whole_second
from civicore_booking import afterwards, codes
from civicore_booking.availability import Rules, Supply, refuse_start, scarcest, visit_limits
from civicore_booking.booking import CITIZENS, Booking, BookingChannel
from civicore_booking.lifecycle import hold_until
from civicore_booking.limits import (
    Identity,
    Visit,
    flood_claims,
    person_claims,
    share_claims,
    share_of,
    solved_claims,
    stopped_scope,
)
from civicore_booking.setting import Setting

# Whole days are booked under the same rules: what follows from them alone is worked out once.
_limits = lru_cache(maxsize=2048)(visit_limits)
_scarcest = lru_cache(maxsize=512)(scarcest)


@dataclass(frozen=True)
class Draft:
    """A booking that is not written yet, with what it claims."""

    booking: Booking
    claims: tuple[capacity.Claim, ...]


@dataclass(frozen=True)
class Wanted:
    """Who wants what, once it is known where the rules stand."""

    rules: Rules
    activities: tuple[str, ...]
    start: datetime
    people: int
    fields: Mapping[str, str]
    language: str
    channel: BookingChannel
    network: str | None = None
    solved: puzzle.Puzzle | None = None


async def drafted(
    setting: Setting, wanted: Wanted, now: datetime, number: int, until: datetime | None = None
) -> Draft | Refusal:
    """Check the time and put together the booking; inside a unit of work that shares the day.

    ``number`` says which codes to draw. ``until`` is the end of an offer; without it the hold is as long as
    the channel says, and where the channel confirms at once the booking is confirmed.
    """
    rules, start = wanted.rules, wanted.start
    supply = await setting.supply(rules, setting.plan.day_at(start), wanted.channel)
    refused = refuse_start(rules, supply, start, now)
    if refused is not None:
        return refused
    booking = _record(setting, wanted, supply, now, number, until)
    claims = await _claims(setting, wanted, supply, booking, now, offered=until is not None)
    return claims if isinstance(claims, Refusal) else Draft(booking, claims)


def with_code(setting: Setting, booking: Booking, number: int) -> Booking:
    """The booking with the code of this draw."""
    terms = booking.terms
    drawn = codes.code(setting.runtime.keys, booking.id, number, terms.code_alphabet, terms.code_length)
    return replace(booking, code_attempt=number, code_hash=codes.hashed(setting.runtime.keys, drawn), code=drawn)


def place_claims(rules: Rules, supply: Supply, booking: Booking) -> tuple[capacity.Claim, ...]:
    """The place in the calendar: taken for good, or as long as the booking is held or its holder can arrive."""
    limits, until = _limits(rules, supply, booking.start), booking.hold_until
    if booking.state == "held":
        return tuple([capacity.Claim(limit, until) for limit in limits])
    return tuple(afterwards.promised(capacity.Claim(limit), lapses_at(booking)) for limit in limits)


def lapses_at(booking: Booking) -> datetime | None:
    """When the day has room again for one more if the holder does not come; None: nobody sees whether they do."""
    return booking.closes if booking.terms.lapses else None


def holder_claims(setting: Setting, booking: Booking, identity: Identity | None = None) -> tuple[capacity.Claim, ...]:
    """The limits of the person, as the booking's contacts tell, or of this identity."""
    limits = setting.plan.person_limits(booking.agenda, booking.office, strict=False)
    policy = setting.plan.policy(booking.agenda, booking.office)
    return person_claims(
        identity or setting.identity_of(booking),
        Visit(booking.agenda, booking.office, booking.day, booking.start, booking.end),
        limits,
        hold_until=booking.hold_until if booking.state == "held" else None,
        cooling=policy.cancellation.reopen != "at_once",
    )


def code_claims(booking: Booking) -> tuple[capacity.Claim, ...]:
    """The code, where it has been drawn."""
    return (codes.code_claim(booking.office, booking.day, booking, booking.code_hash),) if booking.code_hash else ()


async def _claims(
    setting: Setting, wanted: Wanted, supply: Supply, booking: Booking, now: datetime, *, offered: bool
) -> tuple[capacity.Claim, ...] | Refusal:
    identity = setting.identity_of(booking, wanted.network)
    if identity.email and wanted.channel in CITIZENS and await capacity.holds(stopped_scope(identity.email), now):
        return Refusal("booking.address_stopped")
    brakes: tuple[capacity.Claim, ...] = ()
    if wanted.channel in CITIZENS and booking.hold_until is not None:
        strict = setting.plan.person_limits(booking.agenda, booking.office, strict=setting.runtime.strict)
        brakes = flood_claims(identity, strict, now, booking.hold_until)
        if setting.runtime.strict and not offered:
            brakes += _of_the_day(setting, wanted.rules, supply, booking)
    # In a chat nobody need leave an address: the chat itself is the person.
    chat = Identity((identity.network,)) if wanted.channel == "bot" and identity.network else None
    return (
        *place_claims(wanted.rules, supply, booking),
        *holder_claims(setting, booking, identity),
        *(holder_claims(setting, booking, chat) if chat else ()),
        *code_claims(booking),
        *brakes,
        *(solved_claims(wanted.solved) if wanted.solved else ()),
    )


def _of_the_day(setting: Setting, rules: Rules, supply: Supply, booking: Booking) -> tuple[capacity.Claim, ...]:
    if booking.hold_until is None:
        return ()
    scope, places = _scarcest(rules, supply)
    share = setting.plan.policy(booking.agenda, booking.office).limits.unconfirmed_per_day
    most = share_of(places, share, booking.day)
    return () if most is None else share_claims(scope, booking.day, most, booking.hold_until)


def _record(
    setting: Setting, wanted: Wanted, supply: Supply, now: datetime, number: int, until: datetime | None
) -> Booking:
    rules, plan, keys = wanted.rules, setting.plan, setting.runtime.keys
    policy = plan.policy(rules.agenda, rules.office)
    made = whole_second(now)
    at_once = until is None and policy.confirmed_by(wanted.channel) == "none"
    if not at_once:
        until = (
            min(until, wanted.start)
            if until
            else hold_until(made, policy.confirmation.within, wanted.start, rules.zone)
        )
    id = new_id(now)
    attempt, reference = codes.new_reference(keys, id)
    for _ in range(number):
        attempt, reference = codes.new_reference(keys, id, attempt)
    booking = Booking(
        id=id,
        state="confirmed" if at_once else "held",
        agenda=rules.agenda,
        activities=wanted.activities,
        office=rules.office,
        day=supply.day.day,
        start=wanted.start,
        end=wanted.start + rules.length,
        people=wanted.people,
        channel=wanted.channel,
        language=wanted.language,
        terms=plan.terms(rules.agenda, rules.office, rules.length, lapses=setting.admits(rules.office, rules.agenda)),
        made_at=made,
        hold_until=until,
        confirmed_at=made if at_once else None,
        fields=dict(wanted.fields),
        reference_attempt=attempt,
        reference_hash=codes.hashed(keys, reference),
        reference=reference,
    )
    return with_code(setting, booking, number) if at_once or policy.code.issued == "on_hold" else booking
