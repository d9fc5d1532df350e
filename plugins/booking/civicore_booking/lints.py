"""Sense of the booking rules across the file: what check_city reports. Each rule has its code in the reference.

Longer than most files because it is one small function a rule, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from civicore import City, Duration, Finding, say
from civicore_booking.claims import countable
from civicore_booking.config import FORM_KINDS, Booking, ChannelName
from civicore_booking.questions import ORDINARY

MOST_FORM_FIELDS = 20
TICK_MINUTES = 5
GUESSES = 10  # what a device allows before it locks
MOST_CHANCE = 1 / 1000
MOST_COUNTER_SETS = 1000  # one of them is written for every five minutes of a visit
PAGES = frozenset({"cancel", "confirm", "held", "visit", "waiting"})  # /booking/<one of them>
SCREEN = frozenset({"form", "errors", "main", "first_day", "last_day"})  # marks of a page, fields of another form
_CITIZENS: tuple[ChannelName, ...] = ("web", "kiosk", "sms", "bot")
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Level:
    """A place where the section stands, and the rules that hold there."""

    path: Path
    rules: Booking


def check(city: City) -> Iterator[Finding]:
    """Everything about ``booking:`` that one field alone cannot tell."""
    if city.section("booking") is None:
        return
    told: set[tuple[str, str]] = set()
    for level in levels(city):
        for finding in _about(city, level):
            if (finding.code, finding.message) not in told:
                told.add((finding.code, finding.message))
                yield finding
    yield from _addresses(city)
    yield from _doors(city)
    yield from _walk_in(city)
    yield from _displays(city)
    yield from _skills(city)


def levels(city: City) -> Iterator[Level]:
    """The city's rules first, then those of every office, department and agenda that has its own."""
    yield Level(("booking",), city.policy("booking"))
    for name, office in city.offices.items():
        if getattr(office, "booking", None) is not None:
            yield Level(("offices", name, "booking"), city.policy("booking", office=name))
    for name, department in city.departments.items():
        if getattr(department, "booking", None) is not None:
            yield Level(("departments", name, "booking"), city.policy("booking", department=name))
    for name, agenda in city.agendas.items():
        if getattr(agenda, "booking", None) is not None:
            yield Level(("agendas", name, "booking"), city.policy("booking", agenda=name))


def _about(city: City, level: Level) -> Iterable[Finding]:
    yield from _times(level)
    yield from _form(city, level)
    if level.rules.enabled:
        yield from _needs(city, level)
        yield from _ways(city, level)
        yield from _personal(level)
        yield from _code(city, level)


def _minutes(length: Duration) -> int:
    return int(length.exact.total_seconds()) // 60


def _times(level: Level) -> Iterator[Finding]:
    rules, path = level.rules, level.path
    if rules.horizon.exact < rules.lead_time.exact:
        message = say(
            "the horizon %(horizon)s is shorter than the lead time %(lead_time)s: nothing can be booked",
            horizon=rules.horizon,
            lead_time=rules.lead_time,
        )
        yield Finding("L412", message, (*path, "horizon"))
    if _minutes(rules.confirmation.within) > _minutes(rules.lead_time) + _minutes(rules.check_in.after):
        message = say(
            "%(within)s to confirm reaches past the window of a visit booked at the last moment",
            within=rules.confirmation.within,
        )
        yield Finding("L411", message, (*path, "confirmation", "within"), "warning")
    if rules.step.exact.total_seconds() % (TICK_MINUTES * 60):
        message = say(
            "a step of %(step)s is no multiple of %(tick)s min: slots start on whole steps of it",
            step=rules.step,
            tick=TICK_MINUTES,
        )
        yield Finding("W504", message, (*path, "step"), "warning")
    cooling = rules.cancellation.cooling_off
    if cooling.most.exact < cooling.least.exact:
        message = say("most %(most)s is less than least %(least)s", most=cooling.most, least=cooling.least)
        yield Finding("E113", message, (*path, "cancellation", "cooling_off", "most"))
    if rules.release.mode != "rolling" and rules.release.at is None:
        yield Finding("E102", say('"at" is missing in release'), (*path, "release", "mode"))
    if rules.release.mode == "by_lot" and not rules.waiting_list.enabled:
        message = say("people register for the draw by the waiting list: write waiting_list: {enabled: true}")
        yield Finding("E102", message, (*path, "release", "mode"))
    if rules.check_in.late.then == "walk_in" and not rules.walk_in:
        message = say("late clients are sent to walk-in, but there is none")
        yield Finding("L410", message, (*path, "check_in", "late", "then"))


def _form(city: City, level: Level) -> Iterator[Finding]:
    path = (*level.path, "form")
    if len(level.rules.form) > MOST_FORM_FIELDS:
        message = say(
            "%(count)s questions, at most %(most)s",
            count=len(level.rules.form),
            most=MOST_FORM_FIELDS,
        )
        yield Finding("E113", message, path, at_key=True)
    for key, field in level.rules.form.items():
        if key in ORDINARY or key in SCREEN:
            message = say('"%(key)s" is the name of a field that booking itself has', key=key)
            yield Finding("L452", message, (*path, key), at_key=True)
        if field.kind not in FORM_KINDS and field.kind not in city.field_types:
            known = (*FORM_KINDS, *sorted(city.field_types))
            hints = (say("write one of: %(known)s", known=known),)
            yield Finding(
                "E112", say('"%(kind)s" is no kind of question', kind=field.kind), (*path, key, "kind"), hints=hints
            )
        elif field.kind in ("choice", "choices") and not field.choices:
            yield Finding("E102", say('"choices" is missing in %(key)s', key=key), (*path, key), at_key=True)


def _needs(city: City, level: Level) -> Iterator[Finding]:
    rules, path, channels = level.rules, level.path, city.channels
    for name in _CITIZENS:
        if rules.channel(name).enabled:
            yield from _confirmable(city, level, name)
    sent = [("code", "send_by", rules.code.send_by)]
    if rules.reminder is not None:
        sent.append(("reminder", "send_by", rules.reminder.send_by))
    for block, field, ways in sent:
        if "email" in ways and channels.email is None:
            yield Finding(
                "L413", say("%(block)s.%(field)s needs channels.email", block=block, field=field), (*path, block, field)
            )
        if {"sms", "sms_if_phone"} & set(ways) and channels.sms is None:
            yield Finding(
                "L413", say("%(block)s.%(field)s needs channels.sms", block=block, field=field), (*path, block, field)
            )
    if rules.waiting_list.enabled and channels.email is None:
        yield Finding("L413", say("the waiting list needs channels.email"), (*path, "waiting_list", "enabled"))


def _confirmable(city: City, level: Level, name: ChannelName) -> Iterator[Finding]:
    rules = level.rules
    way, fields = rules.confirmed_by(name), rules.fields_by(name)
    path = (*level.path, "confirmation", "by")
    if way == "email_link":
        if city.channels.email is None:
            yield Finding("L413", say("confirmation by e-mail needs channels.email"), path)
        if fields.email != "required":
            message = say("confirmation by e-mail on %(name)s needs the e-mail to be required", name=name)
            yield Finding("L413", message, (*level.path, "fields", "email"))
    if way == "sms_code":
        if city.channels.sms is None:
            yield Finding("L413", say("confirmation by SMS needs channels.sms"), path)
        if fields.phone != "required":
            message = say("confirmation by SMS on %(name)s needs the telephone to be required", name=name)
            yield Finding("L413", message, (*level.path, "fields", "phone"))


def _ways(city: City, level: Level) -> Iterator[Finding]:
    cancellation, path = level.rules.cancellation, (*level.path, "cancellation", "ways")
    ways, channels = cancellation.ways, city.channels
    if ways.open("hotline") and channels.hotline is None:
        yield Finding("L414", say("cancelling by telephone needs channels.hotline"), (*path, "hotline"), at_key=True)
    letter = channels.letter
    posted = (letter is not None and (letter.post or letter.email)) or city.deployment.contact.post
    if ways.open("letter") and not posted:
        yield Finding(
            "L415", say("cancelling by letter needs an address: channels.letter"), (*path, "letter"), at_key=True
        )
    if ways.open("sms") and channels.sms is None:
        yield Finding("L413", say("cancelling by SMS needs channels.sms"), (*path, "sms"), at_key=True)
    kiosks = [one.kind for office in city.offices.values() for one in office.devices.values()]
    if ways.open("kiosk") and "kiosk" not in kiosks and not channels.kiosks:
        yield Finding("L416", say("cancelling at a kiosk needs a kiosk"), (*path, "kiosk"), at_key=True)
    for name in ("web_form", "sms", "bot", "kiosk"):
        way = ways.open(name)
        if way is not None and set(way.asks) <= {"code"}:
            message = say(
                "by %(name)s the code alone cancels, and nobody watches: ask for the e-mail or name too", name=name
            )
            yield Finding("L442", message, (*path, name, "asks"))
    if cancellation.effect == "erase" and city.retention.cancelled.exact:
        message = say("cancelled bookings are erased at once (booking.cancellation.effect), nothing is left to keep")
        yield Finding("L430", message, ("retention", "cancelled"), "warning")


def _personal(level: Level) -> Iterator[Finding]:
    rules, path = level.rules, level.path
    for name in ("birth_date", "note"):
        if getattr(rules.fields, name) != "off":
            message = say("the form collects %(name)s, which no agenda needs to make a booking", name=name)
            yield Finding("L438", message, (*path, "fields", name), "warning")
    if rules.limits.name_change:
        message = say("a holder's name that can be changed helps those who resell bookings")
        yield Finding("L439", message, (*path, "limits", "name_change"), "warning")
    unknown = rules.check_in.unknown
    if unknown is not None and unknown != rules.check_in.early.answer:
        message = say("the answers to an unknown and to an early code differ: who guesses learns")
        yield Finding("L441", message, (*path, "check_in", "unknown"), "warning")


def _code(city: City, level: Level) -> Iterator[Finding]:
    """Chance that ten guesses at one office hit a code that is alive in its window."""
    code, check_in = level.rules.code, level.rules.check_in
    window = _minutes(check_in.before) + _minutes(check_in.after)
    alive = max((_alive(city, office, window) for office in city.offices), default=0)
    letters = 10 if code.alphabet == "digits" else 32
    chance = alive * GUESSES / letters**code.length
    if chance > MOST_CHANCE:
        message = say(
            "%(length)s characters are too few: with about %(alive)s codes alive at a time, %(guesses)s guesses hit "
            "one with a chance of 1 in %(tries)s",
            length=code.length,
            alive=alive,
            guesses=GUESSES,
            tries=max(1, round(1 / chance)),
        )
        yield Finding("L418", message, (*level.path, "code", "length"))


def _alive(city: City, office: str, window: int) -> int:
    total = 0
    for counter in city.offices[office].counters:
        lengths = [_minutes(city.agendas[name].duration) or 1 for name in city.agendas_of_counter(office, counter)]
        total += -(-window // min(lengths)) if lengths else 0
    return total


def _doors(city: City) -> Iterator[Finding]:
    for name, office in city.offices.items():
        before = _minutes(city.policy("booking", office=name).check_in.before)
        if not before or not city.policy("booking", office=name).enabled:
            continue
        for day, ranges in zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), office.hours.days, strict=True):
            if not ranges:
                continue
            first = min(one.start for one in ranges)
            opens = office.doors if office.doors is not None else first
            if first - before < opens:
                yield _early(name, day, first - before, opens)


def _early(office: str, day: str, window: int, opens: int) -> Finding:
    message = say(
        "check-in for the first slot starts at %(window)s, but the doors open at %(opens)s",
        window=_clock(window),
        opens=_clock(opens),
    )
    advice = say(
        'write doors: "%(window)s" in offices.%(office)s, or accept that early clients wait outside',
        window=_clock(window),
        office=office,
    )
    return Finding("L409", message, ("offices", office, "hours", day), "warning", hints=(advice,))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _addresses(city: City) -> Iterator[Finding]:
    """L452: an agenda's pages stand at /booking/<its id>."""
    for name in city.agendas:
        if name in PAGES:
            message = say("/booking/%(name)s is another page: nobody could open this agenda", name=name)
            yield Finding("L452", message, ("agendas", name), at_key=True)


def _walk_in(city: City) -> Iterator[Finding]:
    """L416: a place that takes walk-in clients or codes at a device needs one that offers the agenda."""
    for office in city.offices:
        devices = [one for one in city.offices[office].devices.values() if one.kind != "display"]
        for name, agenda in city.agendas.items():
            rules = city.policy("booking", office=office, agenda=name)
            if office not in city.offices_of(name) or not (rules.walk_in or "ticket_printer" in rules.check_in.at):
                continue
            if not any(one.serves is None or {name, agenda.department} & set(one.serves) for one in devices):
                message = say('no printer or kiosk of "%(office)s" offers this agenda', office=office)
                yield Finding("L416", message, ("agendas", name), at_key=True)


def _skills(city: City) -> Iterator[Finding]:
    """L451: every set of counters that could stand in for each other is one more number to keep at each booking."""
    for name, office in city.offices.items():
        desks = {counter: city.agendas_of_counter(name, counter) for counter in office.counters}
        if not countable(desks, MOST_COUNTER_SETS):
            message = say(
                'the counters of "%(name)s" serve agendas in more than %(most)s overlapping ways',
                name=name,
                most=MOST_COUNTER_SETS,
            )
            yield Finding("L451", message, ("offices", name, "counters"), at_key=True)


def _displays(city: City) -> Iterator[Finding]:
    for name, office in city.offices.items():
        promised = city.policy("booking", office=name).freshness
        for key, device in office.devices.items():
            if device.kind == "display" and device.refresh.exact > promised.exact:
                message = say(
                    "the display asks every %(refresh)s, but %(promised)s is promised (booking.freshness)",
                    refresh=device.refresh,
                    promised=promised,
                )
                yield Finding("L432", message, ("offices", name, "devices", key, "refresh"))
