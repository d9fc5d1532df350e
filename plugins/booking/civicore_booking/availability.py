"""Which times are free: a pure function of hours, counters, lengths, limits, what is taken, and now."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import islice, repeat
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from civicore import Duration, Refusal, Text, capacity, whole_second
from civicore_booking.claims import CounterSet, claimed_unions, counters_for, tick_key, union_scope
from civicore_booking.layout import Layout, OfficeDay, Taken, layout
from civicore_booking.ticks import TICK, instant_of, ticks_touched

ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
_made = tuple.__new__
_start = attrgetter("start")


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


class Slot(NamedTuple):
    """A time that can be booked; aware UTC instants. ``free`` is the least of all limits."""

    start: datetime
    length: timedelta
    free: int

    @property
    def end(self) -> datetime:
        return self.start + self.length


class DayAvailability(NamedTuple):
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


def visit_limits(rules: Rules, supply: Supply, start: datetime) -> tuple[capacity.Limit, ...]:
    """Every limit of place and day that a visit at this time claims, in the order of claiming."""
    day, ticks = supply.day, ticks_touched(start, start + rules.length)
    limits = list(supply.limits)
    for scope, union in rules.scopes.items():
        staffed = day.shape.staffed(union)
        limits += [
            capacity.Limit(tick_key(scope, tick), scope, day.day, staffed.get(tick - day.first, 0)) for tick in ticks
        ]
    return tuple(sorted(limits))


@lru_cache(maxsize=256)
def spans(rules: Rules, supplies: tuple[Supply, ...]) -> tuple[capacity.Span, ...]:
    """Of which limits of the counters the use must be known: of each day that has times one span a counter set."""
    laid = [(layout(rules, one.day.shape), one.day) for one in supplies]
    return tuple(at.span(scope, day) for at, day in laid if at.starts for scope in rules.scopes)


def free_times(
    rules: Rules,
    supplies: Iterable[Supply],
    uses: Iterable[capacity.Use],
    now: datetime,
    left: Callable[[Supply], int | None] = lambda _: None,
) -> tuple[DayAvailability, ...]:
    """The free times of some days; never negative, and nothing outside the bookable time.

    ``uses`` are those of the ``spans``; ``left`` tells what is left of the limits of a day, None where it has none.
    Worked out anew only for a day on which something changed.
    """
    bookable, sets, used = window(rules, now), len(rules.scopes), iter(uses)
    earliest = max(bookable.earliest, whole_second(now) + ONE_SECOND)
    days = []
    for supply in supplies:
        day, laid = supply.day, layout(rules, supply.day.shape)
        slots: tuple[Slot, ...] = ()
        if laid.starts:
            slots = _slots(laid, day.first, laid.taken(islice(used, sets), day.first), left(supply))
        within = bookable.first_day <= day.day <= bookable.last_day
        days.append(DayAvailability(day.day, bool(laid.starts), day.reason, _from(earliest, slots, within), within))
    return tuple(days)


def _from(earliest: datetime, slots: tuple[Slot, ...], bookable: bool) -> tuple[Slot, ...]:
    """What can be booked of them now."""
    if not slots or not bookable:
        return ()
    return slots if slots[0].start >= earliest else tuple(slot for slot in slots if slot.start >= earliest)


@lru_cache(maxsize=4096)
def _slots(laid: Layout, first: int, taken: Taken, most: int | None) -> tuple[Slot, ...]:
    """The times of a day that have room, whatever time it is now; ``first`` is the tick it begins with."""
    if most is not None and most <= 0:
        return ()
    free = laid.room(taken)
    if most is not None:
        free = tuple(map(min, free, repeat(most)))
    starts = map(instant_of(first).__add__, laid.starts)
    slots = map(_made, repeat(Slot), zip(starts, repeat(laid.length), free))
    return tuple(slots) if min(free) > 0 else tuple(slot for slot in slots if slot.free > 0)


@lru_cache(maxsize=4096)
def starts(rules: Rules, day: OfficeDay) -> frozenset[datetime]:
    """The times of the grid, for whoever asks about one of them."""
    return frozenset(map(instant_of(day.first).__add__, layout(rules, day.shape).starts))


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
    """The free time closest to the wanted one; of two equally close the earlier. Days and times come in order."""
    before = None
    for day in days:
        at = bisect_left(day.slots, wanted, key=_start)
        if at < len(day.slots):
            after = day.slots[at]
            before = day.slots[at - 1] if at else before
            return before if before and wanted - before.start <= after.start - wanted else after
        before = day.slots[-1] if day.slots else before
    return before


def can_serve(day: OfficeDay, lengths: Mapping[str, timedelta]) -> int:
    """How many visits the counters can serve that day; ``lengths`` gives each counter's mean visit."""
    return sum(
        len(day.shape.ticks.get(counter, ())) * TICK // length
        for counter, length in lengths.items()
        if length > timedelta()
    )


def scarcest(rules: Rules, supply: Supply) -> tuple[str, int]:
    """What runs out first on the day, a limit of it or the counters that serve the agenda, and how many fit in it."""
    counters = next(scope for scope, union in rules.scopes.items() if union == rules.able)
    visits = can_serve(supply.day, dict.fromkeys(rules.able, rules.length))
    return min([(counters, visits), *((one.scope, one.cap) for one in supply.limits)], key=lambda one: one[1])


def mean_length(lengths: Sequence[timedelta]) -> timedelta:
    """The mean of some visits' lengths; nothing for none."""
    return sum(lengths, timedelta()) / len(lengths) if lengths else timedelta()
