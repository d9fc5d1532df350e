"""Which status a refusal has over HTTP, and what else a program is told about it."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from civicore import Refusal
from civicore_booking.availability import Slot

_STATUS: dict[HTTPStatus, str] = {
    HTTPStatus.FORBIDDEN: "request.forbidden",
    HTTPStatus.NOT_FOUND: "booking.unknown",
    HTTPStatus.GONE: "booking.lapsed booking.slot_gone booking.cancelled",
    HTTPStatus.UNPROCESSABLE_ENTITY: "booking.name_fixed booking.email_needed booking.wrong_sms_code "
    "request.key_reused",
    HTTPStatus.PRECONDITION_REQUIRED: "booking.puzzle booking.puzzle_used",
    HTTPStatus.TOO_MANY_REQUESTS: "booking.too_many booking.too_many_that_day booking.unconfirmed_waiting "
    "booking.too_many_holds booking.too_many_unconfirmed booking.cooling_off booking.address_stopped "
    "booking.too_many_attempts",
    HTTPStatus.SERVICE_UNAVAILABLE: "booking.suspended",
}
_BY_CODE = {code: status.value for status, codes in _STATUS.items() for code in codes.split()}
_CONFLICT, _TOO_MANY = HTTPStatus.CONFLICT.value, HTTPStatus.TOO_MANY_REQUESTS.value
QUARTER, HOUR, DAY = 900, 3600, 24 * 3600
# Seconds after which it may be worth trying again, where the refusal itself does not know the instant.
_AGAIN = {
    "booking.too_many_holds": HOUR,
    "booking.too_many_unconfirmed": QUARTER,
    "booking.too_many_attempts": HOUR,
    "booking.cooling_off": HOUR,
}
# Facts of our own words only; the reason of a closure is a text of the city and is said in the sentence.
_TOLD = ("nearest", "at", "until", "earliest", "latest", "last", "day", "offices", "puzzle", "bits")


def status_of(refusal: Refusal) -> int:
    """The status; what is refused for the state of things is a conflict."""
    return _BY_CODE.get(refusal.code, _CONFLICT)


def headers_of(refusal: Refusal, now: datetime) -> dict[str, str]:
    """``Retry-After`` in seconds for limits, at least 1."""
    if status_of(refusal) != _TOO_MANY:
        return {}
    until = next(
        (fact for name in ("retry_at", "until") if isinstance(fact := refusal.facts.get(name), datetime)), None
    )
    wait = int((until - now).total_seconds()) if until else _AGAIN.get(refusal.code, DAY)
    return {"Retry-After": str(max(1, wait))}


def told(refusal: Refusal, zone: ZoneInfo) -> dict[str, object]:
    """The facts that a program can use, by name; instants as RFC 3339 with the city's offset."""
    return {name: _plain(refusal.facts[name], zone) for name in _TOLD if refusal.facts.get(name) is not None}


def _plain(fact: object, zone: ZoneInfo) -> object:
    match fact:
        case Slot():
            return {"start": _plain(fact.start, zone), "free": fact.free}
        case datetime():
            return fact.astimezone(zone).isoformat(timespec="seconds")
        case date():
            return fact.isoformat()
        case tuple() | list():
            return [_plain(one, zone) for one in fact]
        case _:
            return str(fact)
