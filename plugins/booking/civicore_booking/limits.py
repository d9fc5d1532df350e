"""Limits on people and networks, and the normal forms by which two spellings are known to be one person."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import idna

from civicore import DayNumber, Refusal, capacity, network_form, puzzle

HOUR = timedelta(hours=1)
SHARE = "us"
"""What the keys begin with of holds on a day that nobody has confirmed."""
_NATIONAL_DIGITS = 9
_WHO = "who"  # the keys of all limits on one person begin with it and the person: they are neighbours in the database


@dataclass(frozen=True)
class PersonLimits:
    """What one person, and one network in an hour, may hold; None means no limit."""

    active: int | None
    per_agenda_and_day: int | None
    pending: int | None
    holds_per_address: int | None = None
    holds_per_network: int | None = None
    live_per_network: int | None = None


@dataclass(frozen=True)
class Identity:
    """Who asks, as keyed hashes of normal forms: nothing in the ledger can be read back.

    ``anyone`` holds every hash of the person (e-mail, telephone), ``email`` the hash of the address alone.
    """

    anyone: tuple[str, ...] = ()
    email: str | None = None
    network: str | None = None


@dataclass(frozen=True)
class Visit:
    """What the limits need to know about a visit: aware UTC instants, and its civil day at the office."""

    agenda: str
    office: str
    day: date
    start: datetime
    end: datetime


def identify(email: str | None, phone: str | None, network: str | None, hashed: Callable[[str, str], str]) -> Identity:
    """Hash the normal forms; ``hashed(purpose, value)`` is the city's keyed hash."""
    mail = hashed("person", email_form(email)) if email else None
    call = hashed("person", digits) if phone and (digits := phone_form(phone)) else None
    return Identity(
        anyone=tuple([one for one in (mail, call) if one]),
        email=mail,
        network=hashed("network", network_form(network)) if network else None,
    )


def email_form(address: str) -> str:
    """The form in which addresses are compared, never written to.

    Full-width letters become plain ones, case is dropped, the domain is put into its ASCII form; in front of
    the @ everything from a plus sign on and every dot is left out: ``A.Nováková+x@MĚSTO.cz`` is one person
    with ``anováková@xn--msto-gwa.cz``.
    """
    folded = address if address.isascii() else unicodedata.normalize("NFKC", address)
    plain = folded.strip().casefold()
    name, _, domain = plain.rpartition("@")
    kept = name.partition("+")[0].replace(".", "")
    return f"{kept or name}@{_ascii_domain(domain.rstrip('.'))}"


def phone_form(number: str) -> str:
    """The last nine digits: national and international spellings of one number become the same."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in number if unicodedata.digit(sign, None) is not None)
    return digits[-_NATIONAL_DIGITS:]


def person_claims(
    identity: Identity, visit: Visit, limits: PersonLimits, *, hold_until: datetime | None, cooling: bool
) -> tuple[capacity.Claim, ...]:
    """What the person takes up: until the visit is over, or only until the hold ends.

    With ``cooling`` the very place is claimed too, so that it can be barred to the same person for a while
    after a cancellation.
    """
    until = hold_until or visit.end
    claims: list[capacity.Claim] = []
    for one in identity.anyone:
        claims += _of_one(one, visit, limits, until, cooling)
    if hold_until is not None and identity.email and limits.pending is not None:
        claims.append(capacity.Claim(capacity.lasting_limit(pending_scope(identity.email), limits.pending), hold_until))
    return tuple(claims)


def _of_one(person: str, visit: Visit, limits: PersonLimits, until: datetime, cooling: bool) -> list[capacity.Claim]:
    asked = [(f"{_WHO}|{person}|p", limits.active)]
    if limits.per_agenda_and_day is not None:
        asked.append((f"{_WHO}|{person}|pd|{visit.agenda}|{visit.day.isoformat()}", limits.per_agenda_and_day))
    if cooling:
        asked.append((cooling_scope(person, visit.office, visit.start), 1))
    return [capacity.Claim(capacity.lasting_limit(scope, most), until) for scope, most in asked if most is not None]


def flood_claims(
    identity: Identity, limits: PersonLimits, now: datetime, hold_until: datetime
) -> tuple[capacity.Claim, ...]:
    """Holds of the last hour from one address or network, and unconfirmed ones: nobody's mailbox is flooded."""
    asked = (
        (identity.email and f"{_WHO}|{identity.email}|he", limits.holds_per_address, now + HOUR),
        (identity.network and f"hn|{identity.network}", limits.holds_per_network, now + HOUR),
        (identity.network and f"ln|{identity.network}", limits.live_per_network, hold_until),
    )
    return tuple(
        [
            capacity.Claim(capacity.lasting_limit(scope, most), until)
            for scope, most, until in asked
            if scope and most is not None
        ]
    )


def share_claims(scope: str, day: date, most: int, hold_until: datetime) -> tuple[capacity.Claim, ...]:
    """The share of a day that holds may take before they are confirmed: nobody can hold a whole horizon (S19)."""
    limit = capacity.lasting_limit(f"{SHARE}|{scope}|{day.isoformat()}", most)
    return (capacity.Claim(limit, hold_until),)


def share_of(places: int, share: DayNumber, day: date) -> int | None:
    """How many of so many places may wait for confirmation; a per cent is rounded up. None: all of them."""
    if share.percent is None:
        return share.on(day)
    return None if share.percent >= 100 else places - places * (100 - share.percent) // 100


def solved_claims(work: puzzle.Puzzle) -> tuple[capacity.Claim, ...]:
    """A solved puzzle books once: who solved one has not solved a thousand."""
    return (capacity.Claim(capacity.lasting_limit(f"pw|{work.id.hex}", 1), work.ends),)


def pending_scope(email: str) -> str:
    return f"{_WHO}|{email}|pe"


def stopped_scope(email: str) -> str:
    """An address whose owner said that the booking was not theirs."""
    return f"{_WHO}|{email}|ps"


def cooling_scope(person: str, office: str, start: datetime) -> str:
    return f"{_WHO}|{person}|pc|{office}|{int(start.timestamp())}"


_REFUSALS = {
    "he": "booking.too_many_holds",
    "hn": "booking.too_many_holds",
    "ln": "booking.too_many_holds",
    "pc": "booking.cooling_off",
    "pd": "booking.too_many_that_day",
    "pe": "booking.unconfirmed_waiting",
    "pw": "booking.puzzle_used",
    "p": "booking.too_many",
    SHARE: "booking.too_many_unconfirmed",
}
"""By the kind of limit; of several that are full, the first one here is told."""


def refusal_of(full: Iterable[str], *, stranger: bool = False) -> Refusal | None:
    """The refusal for a full limit of the person; None when only places are full.

    ``stranger``: nothing shows yet that it is the person who asks, so the answer tells of no agenda and no day.
    """
    kinds = {kind_of(key) for key in full}
    told = next((kind for kind in _REFUSALS if kind in kinds), None)
    if told is None:
        return None
    return Refusal(_REFUSALS["p" if stranger and told == "pd" else told])


def kind_of(key: str) -> str:
    """What a limit of whatever sort counts, by its key."""
    first, *rest = key.split("|", 3)
    return rest[1] if first == _WHO else first


@lru_cache(maxsize=1024)
def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain
