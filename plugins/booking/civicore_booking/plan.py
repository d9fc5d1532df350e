"""What the city's file says, as the values that the rules work with. Worked out once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial

from civicore import City, Closure, Duration, OpenDay, Refusal, TimeRange, capacity
from civicore_booking.availability import ONE_DAY, Rules, Supply, can_serve, mean_length
from civicore_booking.booking import CITIZENS
from civicore_booking.config import Booking as Policy
from civicore_booking.config import ChannelName
from civicore_booking.layout import OfficeDay, Shape
from civicore_booking.limits import PersonLimits
from civicore_booking.terms import Terms
from civicore_booking.ticks import DAY_TICKS, tick_at, ticks_of_minutes, ticks_within, visit_length


class Plan:
    """Answers for one city; the city never changes while it runs."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.wished = lru_cache(maxsize=512)(self._wished)
        self.rules = lru_cache(maxsize=512)(self._rules)
        self.day = lru_cache(maxsize=4096)(self._day)
        self.supply = lru_cache(maxsize=8192)(self._supply)
        self.supplies = lru_cache(maxsize=256)(self._supplies)
        self.agendas = lru_cache(maxsize=16)(self._agendas)
        self.offices = lru_cache(maxsize=512)(self._offices)
        self.person_limits = lru_cache(maxsize=512)(self._person_limits)
        self.policy = lru_cache(maxsize=512)(self._policy)
        self.terms = lru_cache(maxsize=512)(self._terms)
        self._first_tick = lru_cache(maxsize=4096)(self._first_tick_of)
        self._limited = lru_cache(maxsize=512)(self._is_limited)
        self._known = lru_cache(maxsize=1024)(_shape_of)
        self._weeks: dict[tuple[str, int], Shape] = {}  # of days on which only the weekday counts
        self._midnight = time(tzinfo=city.zone)
        self._desks = lru_cache(maxsize=64)(self._desks_of)

    def _wished(
        self, agenda: str, activities: tuple[str, ...], office: str | None, people: int, channel: str
    ) -> Rules | Refusal:
        """What holds for a wish; a refusal when it can be booked nowhere, or nobody knows where."""
        offices = self.offices(agenda)
        if office is None and len(offices) > 1:
            return Refusal("booking.office_needed", offices=offices)
        place = office or next(iter(offices), None)
        if place not in offices or not self._bookable(agenda, place, activities, people, channel):
            return Refusal("booking.not_bookable")
        return self.rules(agenda, place, self.length(agenda, activities, people), channel in CITIZENS)

    def _bookable(self, agenda: str, office: str, activities: tuple[str, ...], people: int, channel: str) -> bool:
        policy = self.policy(agenda, office)
        known = self.city.agendas[agenda].activities
        return (
            policy.channel(channel).enabled  # type: ignore[arg-type]
            and 1 <= people <= policy.max_people
            and len(set(activities)) == len(activities)
            and all(one in known for one in activities)
        )

    def _policy(self, agenda: str, office: str | None = None) -> Policy:
        """The section as it holds for an agenda at an office."""
        found: Policy = self.city.policy("booking", agenda=agenda, office=office)
        return found

    def knows(self, agenda: str, office: str) -> bool:
        """Whether the file still has both; a booking may be older than it."""
        return agenda in self.city.agendas and office in self.city.offices

    def _agendas(self, channel: ChannelName) -> tuple[str, ...]:
        """Agendas that the channel books, in the order of the file."""
        return tuple(
            agenda
            for agenda in self.city.agendas
            if any(self.policy(agenda, office).channel(channel).enabled for office in self.offices(agenda))
        )

    def _offices(self, agenda: str) -> tuple[str, ...]:
        """Where an agenda can be booked: offices that serve it at some counter."""
        if agenda not in self.city.agendas:
            return ()
        return tuple(
            office
            for office in self.city.offices_of(agenda)
            if self.policy(agenda, office).enabled and any(agenda in served for served in self._desks(office).values())
        )

    def length(self, agenda: str, activities: Sequence[str], people: int = 1) -> timedelta:
        """How long a visit lasts; LookupError for an activity that the agenda does not have.

        Without an activity it is a general visit of the agenda's own length; where every activity takes longer
        than that, it is as long as the longest, whichever it turns out to be.
        """
        found = self.city.agendas[agenda]
        each = {name: one.duration or found.duration for name, one in found.activities.items()}
        chosen = [each[one] for one in activities] or [found.duration]
        if not activities and all(one.exact > found.duration.exact for one in each.values()):
            chosen = [max((*each.values(), found.duration), key=lambda one: one.exact)]
        return visit_length((duration.exact for duration in chosen), people)

    def day_at(self, instant: datetime) -> date:
        """The civil day of an instant."""
        return instant.astimezone(self.city.zone).date()

    def _first_tick_of(self, day: date) -> int:
        return tick_at(datetime.combine(day, self._midnight))

    def _person_limits(self, agenda: str, office: str, *, strict: bool) -> PersonLimits:
        """Limits on people; ``strict`` adds those that slow down robots."""
        said, brakes = self.policy(agenda, office).limits, self.city.security.limits
        return PersonLimits(
            active=said.active_per_person,
            per_agenda_and_day=said.per_agenda_and_day,
            pending=said.unconfirmed_per_person,
            holds_per_address=brakes.holds_per_address if strict else None,
            holds_per_network=brakes.holds_per_network if strict else None,
            live_per_network=brakes.live_per_network if strict else None,
        )

    def _terms(self, agenda: str, office: str, length: timedelta, *, lapses: bool = False) -> Terms:
        """What is promised to somebody who books now; ``lapses`` where somebody admits people."""
        policy = self.policy(agenda, office)
        ways = policy.cancellation.ways
        return Terms(
            length=length,
            before=policy.check_in.before,
            after=policy.check_in.after,
            late=policy.check_in.late.then,
            cancel_until=policy.cancellation.until,
            cancel_ways=tuple(way for way in type(ways).model_fields if ways.open(way)),
            effect=policy.cancellation.effect,
            code_name=policy.code.name,
            code_alphabet=policy.code.alphabet,
            code_length=policy.code.length,
            lapses=lapses,
        )

    def _rules(self, agenda: str, office: str, length: timedelta, citizens: bool = True) -> Rules:
        policy = self.policy(agenda, office)
        return Rules(
            agenda=agenda,
            office=office,
            desks=self._desks(office),
            zone=self.city.zone,
            length=length,
            step=policy.step.exact,
            horizon=policy.horizon,
            lead_time=policy.lead_time if citizens else Duration(),
            opens_at=policy.release.opens,
        )

    def _desks_of(self, office: str) -> dict[str, frozenset[str]]:
        """Counters of an office with the agendas that can be booked there."""
        counters = self.city.offices[office].counters
        served = {counter: frozenset(self.city.agendas_of_counter(office, counter)) for counter in counters}
        here = frozenset[str]().union(*served.values())  # counters often serve the same
        bookable = frozenset(agenda for agenda in here if self.policy(agenda, office).enabled)
        return {counter: agendas & bookable for counter, agendas in served.items()}

    def _day(self, office: str, day: date, closures: tuple[Closure, ...] = ()) -> OfficeDay:
        first = self._first_tick(day)
        even = self._first_tick(day + ONE_DAY) - first == DAY_TICKS  # no clock is changed
        if closures or not even or not self.city.usual(office, day):
            reason = self.city.office_day(office, day, closures).closed_because
            return OfficeDay(office, day, self._shape(office, day, closures, even), first, reason)
        week = office, day.weekday()
        if week not in self._weeks:
            self._weeks[week] = self._shape(office, day, closures, even)
        return OfficeDay(office, day, self._weeks[week], first)

    def _shape(self, office: str, day: date, closures: tuple[Closure, ...], even: bool) -> Shape:
        ticks = ticks_of_minutes if even else partial(self._ticks, day)
        days = self.city.counter_days(office, day, closures)
        return self._known(tuple((counter, ticks(found.ranges)) for counter, found in days.items()))

    def _ticks(self, day: date, ranges: tuple[TimeRange, ...]) -> frozenset[int]:
        first, intervals = self._first_tick(day), OpenDay(day, ranges).intervals(self.city.zone)
        return frozenset(tick - first for interval in intervals for tick in ticks_within(interval))

    def _supplies(
        self, rules: Rules, first: date, last: date, closures: tuple[Closure, ...], citizens: bool
    ) -> tuple[Supply, ...]:
        """What there is on each of some days, with the closures made at the desk."""
        days = (first + ONE_DAY * number for number in range((last - first).days + 1))
        return tuple(
            self.supply(rules, self.day(rules.office, day, _of(day, closures) if closures else ()), citizens)
            for day in days
        )

    def _supply(self, rules: Rules, day: OfficeDay, citizens: bool) -> Supply:
        return Supply(day, self.day_limits(rules.agenda, day, citizens=citizens))

    def day_limits(self, agenda: str, day: OfficeDay, *, citizens: bool) -> tuple[capacity.Limit, ...]:
        """Capacities of agenda, department and office on a day, and their quotas for citizens' own channels.

        A quota in per cent is of the capacity beside it; where there is none, of what the counters of that
        office can serve that day.
        """
        if not self._limited(agenda, day.office):
            return ()
        limits = list(capacity.day_limits(self.city, agenda, day.office, day.day))
        for kind, name, place in capacity.covering(self.city, agenda, day.office) if citizens else ():
            most = self.city.limit_on(place.capacity, day.day)
            if place.quota is not None:
                local = place.quota.percent is not None and most is None
                whole = self._can_serve(kind, name, day) if local else most
                quota = self.city.limit_on(place.quota, day.day, whole)
                if quota is not None:
                    at = f"@{day.office}" if local else ""
                    limits.append(capacity.day_limit(f"{kind}|{name}{at}|q", day.day, quota))
        return tuple(limits)

    def _is_limited(self, agenda: str, office: str) -> bool:
        """Whether the visits of a day have any limit beside the counters."""
        places = (place for _, _, place in capacity.covering(self.city, agenda, office))
        return any(place.capacity is not None or place.quota is not None for place in places)

    def _can_serve(self, kind: str, name: str, day: OfficeDay) -> int:
        """Visits that the counters can serve: each counter's open time by the mean visit of what it serves."""
        lengths = {
            counter: mean_length(
                [self.city.agendas[one].duration.exact for one in served if self._is_of(one, kind, name)]
            )
            for counter, served in self._desks(day.office).items()
        }
        return can_serve(day, lengths)

    def _is_of(self, agenda: str, kind: str, name: str) -> bool:
        return kind == "o" or name == (agenda if kind == "a" else self.city.agendas[agenda].department)


def _of(day: date, closures: tuple[Closure, ...]) -> tuple[Closure, ...]:
    return tuple(one for one in closures if day in one.when)


def _shape_of(ticks: tuple[tuple[str, frozenset[int]], ...]) -> Shape:
    """The same for all days with the same hours."""
    return Shape(dict(ticks))
