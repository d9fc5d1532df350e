"""Ten years of a city's cases, written past the software: the demo's own cases again and again, each with its own
number, day, place and words.

The rows are those that the city's services wrote for its samples, so that every column is as real as theirs. What is
older than two months has ended and was looked at, as nearly everything in an office has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

from civicore_signals import numbering

Row = dict[str, Any]
YEARS, ACCOUNTS, OF_ONE = 10, 1_000, 200
RARE = 400  # cases between two that have a word of their own
_STILL_OPEN = timedelta(days=60)
_WEEK = timedelta(weeks=1)
_KNOWN = timedelta(days=360)  # after the end of a case its sender is forgotten, as the file says
_WORDS = 20_000
_SYLLABLES = (
    "ба",
    "ви",
    "го",
    "ду",
    "же",
    "за",
    "ки",
    "ло",
    "ма",
    "ни",
    "по",
    "ра",
    "си",
    "то",
    "ху",
    "це",
    "ша",
    "ще",
)
_EVENTS = ("received", "registered", "closed")


@dataclass(frozen=True)
class Templates:
    """What the samples look like: their cases, and events and senders by case, and the account that signs in."""

    cases: Sequence[Row]
    events: Mapping[UUID, Sequence[Row]]
    senders: Mapping[UUID, Row]
    citizen: Row


@dataclass(frozen=True)
class Story:
    """Everything that is written of one case."""

    case: Row
    events: tuple[Row, ...]
    sender: Row | None


def rare(number: int) -> str:
    """A word that stands in one case in a great many."""
    return f"рядкодумие{number}"


def words() -> list[str]:
    """Words of the city, the common ones first."""
    return ["".join(_SYLLABLES[number // 18**place % 18] for place in range(4)) for number in range(_WORDS)]


def accounts(citizen: Row) -> list[Row]:
    """People with an account beside the one that signs in."""
    made, random = [], Random(58)
    for number in range(ACCOUNTS):
        email = f"person{number}@lime.example"
        made.append({**citizen, "id": _id(random), "email": email, "email_key": email})
    return made


class Stories:
    """Makes cases, the oldest first; the same ones for the same seed."""

    def __init__(self, found: Templates, people: Sequence[UUID], now: datetime, count: int) -> None:
        self._found, self._people, self._now, self._count = found, people, now, count
        self._random = Random(59)
        checked = {one["kind"] for one in found.cases if one["published"] != "{}"}
        ended = [one for one in found.cases if one["closed_at"] is not None]
        self._ended = [one for one in ended if one["published"] != "{}" or one["kind"] not in checked]
        self._points = [one for one in found.cases if one["lat"] is not None]
        self._words = words()
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(_WORDS)))
        self._folded = {one["id"]: one["search"] for one in found.cases}
        self._last: dict[tuple[str, int], int] = {}

    def __iter__(self) -> Iterator[Story]:
        whole = timedelta(days=365 * YEARS)
        for number in range(self._count):
            # Offices work by day: the instant is moved into working hours.
            at = self._now - whole + whole * (number / self._count)
            at = at.replace(hour=5 + self._random.randrange(12), minute=self._random.randrange(60))
            yield self._story(number, min(at, self._now - timedelta(minutes=5)))

    def _story(self, number: int, at: datetime) -> Story:
        young = self._now - at < _STILL_OPEN or self._random.random() < 0.01
        like = self._random.choice(self._found.cases if young else self._ended)
        by = at - like["received_at"]
        if young:
            by = timedelta(weeks=by // _WEEK)  # a week has the same working days: open deadlines stay right
        at = like["received_at"] + by
        case = moved(like, by, self._now)
        case |= {"id": _id(self._random), "parent": None, "merged_into": None, "asked_solved_at": case["closed_at"]}
        case |= self._number(like, at) | self._place(like) | self._said(like, number)
        kept = [one for one in self._found.events[like["id"]] if one["kind"] in _EVENTS]
        events = tuple(
            moved(one, by, self._now) | {"id": _id(self._random), "case_id": case["id"], "seq": place}
            for place, one in enumerate(kept, 1)
        )
        return Story(case | {"events": len(events)}, events, self._sender(like, case, number))

    def _number(self, like: Row, at: datetime) -> Row:
        city, stream, _ = like["number"].split("-")  # as deployments/sofia.yaml writes them
        seq = self._last[stream, at.year] = self._last.get((stream, at.year), 1_000) + 1
        number = f"{city[:-2]}{at.year % 100:02d}-{stream}-{seq}"
        return {"number": number, "number_key": numbering.key(number)}

    def _place(self, like: Row) -> Row:
        if like["lat"] is None:
            return {}
        near = self._random.choice(self._points)
        lat, lon = (near[name] + self._random.uniform(-0.004, 0.004) for name in ("lat", "lon"))
        return {"lat": round(lat, 6), "lon": round(lon, 6), "area": near["area"], "address": near["address"]}

    def _said(self, like: Row, number: int) -> Row:
        more = self._random.choices(self._words, cum_weights=self._weights, k=8)
        if number % RARE == 0:
            more.append(rare(number))
        return {
            "text": f"{like['text']} {' '.join(more)}",
            "search": f"{self._folded[like['id']]} {' '.join(more)}",
        }

    def _sender(self, like: Row, case: Row, number: int) -> Row | None:
        sender, ended = self._found.senders.get(like["id"]), case["closed_at"]
        if sender is None or (ended is not None and self._now - ended > _KNOWN):
            return None
        person = self._people[number % len(self._people)] if number % 3 == 0 else None
        if number % (self._count // YEARS // OF_ONE) == 0:
            person = self._found.citizen["id"]
        key = f"{self._random.getrandbits(128):032x}"
        return sender | {"case_id": case["id"], "account": person, "email_key": key, "filed_at": case["received_at"]}


def moved(row: Row, by: timedelta, now: datetime) -> Row:
    """A row in which every instant and day is another one, none of what was done later than now."""
    whole = timedelta(days=by.days)
    new = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            value = value + by if name == "due_at" else min(value + by, now)
        elif isinstance(value, date):
            value += whole
        new[name] = value
    if "clock" in row:
        new["clock"] = _clock(row["clock"], by, whole)
    return new


def _clock(written: str, by: timedelta, whole: timedelta) -> str:
    kept = json.loads(written)
    for name, value in kept.items():
        if isinstance(value, str) and name.endswith("_at"):
            kept[name] = (datetime.fromisoformat(value) + by).isoformat()
        elif isinstance(value, str) and name.endswith("_on"):
            kept[name] = (date.fromisoformat(value) + whole).isoformat()
    return json.dumps(kept)


def typed(row: Mapping[str, Any]) -> Row:
    """A row as Python has it, whichever database it was read from."""
    return {name: _typed(name, value) for name, value in row.items()}


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name.endswith("_at"):
        return datetime.fromisoformat(value).astimezone(UTC)
    if name.endswith("_on"):
        return date.fromisoformat(value)
    return UUID(value) if name in ("id", "case_id", "account", "clerk", "merged_into", "parent") else value


def _id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
