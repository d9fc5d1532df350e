"""Which times are free: a pure function of hours, counters, lengths, limits, what is taken, and now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from civicore import Duration, Refusal, Text, capacity, whole_second
from civicore_booking.claims import CounterSet, claimed_unions, counters_for, tick_key, union_scope
from civicore_booking.ticks import SECONDS, TICK, instant_of, runs, ticks_after, ticks_touched

Usage = Mapping[str, int]
ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, eq=False)
class OfficeDay:
    """One civil day at one office: in which ticks each counter is open, or why none is."""

    office: str
    day: date
    ticks: Mapping[str, frozenset[int]] = field(default_factory=dict)
    reason: Text | None = None

    def staffed(self, union: CounterSet) -> Mapping[int, int]:
        """How many counters of the set are open in each tick."""
        return _staffed(self, union)


@lru_cache(maxsize=4096)
def _staffed(day: OfficeDay, union: CounterSet) -> Mapping[int, int]:
    number: dict[int, int] = {}
    for ticks, counters in Counter(day.ticks[counter] for counter in union if counter in day.ticks).items():
        if not number:
            number = dict.fromkeys(ticks, counters)  # most days all counters keep the same hours
            continue
        for tick in ticks:
            number[tick] = number.get(tick, 0) + counters
    return number


@dataclass(frozen=True, eq=False)
class Rules:
    """What the city says about visits of one agenda to one office; ``desks`` are its counters with their agendas.

    Rules and days are compared by identity, so that what follows from them is worked out once.
    """

    agenda: str
    office: str
    desks: Mapping[str, frozenset[str]]
    zone: ZoneInfo
    length: timedelta
    step: timedelta
    horizon: Duration
    lead_time: Duration
    opens_at: int | None = None

    @cached_property
    def able(self) -> CounterSet:
        """The counters that serve the agenda."""
        return counters_for(self.agenda, self.desks)

    @cached_property
    def scopes(self) -> dict[str, CounterSet]:
        """The counter sets that a visit counts in, by the name of their limit."""
        everyone = frozenset(counter for counter, served in self.desks.items() if served)
        return {union_scope(self.office, union, everyone): union for union in claimed_unions(self.agenda, self.desks)}


@dataclass(frozen=True, eq=False)
class Supply:
    """A day at the office and the limits of that day: capacities and, for citizens, quotas. Compared by identity."""

    day: OfficeDay
    limits: tuple[capacity.Limit, ...] = ()


@dataclass(frozen=True, order=True, slots=True)
class Slot:
    """A time that can be booked; aware UTC instants. ``free`` is the least of all limits."""

    start: datetime
    end: datetime
    free: int


@dataclass(frozen=True, slots=True)
class DayAvailability:
    """What one day offers. ``reason`` tells in the city's words why a day is closed.

    A day that is open, bookable and without slots is full; one that is not ``bookable`` is past or too far ahead.
    """

    date: date
    open: bool
    reason: Text | None
    slots: tuple[Slot, ...]
    bookable: bool = True

    @property
    def full(self) -> bool:
        return self.open and self.bookable and not self.slots


@dataclass(frozen=True)
class Window:
    """From when on, and up to which civil day, a visit may be booked now."""

    earliest: datetime
    first_day: date
    last_day: date

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def window(rules: Rules, now: datetime) -> Window:
    """The bookable time seen from ``now``; the same for a whole second.

    The horizon counts civil days, today + horizon included (language 4.3); where days open at a set time, the
    newest one waits for it. A lead time in hours is exact, one in days follows the calendar.
    """
    return _window(rules, whole_second(now))


@lru_cache(maxsize=256)
def _window(rules: Rules, second: datetime) -> Window:
    local = second.astimezone(rules.zone)
    last = rules.horizon.after(local, rules.zone).astimezone(rules.zone).date()
    if rules.opens_at is not None and local.hour * 60 + local.minute < rules.opens_at:
        last -= ONE_DAY
    earliest = rules.lead_time.after(local, rules.zone)
    return Window(earliest, earliest.astimezone(rules.zone).date(), last)


@lru_cache(maxsize=4096)
def grid(rules: Rules, day: OfficeDay) -> tuple[tuple[datetime, range], ...]:
    """Every time at which a visit could begin, with the ticks it takes.

    Steps of real time from each opening; the visit must end before the closing.
    """
    open_ticks = frozenset().union(*{day.ticks[counter] for counter in rules.able if counter in day.ticks})
    length, step = int(rules.length.total_seconds()), int(rules.step.total_seconds())
    return tuple(
        (instant_of(run.start) + timedelta(seconds=after), ticks_after(run.start, after, after + length))
        for run in runs(open_ticks)
        for after in range(0, len(run) * SECONDS - length + 1, step)
    )


@dataclass(frozen=True)
class Layout:
    """How the times of a day lie on its ticks. ``times`` are start, end and the places of its ticks among all.

    ``scopes`` has for each counter set, tick by tick, the key of the limit and how many counters are open.
    """

    times: tuple[tuple[datetime, datetime, int, int], ...]
    scopes: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]


@lru_cache(maxsize=4096)
def layout(rules: Rules, day: OfficeDay) -> Layout:
    """What does not depend on who has booked already; worked out once for a day."""
    found = grid(rules, day)
    order = tuple(sorted({tick for _, ticks in found for tick in ticks}))
    at = {tick: place for place, tick in enumerate(order)}
    return Layout(
        tuple((start, start + rules.length, at[ticks[0]], at[ticks[-1]] + 1) for start, ticks in found),
        tuple(
            (_keys(scope, order), tuple(map(day.staffed(union).__getitem__, order)))
            for scope, union in rules.scopes.items()
        ),
    )


@lru_cache(maxsize=1024)
def _keys(scope: str, ticks: tuple[int, ...]) -> tuple[str, ...]:
    """The same for all agendas of an office, so that they are kept once."""
    return tuple(tick_key(scope, tick) for tick in ticks)


def visit_limits(rules: Rules, supply: Supply, start: datetime) -> tuple[capacity.Limit, ...]:
    """Every limit of place and day that a visit at this time claims, in the order of claiming."""
    day = supply.day
    limits = list(supply.limits)
    for scope, union in rules.scopes.items():
        staffed = day.staffed(union)
        for tick in ticks_touched(start, start + rules.length):
            limits.append(capacity.Limit(tick_key(scope, tick), scope, day.day, staffed.get(tick, 0)))
    return tuple(sorted(limits))


def free_slots(rules: Rules, supply: Supply, usage: Usage, now: datetime) -> DayAvailability:
    """The free times of one day; never negative, and nothing outside the bookable time."""
    return _seen(rules, supply, _slots(rules, supply, usage), now)


def free_times(rules: Rules, supply: Supply, use: capacity.DayUse, now: datetime) -> DayAvailability:
    """The same from what the ledger has of the day; worked out anew only for a day on which something changed."""
    return _seen(rules, supply, _kept_slots(rules, supply, use), now)


@lru_cache(maxsize=4096)
def _kept_slots(rules: Rules, supply: Supply, use: capacity.DayUse) -> tuple[Slot, ...]:
    return _slots(rules, supply, use.counts())


def _slots(rules: Rules, supply: Supply, usage: Usage) -> tuple[Slot, ...]:
    """The times of the day that have room, whatever time it is now."""
    laid = layout(rules, supply.day)
    most = min((limit.cap - usage.get(limit.key, 0) for limit in supply.limits), default=len(supply.day.ticks))
    if not laid.times or most <= 0:
        return ()
    room = _room(laid, usage)
    return tuple(
        Slot(start, end, min(most, free)) for start, end, at, until in laid.times if (free := min(room[at:until])) > 0
    )


def _seen(rules: Rules, supply: Supply, slots: tuple[Slot, ...], now: datetime) -> DayAvailability:
    """What can be booked of a day now."""
    day, bookable = supply.day, window(rules, now)
    has_times, within = bool(layout(rules, day).times), day.day in bookable
    if not has_times or not within:
        return DayAvailability(day.day, has_times, day.reason, (), within)
    earliest = max(bookable.earliest, whole_second(now) + ONE_SECOND)
    if slots and slots[0].start < earliest:
        slots = tuple(slot for slot in slots if slot.start >= earliest)
    return DayAvailability(day.day, True, day.reason, slots)


@lru_cache(maxsize=4096)
def starts(rules: Rules, day: OfficeDay) -> frozenset[datetime]:
    """The times of the grid, for whoever asks about one of them."""
    return frozenset(start for start, _ in grid(rules, day))


def refuse_start(rules: Rules, supply: Supply, start: datetime, now: datetime) -> Refusal | None:
    """Why nobody could book this time now, however empty the day is."""
    bookable = window(rules, now)
    day = supply.day.day
    if day > bookable.last_day:
        return Refusal("booking.too_far_ahead", last=bookable.last_day)
    if start < bookable.earliest or start <= now:
        return Refusal("booking.too_soon", earliest=bookable.earliest)
    if start in starts(rules, supply.day):
        return None
    return Refusal("booking.closed", reason=supply.day.reason) if supply.day.reason else Refusal("booking.no_such_time")


def nearest(days: Iterable[DayAvailability], wanted: datetime) -> Slot | None:
    """The free time closest to the wanted one; of two equally close the earlier."""
    slots = (slot for day in days for slot in day.slots)
    return min(slots, key=lambda slot: (abs(slot.start - wanted), slot.start), default=None)


def can_serve(day: OfficeDay, lengths: Mapping[str, timedelta]) -> int:
    """How many visits the counters can serve that day; ``lengths`` gives each counter's mean visit."""
    return sum(
        len(day.ticks.get(counter, ())) * TICK // length for counter, length in lengths.items() if length > timedelta()
    )


def scarcest(rules: Rules, supply: Supply) -> tuple[str, int]:
    """What runs out first on the day, a limit of it or the counters that serve the agenda, and how many fit in it."""
    counters = next(scope for scope, union in rules.scopes.items() if union == rules.able)
    visits = can_serve(supply.day, dict.fromkeys(rules.able, rules.length))
    return min([(counters, visits), *((one.scope, one.cap) for one in supply.limits)], key=lambda one: one[1])


def mean_length(lengths: Sequence[timedelta]) -> timedelta:
    """The mean of some visits' lengths; nothing for none."""
    return sum(lengths, timedelta()) / len(lengths) if lengths else timedelta()


def _room(laid: Layout, usage: Usage) -> Sequence[int]:
    """What is left in each tick, the scarcest counter set counting."""
    rooms = [
        [number - usage.get(key, 0) for key, number in zip(keys, numbers, strict=True)] for keys, numbers in laid.scopes
    ]
    return rooms[0] if len(rooms) == 1 else [min(left) for left in zip(*rooms, strict=True)]
