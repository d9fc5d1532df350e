"""What a program asks for, read from the address. Pure; every mistake is a refusal of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civicore import Refusal
from civicore_signals.paging import Cursor

SPAN = timedelta(days=90)
"""The longest span of one question, and the usual one (GeoReport v2, GET Service Requests)."""
MOST = 1000
"""Records of one answer (the same place)."""
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_STATUSES = ("open", "closed")
Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Asked:
    """Which records. Instants are aware UTC, both at the full second and both included.

    ``page`` counts from 1, None: no pages were asked for. ``after``: the record that the page begins behind.
    """

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = _STATUSES
    start: datetime = _EARLIEST
    end: datetime = _LATEST
    page: int | None = None
    size: int = MOST
    after: Cursor | None = None


def single(parameters: Parameters, name: str) -> str | Refusal | None:
    """One parameter; an empty one counts as absent, one that is sent twice is refused."""
    values = [one.strip() for one in parameters.get(name, ()) if one.strip()]
    if len(values) > 1:
        return Refusal("open311.repeated", name=name)
    return values[0] if values else None


def asked(parameters: Parameters, now: datetime) -> Asked | Refusal:
    """The question of GET requests. ``open311.repeated``, ``open311.date``, ``open311.order``, ``open311.span``,
    ``open311.status``, ``open311.page``, ``open311.too_many_ids``."""
    names = ("service_request_id", "service_code", "status", "start_date", "end_date", "page", "page_size", "after")
    read: dict[str, str | None] = {}
    for name in names:
        value = single(parameters, name)
        if isinstance(value, Refusal):
            return value
        read[name] = value
    if read["service_request_id"]:  # overrides everything else
        ids = tuple(dict.fromkeys(_list(read["service_request_id"])))
        return Asked(ids) if len(ids) <= MOST else Refusal("open311.too_many_ids", limit=MOST)
    return _filtered(read, now)


def _filtered(read: Mapping[str, str | None], now: datetime) -> Asked | Refusal:
    statuses = tuple(one.lower() for one in _list(read["status"] or "")) or _STATUSES
    if not set(statuses) <= set(_STATUSES):
        return Refusal("open311.status")
    span = spanned(read["start_date"], read["end_date"], now)
    if isinstance(span, Refusal):
        return span
    page, size = _number(read["page"]), _number(read["page_size"])
    if page == 0 or size == 0 or (size or 0) > MOST:
        return Refusal("open311.page")
    paged = read["page"] is not None or read["page_size"] is not None
    return Asked(
        codes=tuple(_list(read["service_code"] or "")),
        statuses=statuses,
        start=span[0],
        end=span[1],
        page=(page or 1) if paged else None,
        size=size or MOST,
        after=Cursor.parse(read["after"]),
    )


def spanned(start: str | None, end: str | None, now: datetime) -> tuple[datetime, datetime] | Refusal:
    """Both ends at the full second, in UTC. Without any the last 90 days; one end alone spans 90 days from there."""
    first, last = _instant(start), _instant(end)
    if start and first is None:
        return Refusal("open311.date", name="start_date")
    if end and last is None:
        return Refusal("open311.date", name="end_date")
    today = now.replace(microsecond=0)
    try:
        until = last or (today if first is None else min(max(today, first), first + SPAN))
        since = first or until - SPAN
    except OverflowError:
        return Refusal("open311.date", name="start_date")
    if since > until:
        return Refusal("open311.order")
    return Refusal("open311.span", days=SPAN.days) if until - since > SPAN else (since, until)


def before_next_second(end: datetime) -> datetime:
    """The first instant that is no longer meant."""
    return end + _SECOND if end < _LATEST - _SECOND else end


def jurisdiction(wanted: str | None, served: Sequence[str]) -> Refusal | None:
    """Whether a request names a city of this endpoint; where there is only one, what it says does not matter."""
    if len(served) == 1:
        return None
    if wanted is None:
        return Refusal("open311.jurisdiction")
    return None if wanted in served else Refusal("open311.jurisdiction_unknown")


def is_instant(written: str) -> bool:
    """Whether this is an ISO 8601 instant with its offset."""
    return _instant(written) is not None


def _instant(written: str | None) -> datetime | None:
    """An ISO 8601 instant with its offset; a plus that a form turned into a blank is put back."""
    said = written or ""
    try:
        read = datetime.fromisoformat(said.replace(" ", "+") if "T" in said else said)
        return None if read.tzinfo is None else read.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _list(written: str) -> list[str]:
    return [one.strip() for one in written.split(",") if one.strip()]


def _number(written: str | None) -> int | None:
    """A count from 1; 0 stands for what is none."""
    if written is None:
        return None
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 6 else 0
