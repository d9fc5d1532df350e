"""What may be stored, and as what text SQLite keeps it. Both databases keep the same and refuse the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID


def judge(values: Iterable[Any]) -> None:
    """ValueError for what the two databases would store differently: a naive datetime, a NUL in a text."""
    for value in values:
        kind = type(value)
        if kind is datetime and value.tzinfo is not None:
            continue
        if (kind is not str or "\x00" in value) and kind not in _HARMLESS:
            _judge_more(value)


def as_text(values: Iterable[Any]) -> list[Any]:
    """The same judged, and ready for SQLite: the text that Piccolo's adapters make, without asking for them by value.

    What is of another kind is left to them.
    """
    ready = [*values]
    for place, value in enumerate(ready):
        kind = type(value)
        if kind is datetime and value.tzinfo is UTC:
            ready[place] = _instant_in_utc(value)
        elif kind in _TEXT:
            ready[place] = _TEXT[kind](value)
        elif (kind is not str or "\x00" in value) and kind not in _PLAIN:
            _judge_more(value)
    return ready


def _judge_more(value: Any) -> None:
    if isinstance(value, str) and "\x00" in value:
        raise ValueError("a text may not hold the NUL character")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("an instant needs a time zone")


def _instant(value: datetime) -> str:
    _judge_more(value)
    return value.astimezone(UTC).isoformat(" ")


@lru_cache(maxsize=1024)
def _instant_in_utc(value: datetime) -> str:
    """A unit of work writes the same few again and again. In other zones two that are equal may be an hour apart."""
    return value.isoformat(" ")


_PLAIN = frozenset({int, float, bool, type(None), bytes})
_HARMLESS = _PLAIN | {UUID, date}
_TEXT: dict[type, Callable[[Any], str]] = {UUID: str, date: date.isoformat, datetime: _instant}
