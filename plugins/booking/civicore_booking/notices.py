"""The messages of booking: what they can say, and a sample of each for previews and tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from civicore import City, Notice, Text
from civicore_booking import codes, links, lots, puzzling
from civicore_booking.booking import Booking
from civicore_booking.journey import Wish
from civicore_booking.plan import Plan
from civicore_booking.setting import Setting
from civicore_booking.waitlist import Waiting

_BY_BOOKING = {
    "confirm_request": "Confirm your visit",
    "confirm_code": "Confirm your visit",
    "confirmed": "Your visit is booked",
    "changed": "Your visit has a new time",
    "asked": "Does your visit still suit you?",
    "cancelled": "Your visit is cancelled",
    "reminder": "Reminder of your visit",
    "waiting_offer": "A time has become free for you",
    "paused": "Visits are paused",
    "resumed": "Visits go on",
}


@dataclass(frozen=True)
class Place:
    """Where a visit is: name, lines of the address in order, step-free or not, whom to call."""

    name: Text
    lines: tuple[str | Text, ...]
    step_free: bool | None = None
    phone: str | None = None


def notices(city: City) -> tuple[Notice, ...]:
    """Every message, with a sample made of the city's own words."""

    def sample() -> Mapping[str, object]:
        return _sample(city)

    return tuple(
        Notice(
            f"booking.{name}",
            f"booking/notices/{name}.txt",
            sample,
            "reminder" if name == "reminder" else "transaction",
            title,
        )
        for name, title in {
            **_BY_BOOKING,
            "waiting_request": "Waiting list",
            "not_drawn": "Your lot was not drawn",
            "pass": "Go on with your booking",
        }.items()
    )


def words(setting: Setting, booking: Booking) -> dict[str, object]:
    """What a message about a booking can say."""
    runtime, keys = setting.runtime, setting.runtime.keys
    zone = runtime.city.zone
    token, site = codes.token(keys, booking.id), runtime.absolute(f"/{booking.language}")
    return {
        **_of_the_city(setting.plan, booking.agenda, booking.activities, booking.office),
        "start": booking.start,
        "end": booking.end,
        "people": booking.people,
        "reference": codes.reference_of(keys, booking),
        "code": codes.code_of(keys, booking),
        "code_name": booking.terms.code_name,
        "opens": booking.terms.before.before(booking.start, zone),
        "closes": booking.terms.after.after(booking.start, zone),
        "deadline": booking.hold_until,
        "confirm_link": site + links.to(links.CONFIRM, token),
        "visit_link": site + links.to(links.VISIT, token),
        "not_me_link": site + links.to(links.NOT_ME, token),
        "book_link": site + runtime.city.channels.web.path,
    }


def _of_the_city(plan: Plan, agenda: str, activities: tuple[str, ...], office: str) -> Mapping[str, object]:
    """What messages say of place and errand: the same for all who come there for it, as long as the file says so."""
    kept = _KEPT.get(plan)
    if kept is None:
        kept = _KEPT[plan] = lru_cache(maxsize=512)(partial(_place_and_errand, plan.city))
    return kept(agenda, activities, office)


def _place_and_errand(city: City, agenda: str, activities: tuple[str, ...], office: str) -> Mapping[str, object]:
    return {**_place_words(city, office), **_errand(city, agenda, activities, office)}


_KEPT: WeakKeyDictionary[Plan, Callable[[str, tuple[str, ...], str], Mapping[str, object]]] = WeakKeyDictionary()
"""A city that is no longer in force goes, and with it what was kept of it."""


def waiting_words(setting: Setting, entry: Waiting) -> dict[str, object]:
    """What a message about the waiting list can say."""
    wish, city = entry.wish, setting.runtime.city
    return {
        **_errand(city, wish.agenda, wish.activities, wish.office),
        "first": wish.first,
        "last": wish.last,
        "deadline": entry.asked_until,
        "waiting_link": waiting_link(setting, entry),
        "lot": lots.number(entry.id),
    }


def pass_words(setting: Setting, wish: Wish, language: str, until: datetime) -> dict[str, object]:
    """What the message with a pass can say. The time that was chosen stands in the link: nothing holds it."""
    query = urlencode({**wish.query(), "pass": puzzling.new_pass(setting, wish.agenda)}, doseq=True)
    return {
        **_errand(setting.runtime.city, wish.agenda, wish.activities, wish.office),
        "deadline": until,
        "pass_link": setting.runtime.absolute(f"/{language}{wish.path('details')}?{query}"),
    }


def waiting_link(setting: Setting, entry: Waiting) -> str:
    """Where somebody leaves the list."""
    token = codes.waiting_token(setting.runtime.keys, entry.id)
    return setting.runtime.absolute(f"/{entry.wish.language}{links.to(links.WAITING, token)}")


def _errand(city: City, agenda: str, activities: tuple[str, ...], office: str | None) -> dict[str, object]:
    """What the visit is for. An agenda that has left the file is called by its id."""
    found = city.agendas.get(agenda)
    if found is None:
        return {"agenda": name_of(city, agenda), "activities": (), "documents": (), **_NOTHING_SAID}
    chosen = [found.activities[one] for one in activities if one in found.activities]
    papers = [*found.documents, *(document for one in chosen for document in one.documents)]
    policy = city.policy("booking", agenda=agenda, office=office if office in city.offices else None)
    return {
        "agenda": found.name,
        "activities": tuple(one.name for one in chosen),
        "documents": tuple(dict.fromkeys(papers)),
        "on_time": policy.on_time,
        "instructions": policy.code.instructions,
        "with_reference": policy.code.reference == "with_hold",
        "may_cancel": policy.cancellation.ways.open("email_link") is not None,
    }


_NOTHING_SAID = {"on_time": None, "instructions": None, "with_reference": False, "may_cancel": True}


def place(city: City, office: str) -> Place:
    """Where an office is. One that has left the file is called by its id."""
    found = city.offices.get(office)
    if found is None:
        return Place(Text({"": office}), ())
    said = found.address
    street = ", ".join(part for part in (said.street, said.city) if part)
    lines = (street, said.building, said.floor, said.room, said.directions)
    phone = found.contact.phone or city.deployment.contact.phone
    return Place(found.name, tuple(line for line in lines if line), found.step_free, phone)


def said(line: str | Text, language: str) -> str:
    """A line of an address in a language."""
    return line.in_(language) if isinstance(line, Text) else line


def name_of(city: City, agenda: str) -> Text:
    """The name of an agenda, or its id when it has left the file."""
    return city.agendas[agenda].name if agenda in city.agendas else Text({"": agenda})


def link(setting: Setting, booking: Booking, page: str) -> str:
    """The full address of a page for the holder of a booking, in the booking's language."""
    token = codes.token(setting.runtime.keys, booking.id)
    return setting.runtime.absolute(f"/{booking.language}{links.to(page, token)}")


def _place_words(city: City, office: str) -> dict[str, object]:
    found = place(city, office)
    return {
        "office": found.name,
        "lines": tuple(_ours(city, line) for line in found.lines),
        "step_free": found.step_free,
        "phone": found.phone and _ours(city, found.phone),
    }


def _ours(city: City, words: str | Text) -> Text:
    """Marked as words of the city, which are nobody's secret: letters that say nothing else are kept."""
    return words if isinstance(words, Text) else Text(dict.fromkeys(city.languages, words))


def _sample(city: City) -> Mapping[str, object]:
    """A visit that never was, at the first office and on the first agenda of the city."""
    start = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    agenda, office = next(iter(city.agendas)), next(iter(city.offices))
    window = timedelta(minutes=15)
    link = "https://city.example/booking/sample"
    return {
        **_place_words(city, office),
        **_errand(city, agenda, tuple(city.agendas[agenda].activities)[:1], office),
        "start": start,
        "end": start + window,
        "people": 1,
        "reference": "K7XW2M9P",
        "confirm_code": "381502",
        "code": "048291",
        "code_name": city.policy("booking", agenda=agenda, office=office).code.name,
        "opens": start - window,
        "closes": start + window,
        "deadline": start - timedelta(days=3),
        "before": start - timedelta(days=1),
        "first": start.date(),
        "last": start.date() + timedelta(days=7),
        "reason": None,
        "by_office": False,
        "pause": Text(dict.fromkeys(city.languages, "…")),
        "pause_details": None,
        "over": False,
        "confirm_link": link,
        "visit_link": link,
        "not_me_link": link,
        "waiting_link": link,
        "pass_link": link,
        "lot": "5f3a9c01d2e4",
        "book_link": link,
    }
