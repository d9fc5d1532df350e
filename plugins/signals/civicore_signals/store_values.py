"""Cases and their clocks as columns and JSON, and back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from civicore import Duration
from civicore_signals import store_words
from civicore_signals.case import Case, Event, Place
from civicore_signals.clockwork import Clock

_PLAIN = (
    "kind",
    "category",
    "number",
    "registered_on",
    "status",
    "outcome",
    "unit",
    "clerk",
    "topic",
    "text",
    "origin",
    "language",
    "received_at",
    "registered_at",
    "changed_at",
    "closed_at",
    "state",
    "hidden",
    "merged_into",
    "parent",
    "reopened",
    "body",
    "happened_on",
    "version",
)


def columns(case: Case) -> dict[str, Any]:
    """What the database keeps of a case but its id, its number's key and what belongs to the store alone."""
    place = case.place or Place()
    lat, lon = place.point or (None, None)
    return {
        **{name: getattr(case, name) for name in _PLAIN},
        "search": searched(case),
        "answers": json.dumps(dict(case.answers), ensure_ascii=False),
        "lat": lat,
        "lon": lon,
        "address": place.address,
        "area": place.area,
        "because": None if case.place is None else place.because,
        "areas_version": place.areas_version,
        "published": json.dumps(dict(case.published)),
        "clock": json.dumps(_clock_kept(case.clock)),
        "due_on": case.clock.due_on,
        "due_at": None if _waits(case.clock) else case.clock.due_at,
        "silence_on": case.clock.silence_on,
    }


def case(row: dict[str, Any]) -> Case:
    """A row as a case."""
    return Case(
        id=row["id"],
        **{name: row[name] for name in _PLAIN},
        answers=_answers(json.loads(row["answers"])),
        place=_place(row),
        published=json.loads(row["published"]),
        clock=_clock(json.loads(row["clock"])),
    )


def sketch(row: dict[str, Any]) -> Case:
    """A case without words, clock and history, as a map needs it."""
    kept = {name: one for name, one in row.items() if name not in ("lat", "lon", "area", "published")}
    place = Place((row["lat"], row["lon"]), None, row["area"], "inside")
    return Case(**kept, text="", place=place, published=json.loads(row["published"]))


def event(row: dict[str, Any]) -> Event:
    """A row as an event."""
    kept = {name: one for name, one in row.items() if name not in ("case_id", "facts")}
    return Event(case=row["case_id"], facts=json.loads(row["facts"]), **kept)


def searched(case: Case) -> str:
    """The folded words in which people and clerks search."""
    return store_words.kept(" ".join(filter(None, (case.topic, case.text))))


def _answers(kept: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    return {name: tuple(said) if isinstance(said, list) else said for name, said in kept.items()}


def _place(row: dict[str, Any]) -> Place | None:
    if row["because"] is None:
        return None
    point = None if row["lat"] is None else (row["lat"], row["lon"])
    return Place(point, row["address"], row["area"], row["because"], row["areas_version"])


def _waits(clock: Clock) -> bool:
    """Whether the sender was asked in time, so that no time goes by."""
    return clock.paused_at is not None and (clock.due_at is None or clock.paused_at < clock.due_at)


def _clock_kept(clock: Clock) -> dict[str, Any]:
    return {one.name: _written(getattr(clock, one.name)) for one in fields(Clock)}


def _written(value: Any) -> Any:
    if isinstance(value, Duration):
        return [value.months, value.days, value.seconds]
    return value.isoformat() if isinstance(value, date) else value


def _clock(kept: dict[str, Any]) -> Clock:
    return Clock(**{name: _read(name, value) for name, value in kept.items()})


def _read(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return Duration(*value)
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(value, str) and name.endswith("_on") else value
