"""What may be stored, and as what text SQLite keeps it. Both databases keep the same and refuse the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID


def judge(values: Iterable[Any]) -> None:
    """ValueError for what the two databases would store differently: a naive datetime, a NUL in a text."""
    for value in values:
        kind = type(value)
        if kind is str:
            _whole(value)
        elif kind not in _PLAIN:
            _judge_more(value)


def as_text(values: Iterable[Any]) -> list[Any]:
    """The same judged, and ready for SQLite: the text that Piccolo's adapters make, without asking for them by value.

    What is of another kind is left to them.
    """
    said = []
    for value in values:
        kind = type(value)
        if kind is str:
            _whole(value)
        elif kind in _TEXT:
            value = _TEXT[kind](value)
        elif kind not in _PLAIN:
            _judge_more(value)
        said.append(value)
    return said


def _whole(text: str) -> None:
    if "\x00" in text:
        raise ValueError("a text may not hold the NUL character")


def _judge_more(value: Any) -> None:
    if isinstance(value, str):
        _whole(value)
    elif isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("an instant needs a time zone")


def _instant(value: datetime) -> str:
    if value.tzinfo is not UTC:
        _judge_more(value)
        value = value.astimezone(UTC)
    return value.isoformat(" ")


_PLAIN = frozenset({int, float, bool, type(None), bytes, UUID, date})
_TEXT: dict[type, Callable[[Any], str]] = {UUID: str, date: date.isoformat, datetime: _instant}
