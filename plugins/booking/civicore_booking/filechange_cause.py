"""Which change of the file a visit no longer fits because of, and which visits a change can reach at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from civicore import City
from civicore.contracts.changes import Change, Renames
from civicore_booking.booking import Booking
from civicore_booking.misfits import Conflict, Why

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TOLD: frozenset[Why] = frozenset({"capacity", "overlap"})


@dataclass(frozen=True)
class Reach:
    """Offices whose visits are concerned, and the weekdays, 0 for Monday."""

    offices: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()

    def on(self, day: date) -> bool:
        return day.weekday() in self.weekdays

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.offices | other.offices, self.weekdays | other.weekdays)


def reach(before: City, after: City, changes: Iterable[Change]) -> Reach:
    """Where and when visits may be hit; offices under their old and their new names."""
    found = Reach()
    for change in changes:
        if _is_ours(change):
            found |= Reach(_offices(before, after, change), _weekdays(change))
    back = {new: old for old, new in Renames(after.renames).of("offices")}
    return Reach(found.offices | {back.get(one, one) for one in found.offices}, found.weekdays)


def cause(conflict: Conflict, after: City, changes: Sequence[Change]) -> Change | None:
    """The change that is most likely to blame: what is nearest to the visit comes first."""
    booking = conflict.booking
    for matches in _SUSPECTS[conflict.why]:
        for change in changes:
            if matches(change, booking, after):
                return change
    return next((one for one in changes if _is_ours(one) and _near(one, booking, after)), None)


def is_gone(after: City, booking: Booking) -> bool:
    """Whether the new file no longer has what the visit is for."""
    if booking.agenda not in after.agendas or booking.office not in after.offices:
        return True
    return not set(booking.activities) <= after.agendas[booking.agenda].activities.keys()


def is_told(after: City, conflict: Conflict, change: Change) -> bool:
    """Whether nothing is to be decided: a closure says itself what happens, and too many are served all the same."""
    if change.within("closures"):
        rule = after.closures.get(str(change.path[1]))
        return rule is not None and rule.bookings != "ask"
    counters = change.within("offices", "*", "counters")
    return conflict.why in _TOLD and not counters


def _is_ours(change: Change) -> bool:
    return change.path[0] in ("offices", "agendas", "departments", "closures", "holidays", "booking")


def _offices(before: City, after: City, change: Change) -> frozenset[str]:
    everywhere = frozenset(before.offices) | frozenset(after.offices)
    if change.within("offices", "*"):
        return frozenset({str(change.path[1])})
    if change.within("closures", "*"):
        rule = after.closures.get(str(change.path[1]))
        return everywhere if rule is None or rule.offices is None else frozenset(rule.offices)
    return everywhere


def _weekdays(change: Change) -> frozenset[int]:
    named = [_DAYS.index(str(part)) for part in change.path[-1:] if part in _DAYS and "hours" in change.path]
    return frozenset(named or range(7))


def _near(change: Change, booking: Booking, after: City) -> bool:
    """Whether a change is about the office, the agenda, the day of a visit, or about the whole city."""
    if change.within("offices", "*"):
        return change.path[1] == booking.office and booking.day.weekday() in _weekdays(change)
    if change.within("agendas", "*"):
        return change.path[1] == booking.agenda
    if change.within("departments", "*"):
        return change.path[1] == after.agendas[booking.agenda].department
    if change.within("closures", "*"):
        rule = after.closures.get(str(change.path[1]))
        return rule is not None and booking.day in rule.when and (not rule.offices or booking.office in rule.offices)
    return True


_Match = Callable[[Change, Booking, City], bool]


def _suspect(*pattern: str) -> _Match:
    return lambda change, booking, after: change.within(*pattern) and _near(change, booking, after)


_TIMES = (
    _suspect("closures"),
    _suspect("offices", "*", "hours"),
    _suspect("offices", "*", "extra_hours"),
    _suspect("offices", "*", "breaks"),
    _suspect("holidays"),
    _suspect("offices", "*", "counters"),
)
_SERVED = (
    _suspect("agendas", "*", "offices"),
    _suspect("agendas", "*", "booking"),
    _suspect("offices", "*", "counters"),
)
_SUSPECTS: dict[Why, tuple[_Match, ...]] = {
    "agenda": (*_SERVED, _suspect("booking", "enabled")),
    "closed": (*_TIMES, *_SERVED),
    "hours": _TIMES,
    "capacity": (
        _suspect("agendas", "*", "capacity"),
        _suspect("departments", "*", "capacity"),
        _suspect("offices", "*", "capacity"),
        _suspect("offices", "*", "counters"),
        *_TIMES,
    ),
    "overlap": (_suspect("agendas", "*", "duration"), _suspect("agendas", "*", "activities")),
}
