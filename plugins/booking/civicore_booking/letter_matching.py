"""Which visit a letter means, and how certain that is. Pure: nothing is looked up here.

A code that the letter calls one is certain when it opens one visit alone. A number that happens to look like a code
is believed only together with the name or the address; a name alone is never certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from civicore import fold
from civicore_booking.booking import Booking
from civicore_booking.letter_words import Said, same_name
from civicore_booking.limits import email_form

_MOST = 5


@dataclass(frozen=True)
class Sender:
    """Who wrote: the address is what a mail program says, so it alone proves nothing."""

    email: str
    name: str


@dataclass(frozen=True)
class Hit:
    """A visit the letter may mean; ``by`` says why: code, quoted, name, day, time, address."""

    booking: Booking
    sure: bool
    by: frozenset[str]


@dataclass(frozen=True)
class Coming:
    """Visits to come: those that a code of the letter opens, by the code, and all of them."""

    by_code: Mapping[str, Sequence[Booking]]
    by_quoted_code: Mapping[str, Sequence[Booking]]
    every: Sequence[Booking]


def hits(said: Said, sender: Sender, coming: Coming, answers: str, zone: ZoneInfo) -> tuple[Hit, ...]:
    """The likeliest first."""
    found = {one.booking.id: one for one in reversed([*_by_code(said, sender, coming)])}
    if found:
        return tuple(sorted(found.values(), key=_rank))[:_MOST]
    quoted = [*_quoted(sender, coming, answers)]
    if quoted:
        return tuple(quoted[:_MOST])
    other = [hit for one in coming.every if (hit := _by_person(said, sender, one, zone)) is not None]
    best = max((_weight(one) for one in other), default=0)
    return tuple(sorted((one for one in other if _weight(one) > best - 2), key=_rank))[:_MOST]


def _by_code(said: Said, sender: Sender, coming: Coming) -> list[Hit]:
    found = []
    for code in said.codes:
        opened = coming.by_code.get(code.text, ())
        for booking in opened:
            theirs = _is_theirs(said, sender, booking)
            by = frozenset({"code", *(("name",) if theirs else ())})
            certain = (code.named and len(opened) == 1) or (
                theirs and sum(_is_theirs(said, sender, o) for o in opened) == 1
            )
            if certain or code.named or theirs or len(opened) == 1:
                found.append(Hit(booking, certain, by))
    return sorted(found, key=_rank)


def _quoted(sender: Sender, coming: Coming, answers: str) -> list[Hit]:
    """They answered a message of ours: certain when it went to the address they write from."""
    meant = {one.id: one for opened in coming.by_quoted_code.values() for one in opened}
    meant |= {one.id: one for one in coming.every if one.about == answers}
    return [Hit(one, len(meant) == 1 and _same_address(sender, one), frozenset({"quoted"})) for one in meant.values()]


def _by_person(said: Said, sender: Sender, booking: Booking, zone: ZoneInfo) -> Hit | None:
    named = _named(said, sender, booking)
    wrote = _same_address(sender, booking)
    if not named and not wrote:
        return None
    local = booking.start.astimezone(zone)
    by = {"name"} if named else set()
    by |= {"address"} if wrote else set()
    by |= {"day"} if booking.day in said.days else set()
    by |= {"time"} if _wall(local) in said.times else set()
    return Hit(booking, False, frozenset(by))


def _is_theirs(said: Said, sender: Sender, booking: Booking) -> bool:
    return _named(said, sender, booking) or _same_address(sender, booking)


def _named(said: Said, sender: Sender, booking: Booking) -> bool:
    name = fold(booking.fields.get("last_name", ""))
    return same_name(name, said.words | frozenset(fold(sender.name).replace(",", " ").split()))


def _same_address(sender: Sender, booking: Booking) -> bool:
    return bool(booking.email and sender.email) and email_form(str(booking.email)) == email_form(sender.email)


def _wall(local: datetime) -> object:
    return local.time().replace(second=0, microsecond=0)


def _weight(hit: Hit) -> int:
    return sum({"code": 8, "quoted": 6, "address": 3, "name": 2, "day": 2, "time": 2}[why] for why in hit.by)


def _rank(hit: Hit) -> tuple[bool, int, datetime]:
    return (not hit.sure, -_weight(hit), hit.booking.start)
