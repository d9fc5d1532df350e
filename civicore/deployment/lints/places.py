"""Hours, breaks, counters, devices and ticket letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from civicore.base.calendar import WEEKDAYS, WeekHours, intersect, merge
from civicore.base.saying import say
from civicore.base.spans import Duration, TimeRange
from civicore.deployment.city import City
from civicore.deployment.model.channels import TOWN
from civicore.deployment.model.places import Device, Office
from civicore.deployment.nodes import Path_
from civicore.extension.parts import Finding

LONGEST_IDLE = 60  # seconds


def check(city: City) -> Iterator[Finding]:
    """L402, L407, L416, L417, L443, L459, L496 on what stands at offices and in town, and E106 of suspensions."""
    for name, office in city.offices.items():
        path = ("offices", name)
        yield from _ranges(office.hours, (*path, "hours"))
        for day, ranges in office.extra_hours.items():
            yield from _overlap(ranges, (*path, "extra_hours", day.isoformat()))
        yield from _outside(office.breaks, _all_ranges(office.hours), (*path, "breaks"), say("the hours of the office"))
        yield from _counters(city, name, office)
        yield from _letters(city, name)
        for key, device in office.devices.items():
            yield from _device(city, name, device, (*path, "devices", key))
            yield from _languages(city, device, (*path, "devices", key, "languages"))
    if TOWN in city.offices and city.channels.kiosks:
        message = say('"%(town)s" is how kiosks outside the offices are called: name this office otherwise', town=TOWN)
        yield Finding("L496", message, ("offices", TOWN), at_key=True)
    for key, kiosk in city.channels.kiosks.items():
        yield from _idle(kiosk.idle_reset, ("channels", "kiosks", key))
    for name in city.suspensions:
        one = city.suspensions[name]
        if one.since and one.until and one.until < one.since:
            yield Finding("E106", say("the suspension ends before it starts"), ("suspensions", name, "until"))


def _ranges(hours: WeekHours, path: Path_) -> Iterator[Finding]:
    for day, ranges in zip(WEEKDAYS, hours.days, strict=True):
        yield from _overlap(ranges, (*path, day))


def _overlap(ranges: tuple[TimeRange, ...], path: Path_) -> Iterator[Finding]:
    ordered = sorted(ranges)
    for one, other in pairwise(ordered):
        if other.start < one.end:
            yield Finding("L407", say("%(one)s and %(other)s overlap", one=one, other=other), path)


def _all_ranges(hours: WeekHours) -> tuple[TimeRange, ...]:
    return merge(one for day in hours.days for one in day)


def _outside(breaks: tuple[TimeRange, ...], hours: tuple[TimeRange, ...], path: Path_, where: str) -> Iterator[Finding]:
    for one in breaks:
        if not intersect((one,), hours):
            yield Finding(
                "L407", say("the break %(one)s lies outside %(where)s", one=one, where=where), path, "warning"
            )


def _counters(city: City, name: str, office: Office) -> Iterator[Finding]:
    for key, counter in office.counters.items():
        path = ("offices", name, "counters", key)
        if city.agendas and not city.agendas_of_counter(name, key):
            yield Finding("L402", say("this counter serves no agenda of its office"), path, "warning", at_key=True)
        if counter.hours is None:
            yield from _outside(
                counter.breaks, _all_ranges(office.hours), (*path, "breaks"), say("the hours of the office")
            )
            continue
        yield from _ranges(counter.hours, (*path, "hours"))
        yield from _outside(counter.breaks, _all_ranges(counter.hours), (*path, "breaks"), say("the counter's hours"))
        for day, own, whole in zip(WEEKDAYS, counter.hours.days, office.hours.days, strict=True):
            if merge(own) != intersect(merge(own), merge(whole)):
                message = say("the counter's hours reach beyond those of the office: the rest does not count")
                yield Finding("L407", message, (*path, "hours", day), "warning")


def _letters(city: City, office: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, agenda in city.agendas.items():
        if agenda.prefix is None or office not in city.offices_of(name):
            continue
        other = first.setdefault(agenda.prefix, name)
        if other != name:
            message = say(
                'the letter %(prefix)s is also that of "%(other)s" in the same office',
                prefix=agenda.prefix,
                other=other,
            )
            yield Finding("L417", message, ("agendas", name, "prefix"))


def _device(city: City, office: str, device: Device, path: Path_) -> Iterator[Finding]:
    if device.serves is not None and not device.serves:
        yield Finding("L416", say("this device offers nothing"), (*path, "serves"))
    elif device.kind != "display" and city.agendas and not offered(city, office, device):
        yield Finding("L416", say("this device offers no agenda of its office"), path, at_key=True)
    if device.kind == "kiosk":
        yield from _idle(device.idle_reset, path)


def _idle(length: Duration, path: Path_) -> Iterator[Finding]:
    if length.exact.total_seconds() > LONGEST_IDLE:
        message = say("the kiosk shows the last person's data up to %(length)s after they left", length=length)
        yield Finding("L443", message, (*path, "idle_reset"), "warning")


def _languages(city: City, device: Device, path: Path_) -> Iterator[Finding]:
    for index, one in enumerate(device.languages):
        if one not in city.languages:
            known = ", ".join(city.languages)
            yield Finding(
                "L459", say('"%(one)s" is no language of the city (%(known)s)', one=one, known=known), (*path, index)
            )


def offered(city: City, office: str, device: Device) -> frozenset[str]:
    """Agendas that a device offers: those it names, and those of departments it names."""
    here: Mapping[str, str] = {
        name: agenda.department for name, agenda in city.agendas.items() if office in city.offices_of(name)
    }
    if device.serves is None:
        return frozenset(here)
    return frozenset(name for name, unit in here.items() if name in device.serves or unit in device.serves)
