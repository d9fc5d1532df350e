"""Holidays, closures and suspensions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.deployment.holidays import HolidayNames, calendars, is_known
from civicore.deployment.model.days import ClosureRule, Suspension
from civicore.deployment.suggest import did_you_mean, nearest
from civicore.extension.parts import Finding

LONGEST_LOOKED_AT = 400


def check(city: City, today: date | None) -> Iterator[Finding]:
    """L408, L433, L434, L468, and holidays that cannot be; ``today`` (civil) None leaves out what is about the past."""
    year = None if today is None else today.year
    calendar_known = is_known(city.holidays.calendar, year, city.languages)
    yield from _holidays(city, today) if calendar_known else _no_calendar(city.holidays.calendar)
    for key, closure in city.closures.items():
        yield from _closure(city, key, closure, today) if calendar_known else ()
    for key, suspension in city.suspensions.items():
        yield from _suspension(city, key, suspension, today)


def _no_calendar(calendar: str) -> Iterator[Finding]:
    guess = nearest(calendar, [*sorted(calendars()), "none"])
    hints = (did_you_mean(guess),) if guess else ()
    yield Finding(
        "E112",
        say('there is no holiday calendar "%(calendar)s"', calendar=calendar),
        ("holidays", "calendar"),
        hints=hints,
    )


def _holidays(city: City, today: date | None) -> Iterator[Finding]:
    rules, names = city.holidays, city.holidays_calendar().names
    if rules.policy == "reduced" and rules.reduced_hours is None:
        yield Finding("E102", say('"reduced_hours" is missing in holidays'), ("holidays", "policy"))
    if not isinstance(names, HolidayNames):
        return
    if today is not None and rules.calendar != "none" and not names.year(today.year):
        message = say('the calendar "%(calendar)s" has no day in %(year)s', calendar=rules.calendar, year=today.year)
        yield Finding("L408", message, ("holidays", "calendar"), "warning")
    if today is not None and rules.must_cover is not None and rules.must_cover.add_to(today) > city.workdays.covers:
        message = say(
            "the holidays are known until %(covers)s only: deadlines would end in the dark", covers=city.workdays.covers
        )
        yield Finding("L468", message, ("holidays", "must_cover"))
    for index, day in enumerate(rules.working_days):
        if day not in names.year(day.year) and day.weekday() < 5:
            yield Finding("L408", say("%(day)s is no day off", day=day), ("holidays", "working_days", index), "warning")


def _closure(city: City, key: str, closure: ClosureRule, today: date | None) -> Iterator[Finding]:
    path = ("closures", key)
    if today is not None and closure.when.last < today:
        yield Finding("L434", say("this closure is over"), (*path, "when"), "warning")
    offices = city.offices if closure.offices is None else [one for one in closure.offices if one in city.offices]
    span = (closure.when.last - closure.when.first).days + 1
    days = [closure.when.first + timedelta(days=number) for number in range(min(span, LONGEST_LOOKED_AT))]
    if offices and not any(_open_otherwise(city, office, day) for office in offices for day in days):
        yield Finding("L408", say("the offices are closed then anyway"), (*path, "when"), "warning")
    if "sms" in closure.notify and city.channels.sms is None:
        yield Finding("L413", say("notify by sms needs channels.sms"), (*path, "notify"))
    if "email" in closure.notify and city.channels.email is None:
        yield Finding("L413", say("notify by email needs channels.email"), (*path, "notify"))


def _open_otherwise(city: City, office: str, day: date) -> bool:
    place, calendar = city.offices[office], city.holidays_calendar()
    if day in place.extra_hours:
        return bool(place.extra_hours[day])
    return bool(place.hours.on(day)) and (calendar.policy != "closed" or calendar.names.get(day) is None)


def _suspension(city: City, key: str, one: Suspension, today: date | None) -> Iterator[Finding]:
    path = ("suspensions", key)
    if one.active and today is not None and one.until is not None and one.until < today:
        yield Finding("L433", say("this suspension is past its end"), (*path, "until"), "warning")
    contacts = [unit.contact for unit in city.departments.values()] + [city.deployment.contact]
    reachable = any(contact.phone or contact.email for contact in contacts)
    if not one.instead or not reachable:
        message = say("citizens are told of no other way: write instead and the contacts of the departments")
        yield Finding("L433", message, path, "warning", at_key=True)
