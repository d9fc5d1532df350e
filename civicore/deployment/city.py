"""One city as its file describes it, and the questions everybody asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, PrivateAttr

from civicore.base.calendar import Closure, Holidays, OpenDay, intersect, open_day, subtract
from civicore.base.deadlines import Workdays
from civicore.deployment import kinds
from civicore.deployment.block import Block, says
from civicore.deployment.holidays import HolidayNames, last_known
from civicore.deployment.kinds import DayNumber
from civicore.deployment.model.accounts import Accounts
from civicore.deployment.model.channels import TOWN, Channels
from civicore.deployment.model.days import ClosureRule, HolidayRules, Suspension
from civicore.deployment.model.identity import Brand, Deployment, Page, PluginBlock
from civicore.deployment.model.information import Article
from civicore.deployment.model.notifications import Notifications
from civicore.deployment.model.places import Agenda, Department, Office
from civicore.deployment.model.upkeep import Operations, Retention, Role, Security
from civicore.deployment.policy import overlaid


class City(Block):
    """The deployment file. Plugins' sections join it as further fields when it is composed."""

    levels: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    changes: ClassVar[Mapping[str, Mapping[str, Mapping[str, str]]]] = {}

    civicore: kinds.Version = says("version of the language; 1")
    deployment: Deployment = says("who this is")
    brand: Brand = says("look", Brand())
    pages: Mapping[kinds.Id, Page] = says("own pages", {})
    plugins: Mapping[kinds.String, PluginBlock] = says(
        "third-party plugins; nothing else is loaded", {}, finding="L435"
    )
    holidays: HolidayRules = says("non-working days", HolidayRules())
    closures: Mapping[kinds.Id, ClosureRule] = says("planned closures", {})
    suspensions: Mapping[kinds.Id, Suspension] = says("emergency notices", {})
    departments: Mapping[kinds.Id, Department] = says("organisation", {})
    offices: Mapping[kinds.Id, Office] = says("places", {})
    agendas: Mapping[kinds.Id, Agenda] = says("what people come for", {})
    information: Mapping[kinds.Id, Article] = says("services, procedures and rules that people ask about", {})
    channels: Channels = says("ways to reach people", Channels())
    notifications: Notifications = says("notices to people", Notifications())
    accounts: Accounts = says("citizen accounts", Accounts())
    roles: Mapping[kinds.Id, Role] = says("what groups of the staff may do", {})
    retention: Retention = says("how long data live", Retention())
    security: Security = says("protection", Security())
    operations: Operations = says("running it", Operations())
    renames: Mapping[kinds.String, kinds.String] = says(
        "old path: new path, so that data follow a renamed id", {}, finding="L450"
    )

    _folder: Path = PrivateAttr(default=Path())
    _field_types: frozenset[str] = PrivateAttr(default=frozenset())

    @property
    def folder(self) -> Path:
        """Where the file lies; logos and pages are found beside it."""
        return self._folder

    def file(self, relative: str) -> Path:
        """A file named in the deployment, as a path on this computer."""
        return self._folder / relative

    @property
    def field_types(self) -> frozenset[str]:
        """Ids of the kinds of form fields that plugins bring."""
        return self._field_types

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the city; the first is the default."""
        return self.deployment.languages

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.deployment.timezone)

    def section(self, key: str) -> Any:
        """A plugin's section of the file, None when the file has none."""
        return getattr(self, key) if key in type(self).levels else None

    def policy(
        self, key: str, *, office: str | None = None, department: str | None = None, agenda: str | None = None
    ) -> Any:
        """A section as it holds here: agenda over department over office over city, field by field (2.5).

        An agenda brings its department, a department its office, where they are not given. LookupError when
        the file does not have the section.
        """
        known, asked = self._policies, (key, office, department, agenda)
        if (found := known.get(asked)) is None:
            found = known[asked] = self._overlay(key, office, department, agenda)
        return found

    @cached_property  # a private attribute of a model is looked for a dozen times before it is found
    def _policies(self) -> dict[tuple[str | None, ...], BaseModel]:
        return {}

    def _overlay(self, key: str, office: str | None, department: str | None, agenda: str | None) -> BaseModel:
        found = self.section(key)
        if found is None:
            raise LookupError(f"the file has no section {key}")
        result: BaseModel = found
        if department is None and agenda is not None:
            department = self.agendas[agenda].department
        if office is None and department is not None:
            office = self.departments[department].office
        if office is None and len(self.offices) == 1:
            office = next(iter(self.offices))
        places = {"office": self.offices, "department": self.departments, "agenda": self.agendas}
        for level, name in (("office", office), ("department", department), ("agenda", agenda)):
            if name is None or level not in type(self).levels[key]:
                continue
            nearer = getattr(places[level][name], key)
            if nearer is not None:
                result = overlaid(result, nearer)
        return result

    def holidays_calendar(self) -> Holidays:
        """Non-working days by name in the city's languages, of any year that is asked for."""
        return self._holidays

    @cached_property
    def _holidays(self) -> Holidays:
        rules = self.holidays
        names = HolidayNames(rules.calendar, self.languages, rules.extra, frozenset(rules.working_days))
        return Holidays(names, rules.policy, rules.reduced_hours)

    @cached_property
    def workdays(self) -> Workdays:
        """Which days are worked, for deadlines; the hours of the offices play no part in them."""
        rules = self.holidays
        return Workdays(
            self._holidays.names,
            frozenset(rules.working_days),
            suspended=rules.suspended,
            covers=rules.known_until or last_known(rules.calendar),
        )

    @cached_property
    def _closures(self) -> tuple[Closure, ...]:
        return tuple(
            Closure(
                one.when,
                one.reason,
                one.time,
                None if one.offices is None else frozenset(one.offices),
                frozenset(self.counter_id(counter) for counter in one.counters) or None,
            )
            for one in self.closures.values()
        )

    def counter_id(self, written: str) -> str:
        """``office.counter`` of a counter; with one office the short form is accepted."""
        return written if "." in written or len(self.offices) != 1 else f"{next(iter(self.offices))}.{written}"

    @cached_property
    def device_names(self) -> tuple[str, ...]:
        """Every device: ``office.device``, and ``town.kiosk`` for those outside the offices."""
        there = (f"{office}.{name}" for office, place in self.offices.items() for name in place.devices)
        return (*there, *(f"{TOWN}.{name}" for name in self.channels.kiosks))

    def closures_of(self, office: str) -> tuple[Closure, ...]:
        """Closures of the file that close the whole office, on some day or part of one."""
        return tuple(one for one in self._closures if one.counters is None and _of_office(one, office))

    def usual(self, office: str, day: date) -> bool:
        """Whether the weekday alone says when an office and its counters are open: no holiday, no date of the file."""
        return (
            day not in self._holidays.names
            and day not in self.offices[office].extra_hours
            and not any(day in one.when for one in self._closures)
        )

    def office_day(self, office: str, day: date, extra_closures: Iterable[Closure] = ()) -> OpenDay:
        """When an office is open on a day; ``extra_closures`` are those made at the desk."""
        place = self.offices[office]
        extra = (one for one in extra_closures if one.counters is None and _of_office(one, office))
        absent = (*self.closures_of(office), *extra)
        return open_day(day, place.hours, place.breaks, self._holidays, absent, place.extra_hours)

    def counter_day(self, office: str, counter: str, day: date, extra_closures: Iterable[Closure] = ()) -> OpenDay:
        """When a counter works on a day: within the hours of its office, without its own breaks and closures."""
        extra = tuple(extra_closures)
        return self._counter_day(office, counter, self.office_day(office, day, extra), extra)

    def counter_days(self, office: str, day: date, extra_closures: Iterable[Closure] = ()) -> Mapping[str, OpenDay]:
        """The same of all counters of an office."""
        extra = tuple(extra_closures)
        whole = self.office_day(office, day, extra)
        return {one: self._counter_day(office, one, whole, extra) for one in self.offices[office].counters}

    def _counter_day(self, office: str, counter: str, whole: OpenDay, extra: tuple[Closure, ...]) -> OpenDay:
        day, ranges, reason = whole.day, whole.ranges, whole.closed_because
        desk, name = self.offices[office].counters[counter], f"{office}.{counter}"
        if desk.hours is not None and day not in self.offices[office].extra_hours:
            ranges = intersect(ranges, desk.hours.on(day))
        if desk.breaks:
            ranges = subtract(ranges, desk.breaks)
        for one in (*self._closures, *extra):
            if one.counters and name in one.counters and day in one.when:
                ranges = subtract(ranges, (one.time,)) if one.time else ()
                reason = one.reason
        return OpenDay(day, tuple(ranges), reason)

    def agendas_of_counter(self, office: str, counter: str) -> frozenset[str]:
        """Agendas that a counter serves and that its office offers."""
        return self._served[office, counter]

    @cached_property
    def _served(self) -> Mapping[tuple[str, str], frozenset[str]]:
        here = {office: frozenset(a for a in self.agendas if office in self.offices_of(a)) for office in self.offices}
        return {
            (office, key): here[office] if counter.serves is None else here[office] & frozenset(counter.serves)
            for office, place in self.offices.items()
            for key, counter in place.counters.items()
        }

    def offices_of(self, agenda: str) -> tuple[str, ...]:
        """Where an agenda is served: the offices it names, or every one."""
        said = self.agendas[agenda].offices
        return tuple(self.offices) if said is None else said

    def limit_on(self, limit: DayNumber | None, day: date, whole: int | None = None) -> int | None:
        """What a number a day allows on this day, None for no limit; a per cent is of ``whole``, rounded down."""
        if limit is None:
            return None
        if limit.percent is not None:
            return None if whole is None else whole * limit.percent // 100
        return limit.on(day)


def _of_office(closure: Closure, office: str) -> bool:
    return closure.offices is None or office in closure.offices
