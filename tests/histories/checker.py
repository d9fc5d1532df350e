"""What a history must be true of, whatever was killed while it happened. Pure.

The questions are those that Jepsen asks of sets and queues: is every acknowledged one there, is each there once, was no
time sold to more people than it has places, and did everything come out that was put in.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Event:
    """What one client saw: it asked (``status`` 0), or was answered. ``at`` is its own clock, in seconds."""

    client: int
    at: float
    key: str
    start: str
    email: str
    status: int = 0
    id: str = ""

    def line(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, lines: Iterable[str]) -> list[Event]:
        return [cls(**json.loads(line)) for line in lines]


@dataclass(frozen=True)
class Kept:
    """A booking that is stored at the end. ``placed``: it has its place still; a clock an hour ahead ends holds."""

    id: str
    start: str
    email: str
    placed: bool = True


@dataclass(frozen=True)
class Judgement:
    """What is wrong, in sentences; nothing when the history may stand."""

    lost: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not (self.lost or self.wrong)


def judged(history: Sequence[Event], kept: Collection[Kept], places: int, letters: Mapping[str, int]) -> Judgement:
    """``places``: how many may have one time. ``letters``: how many each person got about their booking."""
    told = {(one.key, one.id) for one in history if one.status == 201}
    there = {one.id for one in kept}
    lost = [f"{key} was told of a booking that is not there" for key, id in sorted(told) if id not in there]
    return Judgement(
        tuple(lost), (*_twice(told), *_nobodys(history, kept), *_oversold(kept, places), *_queue(kept, letters))
    )


def _twice(told: Collection[tuple[str, str]]) -> list[str]:
    ids, keys = defaultdict(set), defaultdict(set)
    for key, id in told:
        ids[key].add(id)
        keys[id].add(key)
    several = [f"{key} was answered with {len(found)} bookings" for key, found in ids.items() if len(found) > 1]
    shared = [f"{len(found)} people were given one booking" for found in keys.values() if len(found) > 1]
    return [*several, *shared]


def _nobodys(history: Sequence[Event], kept: Collection[Kept]) -> list[str]:
    wanted = {(one.start, one.email) for one in history}
    each = Counter((one.start, one.email) for one in kept)
    strange = [f"nobody asked for the booking at {start}" for start, email in each if (start, email) not in wanted]
    return [
        *strange,
        *(f"one request for {start} made {many} bookings" for (start, _), many in each.items() if many > 1),
    ]


def _oversold(kept: Collection[Kept], places: int) -> list[str]:
    sold = Counter(one.start for one in kept if one.placed)
    return [f"{many} people have {start}, which has {places} places" for start, many in sold.items() if many > places]


def _queue(kept: Collection[Kept], letters: Mapping[str, int]) -> list[str]:
    """Total queue: a letter for each booking, and none for nothing."""
    due = {one.email for one in kept}
    missing = [f"{len(due - letters.keys())} letters never came out"] if due - letters.keys() else []
    extra = [f"{len(letters.keys() - due)} letters for nothing"] if letters.keys() - due else []
    several = sum(many > 1 for many in letters.values())
    return [*missing, *extra, *([f"{several} people got it twice"] if several else [])]
