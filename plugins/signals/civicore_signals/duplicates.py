"""Whether somebody has told us of the same thing already: by place, type, words and age. Pure.

What is found is offered to be followed; nothing is ever held back because of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from civicore import fold

LatLon = tuple[float, float]
MOST = 5  # more choices than that nobody reads
_EARTH = 6_371_000.0  # metres
_STEM = 4  # letters of a word that stay when its ending is bent: лампа, лампата, лампи
_SHORT = 3
_ALIKE = 0.2  # common words that make neighbours of different types one matter
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Nearness:
    """How near and how new the same matter must be: metres and days."""

    radius: int
    days: int


@dataclass(frozen=True)
class Known:
    """A matter that everybody may read about. ``category`` is the whole path: ``roads.cycling``."""

    number: str
    category: str
    words: str
    point: LatLon
    received_at: datetime


@dataclass(frozen=True)
class Likeness:
    """How much one matter is like the new one: ``score`` between 0 and 1, ``metres`` away."""

    known: Known
    score: float
    metres: int


def similar(new: Known, known: Iterable[Known], within: Nearness) -> tuple[Likeness, ...]:
    """What the new matter may be a repeat of, the likeliest first; ``new.received_at`` is now.

    Of the same type nearness is enough. Of the same category with another type the words must be alike too:
    people choose types differently for one broken thing.
    """
    oldest = new.received_at - timedelta(days=within.days)
    found = [_likeness(new, one, within) for one in known if one.received_at >= oldest and one.number != new.number]
    kept = [one for one in found if one is not None]
    return tuple(sorted(kept, key=lambda one: (-one.score, one.known.number)))[:MOST]


def metres(one: LatLon, other: LatLon) -> float:
    """The way between two points as the crow flies."""
    (lat, lon), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def around(point: LatLon, radius: float) -> tuple[float, float, float, float]:
    """The box of south, west, north, east that holds every point within ``radius`` metres."""
    lat, lon = point
    north = radius / 111_000
    east = north / max(0.01, cos(radians(lat)))
    return lat - north, lon - east, lat + north, lon + east


def common_words(one: str, other: str) -> float:
    """How many of the words are the same, from 0 to 1; endings and short words do not count."""
    mine, theirs = _stems(one), _stems(other)
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0


def _likeness(new: Known, one: Known, within: Nearness) -> Likeness | None:
    away = metres(new.point, one.point)
    same_type = new.category == one.category
    if away > within.radius or (not same_type and _top(new.category) != _top(one.category)):
        return None
    words = common_words(new.words, one.words)
    if not same_type and words < _ALIKE:
        return None
    near = 1 - away / within.radius if within.radius else 1.0
    return Likeness(one, round(0.4 * near + 0.3 * same_type + 0.3 * words, 4), round(away))


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(fold(words)) if len(word) > _SHORT)


def _top(category: str) -> str:
    return category.partition(".")[0]
