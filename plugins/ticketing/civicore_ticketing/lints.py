"""Sense of the waiting room's rules across the file: what check_city reports. The reference explains each code.

Longer than most files because it is one small function a rule, as the lints of booking are, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from civicore import City, Duration, Finding, TimeRange, say
from civicore_ticketing.config import Ticketing
from civicore_ticketing.steps import circle, steps

Path = tuple[str | int, ...]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHORD = re.compile(
    r"(?:(?:Ctrl|Alt|Shift)\+)*(?:F(?:[1-9]|1\d|2[0-4])|Key[A-Z]|Digit\d|Numpad(?:\d|Add|Subtract|Multiply|Divide|"
    r"Decimal|Enter)|Arrow(?:Up|Down|Left|Right)|Enter|Space|Escape|Insert|Delete|Home|End|PageUp|PageDown|Pause)"
)
_BROWSERS = frozenset({"F1", "F3", "F5", "F6", "F7", "F10", "F11", "F12"})  # help, search, reload, address, menu …
_WRITING = ("Key", "Digit", "Arrow", "Enter", "Space", "Escape", "Insert", "Delete", "Home", "End", "Page")


@dataclass(frozen=True)
class Level:
    """A place where the section stands, and the rules that hold there. ``office`` and ``agenda`` where it is one."""

    path: Path
    rules: Ticketing
    office: str | None = None
    agenda: str | None = None


def check(city: City) -> Iterator[Finding]:
    """Everything about ``ticketing:`` that one field alone cannot tell."""
    if city.section("ticketing") is None:
        return
    told: set[tuple[str, str]] = set()
    for finding in (*_of_levels(city), *_of_offices(city)):
        if (finding.code, finding.message) not in told:
            told.add((finding.code, finding.message))
            yield finding


def _of_levels(city: City) -> Iterator[Finding]:
    for level in levels(city):
        yield from _keys(level)
        yield from _alarm(city, level)
        yield from _announced(city, level)
        yield from _digits(level)
        yield from _asked(city, level)
        yield from _remote(city, level)


def _of_offices(city: City) -> Iterator[Finding]:
    for office in city.offices:
        if city.policy("ticketing", office=office).enabled:
            yield from _last_ticket(city, office)
            yield from _quiet(city, office)
            yield from _runs(city, office)
            yield from _visits(city, office)


def levels(city: City) -> Iterator[Level]:
    """The city's rules first, then those of every office, department and agenda that has its own."""
    yield Level(("ticketing",), city.policy("ticketing"))
    for name, office in city.offices.items():
        if getattr(office, "ticketing", None) is not None:
            yield Level(("offices", name, "ticketing"), city.policy("ticketing", office=name), office=name)
    for name, department in city.departments.items():
        if getattr(department, "ticketing", None) is not None:
            yield Level(("departments", name, "ticketing"), city.policy("ticketing", department=name))
    for name, agenda in city.agendas.items():
        if getattr(agenda, "ticketing", None) is not None:
            yield Level(("agendas", name, "ticketing"), city.policy("ticketing", agenda=name), agenda=name)


def _where(city: City, field: str, *, office: str, agenda: str | None = None) -> Path:
    """The nearest place of the file that says a field: where the caret of a finding belongs."""
    near: list[Path] = [("offices", office, "ticketing")]
    if agenda is not None:
        near = [("agendas", agenda, "ticketing"), ("departments", city.agendas[agenda].department, "ticketing"), *near]
    for place in near:
        block = getattr(getattr(city, str(place[0]))[place[1]], "ticketing", None)
        if block is not None and field in block.model_fields_set:
            return (*place, field)
    return ("ticketing", field)


def _keys(level: Level) -> Iterator[Finding]:
    first: dict[frozenset[str], str] = {}
    for deed, key in level.rules.chords().items():
        path = (*level.path, "keys", deed)
        pressed = frozenset(key.split("+"))
        if not _CHORD.fullmatch(key):
            hints = (say("F2, Alt+Shift+KeyN, Numpad5, or off"),)
            yield Finding("E112", say('"%(key)s" is no key', key=key), path, hints=hints)
        elif _taken(key, pressed):
            yield Finding("L456", say('"%(key)s" belongs to the browser or to writing', key=key), path)
        elif (other := first.setdefault(pressed, deed)) != deed:
            yield Finding("L456", say('"%(key)s" is also the key of "%(other)s"', key=key, other=other), path)


def _taken(key: str, pressed: frozenset[str]) -> bool:
    """Keys with Ctrl, keys that a browser answers itself, and single keys by which people write or move."""
    plain = not pressed & {"Alt", "Ctrl"}
    written = key.rpartition("+")[2]
    return "Ctrl" in pressed or (plain and (written in _BROWSERS or written.startswith(_WRITING)))


def _alarm(city: City, level: Level) -> Iterator[Finding]:
    alarm = level.rules.alarm
    if alarm is None:
        return
    if alarm.text is None:
        message = say("the alarm has no text: colleagues would not know what to do")
        yield Finding("L460", message, (*level.path, "alarm"), at_key=True)
    if alarm.to and city.channels.email is None:
        yield Finding("L413", say("telling the alarm by e-mail needs channels.email"), (*level.path, "alarm", "to"))


def _announced(city: City, level: Level) -> Iterator[Finding]:
    for index, one in enumerate(level.rules.announce.languages):
        if one not in city.languages:
            message = say('"%(one)s" is no language of the city (%(languages)s)', one=one, languages=city.languages)
            yield Finding("L459", message, (*level.path, "announce", "languages", index))


def _digits(level: Level) -> Iterator[Finding]:
    numbers, path = level.rules.numbers, (*level.path, "numbers")
    if numbers.last < numbers.first:
        yield Finding(
            "L457",
            say("the last number %(last)s is below the first %(first)s", last=numbers.last, first=numbers.first),
            (*path, "last"),
        )
    elif len(str(numbers.last)) > numbers.digits:
        message = say(
            "%(last)s is longer than %(digits)s digits: labels would differ in length",
            last=numbers.last,
            digits=numbers.digits,
        )
        yield Finding("L457", message, (*path, "last" if "last" in numbers.model_fields_set else "digits"))


def _asked(city: City, level: Level) -> Iterator[Finding]:
    """Messages need a gateway, and a way by which people come to the page where they ask for them."""
    ways, path = level.rules.ask.ways, (*level.path, "ask", "ways")
    if "sms" in ways and city.channels.sms is None:
        yield Finding("L413", say("telling visitors by SMS needs channels.sms"), path)
    linked = any("qr" in one.ticket for office in city.offices for one in _printers(city, office))
    if ways and not level.rules.remote.enabled and not linked:
        message = say("nobody finds the page of their ticket: print the qr on tickets, or give numbers at a distance")
        yield Finding("L458", message, path)


def _printers(city: City, office: str) -> list[Any]:
    return [one for one in city.offices[office].devices.values() if one.kind != "display"]


def _remote(city: City, level: Level) -> Iterator[Finding]:
    remote, path = level.rules.remote, (*level.path, "remote")
    if not remote.enabled:
        return
    if "booking" in type(city).levels and city.section("booking") is not None:
        asked = remote.agendas if remote.agendas is not None else tuple(city.agendas)
        if not any(city.policy("booking", agenda=one).walk_in for one in asked if one in city.agendas):
            yield Finding("L458", say("numbers at a distance for agendas that take nobody without a booking"), path)
    if remote.agendas == ():
        yield Finding("L458", say("numbers at a distance for no agenda"), (*path, "agendas"))


def _seconds(length: Duration) -> float:
    return length.exact.total_seconds()


def _last_ticket(city: City, office: str) -> Iterator[Finding]:
    """L461: ``last_ticket`` is counted back from the last closing, and must leave something of every open day."""
    rules: Ticketing = city.policy("ticketing", office=office)
    here = city.offices[office]
    for day, ranges in zip(WEEKDAYS, here.hours.days, strict=True):
        if not ranges:
            continue
        opens = min((*(one.start for one in ranges), *(() if here.doors is None else (here.doors,))))
        if (max(one.end for one in ranges) - opens) * 60 <= _seconds(rules.last_ticket):
            message = say(
                'no tickets %(last_ticket)s before the close: none at all in "%(office)s" on %(day)s',
                last_ticket=rules.last_ticket,
                office=office,
                day=day,
            )
            yield Finding("L461", message, _where(city, "last_ticket", office=office))
            return


def _quiet(city: City, office: str) -> Iterator[Finding]:
    """L459: a board that never makes a sound is written with ``chime`` and ``speak``, not with quiet times."""
    announce = city.policy("ticketing", office=office).announce
    open_at = [one for day in city.offices[office].hours.days for one in day]
    if not open_at or not announce.quiet or not (announce.chime or announce.speak):
        return
    if all(_within(one, announce.quiet) for one in open_at):
        message = say(
            'the boards of "%(office)s" are quiet whenever it is open: turn chime and speak off instead', office=office
        )
        yield Finding("L459", message, (*_where(city, "announce", office=office), "quiet"))


def _within(one: TimeRange, quiet: Iterable[TimeRange]) -> bool:
    minute = one.start
    for each in sorted(quiet):
        if each.start <= minute < each.end:
            minute = each.end
    return minute >= one.end


def _runs(city: City, office: str) -> Iterator[Finding]:
    """L457: the run of numbers of each letter lasts the day, whatever kiosks keep of it."""
    first: dict[str, str] = {}
    for agenda in _offered(city, office):
        rules: Ticketing = city.policy("ticketing", office=office, agenda=agenda)
        letter = city.agendas[agenda].prefix or ""
        path = _where(city, "numbers", office=office, agenda=agenda)
        other = first.setdefault(letter, agenda)
        if rules.numbers != city.policy("ticketing", office=office, agenda=other).numbers:
            yield Finding("L457", say('"%(other)s" has the same letter and other numbers', other=other), path)
    for letter, agenda in first.items():
        yield from _lasts(city, office, letter, agenda)


def _lasts(city: City, office: str, letter: str, agenda: str) -> Iterator[Finding]:
    rules: Ticketing = city.policy("ticketing", office=office, agenda=agenda)
    count = rules.numbers.last - rules.numbers.first + 1
    kiosks = len(_printers(city, office))
    kept = kiosks * rules.offline.numbers
    sharing = [one for one in _offered(city, office) if (city.agendas[one].prefix or "") == letter]
    most = _most(city, office, sharing)
    if 0 < count <= kept:
        message = say(
            "%(kept)s numbers kept at %(kiosks)s kiosks leave none of %(count)s", kept=kept, kiosks=kiosks, count=count
        )
        yield Finding("L457", message, (*_where(city, "offline", office=office, agenda=agenda), "numbers"))
    elif count < most:
        message = say(
            "%(count)s numbers are fewer than the %(most)s clients a day of %(sharing)s",
            count=count,
            most=most,
            sharing=sharing,
        )
        yield Finding("L457", message, (*_where(city, "numbers", office=office, agenda=agenda), "last"))


def _most(city: City, office: str, sharing: list[str]) -> int:
    """Clients a day whom the file lets these agendas have at most; 0 when it does not say."""
    limits = [sum(_peak(city.agendas[one].capacity) for one in sharing)]
    for name, department in city.departments.items():
        here = {one for one in _offered(city, office) if city.agendas[one].department == name}
        if here and here <= set(sharing):
            limits.append(_peak(department.capacity))
    if set(_offered(city, office)) <= set(sharing):
        limits.append(_peak(city.offices[office].capacity))
    return min((one for one in limits if one), default=0)


def _peak(capacity: Any) -> int:
    return max((one or 0 for one in capacity.days), default=0) if capacity is not None else 0


def _offered(city: City, office: str) -> list[str]:
    return [one for one in city.agendas if office in city.offices_of(one)]


def _visits(city: City, office: str) -> Iterator[Finding]:
    served = {one for counter in city.offices[office].counters for one in city.agendas_of_counter(office, counter)}

    def then(agenda: str) -> tuple[str, ...]:
        rules: Ticketing = city.policy("ticketing", office=office, agenda=agenda)
        return tuple(one for one in rules.then if one in city.agendas)

    for agenda in _offered(city, office):
        path = _where(city, "then", office=office, agenda=agenda)
        if way := circle(agenda, then):
            yield Finding("L455", say("the visit comes back to where it began: %(way)s", way=" > ".join(way)), path)
        elif missing := [one for one in steps(agenda, then) if one not in served]:
            message = say(
                'after "%(agenda)s" the visit goes on to "%(missing)s", which no counter of "%(office)s" serves',
                agenda=agenda,
                missing=missing[0],
                office=office,
            )
            yield Finding("L455", message, path)
        yield from _too_short(city, office, agenda)


def _too_short(city: City, office: str, agenda: str) -> Iterator[Finding]:
    rules: Ticketing = city.policy("ticketing", office=office, agenda=agenda)
    length = city.agendas[agenda].duration
    if _seconds(rules.longest_wait) < _seconds(length):
        message = say(
            "a longest wait of %(longest_wait)s is shorter than one visit (%(length)s): bookings lose their turn",
            longest_wait=rules.longest_wait,
            length=length,
        )
        yield Finding("L462", message, _where(city, "longest_wait", office=office, agenda=agenda), "warning")
