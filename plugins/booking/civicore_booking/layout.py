"""How the times of a day lie on its ticks. Days with the same hours have the same layout, whatever their date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise, repeat
from operator import itemgetter, sub
from typing import TYPE_CHECKING

from civicore import Text, capacity
from civicore_booking.claims import CounterSet, tick_key
from civicore_booking.ticks import SECONDS, runs, ticks_after

if TYPE_CHECKING:
    from civicore_booking.availability import Rules


Taken = tuple[bytes | tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Shape:
    """In which ticks each counter is open, counted from the first tick of a day. Compared by identity."""

    ticks: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def staffed(self, union: CounterSet) -> Mapping[int, int]:
        """How many counters of the set are open in each tick."""
        return _staffed(self, union)


@lru_cache(maxsize=1024)
def _staffed(shape: Shape, union: CounterSet) -> Mapping[int, int]:
    number: dict[int, int] = {}
    for ticks, counters in Counter(shape.ticks[counter] for counter in union if counter in shape.ticks).items():
        if not number:
            number = dict.fromkeys(ticks, counters)  # most days all counters keep the same hours
            continue
        for tick in ticks:
            number[tick] = number.get(tick, 0) + counters
    return number


@dataclass(frozen=True, eq=False)
class OfficeDay:
    """One civil day at one office: in which ticks each counter is open, or why none is.

    ``first`` is the tick from which the shape counts. Days are compared by identity.
    """

    office: str
    day: date
    shape: Shape = field(default_factory=Shape)
    first: int = 0
    reason: Text | None = None


@dataclass(frozen=True, eq=False)
class Layout:
    """The times at which a visit could begin, after the beginning of the day, and the ticks it takes.

    ``runs`` are the ticks of all visits. The places of a tick are counted through all runs: ``picks`` give for every
    time what stands at the place of its first tick, of its second, and so on. ``scopes`` has for each counter set how
    many counters are open there, pick by pick.
    """

    length: timedelta
    starts: tuple[timedelta, ...]
    runs: tuple[range, ...]
    picks: tuple[Callable[[Sequence[int]], tuple[int, ...]], ...]
    scopes: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]

    @cached_property
    def gaps(self) -> tuple[tuple[int, int, int], ...]:
        """Between two runs: how many ticks come before, the last of them, and the next one."""
        before = accumulate(map(len, self.runs))
        return tuple((at, one[-1], next_[0]) for at, (one, next_) in zip(before, pairwise(self.runs), strict=False))

    @cached_property
    def ticks(self) -> int:
        """How many ticks the runs have."""
        return sum(map(len, self.runs))

    def span(self, scope: str, day: OfficeDay) -> capacity.Span:
        """The limits of all times of a day."""
        first, end = day.first + self.runs[0].start, day.first + self.runs[-1].stop
        return capacity.Span(scope, day.day, tick_key(scope, first), tick_key(scope, end))

    def taken(self, uses: Iterable[capacity.Use], first: int) -> Taken:
        """How much is used in each tick of the runs on a day that begins with a tick; of each counter set."""
        return tuple([self._used(scope, use, first) for (scope, _), use in zip(self.scopes, uses, strict=True)])

    def room(self, taken: Taken) -> tuple[int, ...]:
        """What is left for each time, the scarcest tick of the scarcest counter set counting."""
        left: list[tuple[int, ...]] = []
        for (_, numbers), used in zip(self.scopes, taken, strict=True):
            before = None
            for most, pick in zip(numbers, self.picks, strict=True):
                pair = most, pick(used)
                if pair != before:  # a visit takes all its ticks, so that most of them are used alike
                    left.append(tuple(map(sub, *pair)))
                before = pair
        return left[0] if len(left) == 1 else tuple(map(min, *left))

    def _used(self, scope: str, use: capacity.Use, first: int) -> bytes | tuple[int, ...]:
        if not use.used:
            return bytes(self.ticks)
        if len(use.used) == self.ticks and not use.returned and self._whole(scope, use.keys, first):
            return use.used
        counts = use.counts()
        return tuple(counts.get(tick_key(scope, first + tick), 0) for run in self.runs for tick in run)

    def _whole(self, scope: str, keys: str, first: int) -> bool:
        """Whether so many keys, from the first tick to the last, are those of the runs and none lies between these."""
        for at, before, after in self.gaps:
            last = tick_key(scope, first + before)
            if not keys.startswith(f"{last}\n{tick_key(scope, first + after)}", (at - 1) * (len(last) + 1)):
                return False
        return True


@lru_cache(maxsize=1024)
def layout(rules: Rules, shape: Shape) -> Layout:
    """What does not depend on the date, nor on who has booked already."""
    times = _grid(rules, shape)
    order = sorted({tick for _, ticks in times for tick in ticks})
    place = {tick: at for at, tick in enumerate(order)}
    longest = max((len(ticks) for _, ticks in times), default=0)
    taken = [[place[tick] for tick in (*ticks, *repeat(ticks[-1], longest - len(ticks)))] for _, ticks in times]
    picks = [_pick(nth) for nth in zip(*taken, strict=True)]
    return Layout(
        rules.length,
        tuple(start for start, _ in times),
        tuple(runs(order)),
        tuple(picks),
        tuple(
            (scope, tuple(pick(list(map(shape.staffed(union).__getitem__, order))) for pick in picks))
            for scope, union in rules.scopes.items()
        ),
    )


def _pick(places: Sequence[int]) -> Callable[[Sequence[int]], tuple[int, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda left: (left[places[0]],)  # of one place an itemgetter gives no tuple


def _grid(rules: Rules, shape: Shape) -> list[tuple[timedelta, range]]:
    """When visits could begin, with the ticks they take: steps of real time from each opening.

    A visit must end before the closing.
    """
    open_ticks = frozenset().union(*{shape.ticks[counter] for counter in rules.able if counter in shape.ticks})
    length, step = int(rules.length.total_seconds()), int(rules.step.total_seconds())
    return [
        (timedelta(seconds=run.start * SECONDS + after), ticks_after(run.start, after, after + length))
        for run in runs(open_ticks)
        for after in range(0, len(run) * SECONDS - length + 1, step)
    ]
