"""Public cases as records of GeoReport v2. They are made of a ``PublicCase``, so nothing else can be in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from civicore_signals.open311_shapes import Document, Rows, Value
from civicore_signals.plan import Plan
from civicore_signals.visibility import PublicCase, PublicEvent


@dataclass(frozen=True)
class Words:
    """What records are told in: the file, a language, the city's time, and where a photo is (number, id)."""

    plan: Plan
    language: str
    zone: ZoneInfo
    photo: Callable[[str, UUID], str]

    def instant(self, at: datetime) -> str:
        """With the offset that the city has at that time, at the full second."""
        return at.astimezone(self.zone).replace(microsecond=0).isoformat()

    def end_of(self, day: date) -> str:
        return self.instant(datetime.combine(day, time(23, 59, 59), self.zone))


def requests(cases: Iterable[PublicCase], words: Words) -> Document:
    """A list of records; one record is a list of one."""
    return Document("service_requests", Rows("request", [record(one, words) for one in cases]))


def record(case: PublicCase, words: Words) -> dict[str, Value]:
    """One record. ``updated_datetime`` of a closed case is when it was closed."""
    place = case.place
    point = place.point if place is not None else None
    category, unit = words.plan.category(case.category), words.plan.units.get(case.unit)
    return {
        "service_request_id": case.number,
        "status": state(case),
        "status_notes": _notes(case, words),
        "service_name": category.name.in_(words.language) if category is not None else None,
        "service_code": case.category,
        "description": case.text,
        "agency_responsible": unit.name.in_(words.language) if unit is not None else None,
        "service_notice": None,
        "requested_datetime": words.instant(case.received_at),
        "updated_datetime": words.instant(_changed(case)),
        "expected_datetime": words.end_of(case.due_on) if case.due_on is not None else None,
        "address": place.address if place is not None else None,
        "address_id": None,
        "zipcode": None,
        "lat": point[0] if point is not None else None,
        "long": point[1] if point is not None else None,
        "media_url": words.photo(case.number, case.photos[0]) if case.photos else None,
    }


def state(case: PublicCase) -> str:
    """``open`` in every phase that is not final."""
    return "closed" if case.phase == "final" else "open"


@dataclass(frozen=True)
class Update:
    """One thing that was told of a case."""

    id: str
    case: PublicCase
    event: PublicEvent


def updates_of(case: PublicCase) -> Sequence[Update]:
    """What was told of a case since it was registered: another status, or words. Ids stay as they are."""
    found: list[Update] = []
    for place, event in enumerate(case.events):
        twins = sum(one.at == event.at and one.kind == event.kind for one in case.events[:place])
        said = f"{case.number}|{event.at.isoformat()}|{event.kind}|{twins}"
        if event.status is not None or event.text:
            found.append(Update(hashlib.sha256(said.encode()).hexdigest()[:32], case, event))
    return found


def updates(found: Iterable[Update], words: Words) -> Document:
    """The history of cases, in the words of the file."""
    return Document("service_request_updates", Rows("request_update", [_update(one, words) for one in found]))


def _update(one: Update, words: Words) -> dict[str, Value]:
    status = words.plan.statuses.get(one.event.status or "")
    phase = status.phase if status is not None else None
    return {
        "update_id": one.id,
        "service_request_id": one.case.number,
        "status": None if phase is None else "closed" if phase == "final" else "open",
        "status_notes": status.name.in_(words.language) if status is not None else None,
        "updated_datetime": words.instant(one.event.at),
        "description": one.event.text or None,
        "media_url": None,
    }


def _changed(case: PublicCase) -> datetime:
    return case.closed_at if case.phase == "final" and case.closed_at is not None else case.changed_at


def _notes(case: PublicCase, words: Words) -> str | None:
    """The name of the status, how it ended, and the last words about it."""
    status, outcome = words.plan.statuses.get(case.status), words.plan.outcomes.get(case.outcome or "")
    names = [one.name.in_(words.language) for one in (status, outcome) if one is not None]
    said = next((one.text for one in reversed(case.events) if one.text), "")
    return " – ".join([*names, *([said] if said else [])]) or None
