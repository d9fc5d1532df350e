"""How lengths, ranges, dates and numbers a day are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic_core import PydanticCustomError

from civicore.base import spans
from civicore.base.calendar import WEEKDAYS
from civicore.deployment.kind import LONGEST_YEARS, DayNumber, Reading, meant, said, written, wrong
from civicore.deployment.suggest import nearest

UNIT_WORDS = ("min", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years")


def read_duration(value: Any, _: Reading) -> spans.Duration:
    word = written(value, "a length of time")
    try:
        length = spans.Duration.parse(word)
    except ValueError as error:
        number, letters = re.fullmatch(r"(-?\d*)\s*(.*)", word, re.DOTALL).groups()  # type: ignore[union-attr]
        guess = nearest(letters, UNIT_WORDS) if number and len(letters) > 1 else None
        raise said("E104", error, f'did you mean "{number} {guess}"?' if guess else None) from None
    if length.exact.days > LONGEST_YEARS * 366:
        raise wrong("E104", f'"{word}" is longer than {LONGEST_YEARS} years')
    return length


def read_erase_after(value: Any, reading: Reading) -> spans.Duration:
    """``erase_at_once`` is a length of 0."""
    if value == "erase_at_once":
        return spans.Duration()
    if isinstance(value, str) and not value[:1].isdigit():
        hint = meant(value, ("erase_at_once",))
        raise wrong("E104", f'"{value}" is neither erase_at_once nor a length of time', hint=hint)
    return read_duration(value, reading)


def read_some_duration(value: Any, reading: Reading) -> spans.Duration:
    length = read_duration(value, reading)
    if not length.exact:
        raise wrong("E104", "this length must be longer than 0")
    return length


def read_time_range(value: Any, _: Reading) -> spans.TimeRange:
    word = written(value, "a time range such as 08:00-17:00")
    try:
        return spans.TimeRange.parse(word)
    except ValueError as error:
        raise said("E105", error, _range_meant(word)) from None


def _range_meant(word: str) -> str | None:
    tidy = re.sub(r"\s", "", word).replace(",", ":").replace(".", ":").replace("–", "-")
    try:
        return f'did you mean "{spans.TimeRange.parse(tidy)}"?'
    except ValueError:
        return None


def read_ranges(value: Any, reading: Reading) -> tuple[spans.TimeRange, ...]:
    if not isinstance(value, list):
        return (read_time_range(value, reading),)
    found = []
    for index, one in enumerate(value):
        try:
            found.append(read_time_range(one, reading))
        except PydanticCustomError as error:
            context = error.context or {}
            raise wrong(error.type, context["message"], hint=context["hint"], at=(index,)) from None
    return tuple(found)


def read_day_ranges(value: Any, reading: Reading) -> tuple[spans.TimeRange, ...]:
    if isinstance(value, str) and "-" not in value and not re.search(r"\d", value):
        if value == "closed":
            return ()
        raise wrong("E105", f'"{value}" is neither hours nor closed', hint=meant(value, ("closed",)))
    return read_ranges(value, reading)


def read_time_of_day(value: Any, _: Reading) -> int:
    try:
        return spans.minute_of_day(written(value, 'a time such as "07:45"'))
    except ValueError as error:
        raise said("E105", error) from None


def read_date(value: Any, _: Reading) -> date:
    word = written(value, "a date such as 2026-12-24")
    try:
        return _iso(word)
    except ValueError:
        raise wrong("E106", f'"{word}" is no date: write it like 2026-12-24') from None


def _iso(word: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        raise ValueError
    return date.fromisoformat(word)


def read_date_span(value: Any, _: Reading) -> spans.DateSpan:
    word = written(value, "a date or 2026-12-28..2026-12-31")
    first, _dots, last = word.partition("..")
    try:
        span = spans.DateSpan(_iso(first.strip()), _iso((last or first).strip()))
    except ValueError:
        raise wrong("E106", f'"{word}" is no date span: write 2026-12-24 or 2026-12-28..2026-12-31') from None
    if span.last < span.first:
        raise wrong("E106", f'"{word}" ends before it starts')
    return span


def _number(value: Any, least: int, at: tuple[str | int, ...] = ()) -> int:
    word = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"-?\d{1,6}", word):
        raise wrong("E103", "a whole number is asked here", at=at)
    if int(word) < least:
        raise wrong("E113", f"{word} is too small: at least {least}", at=at)
    return int(word)


def day_number(least: int, *, percent: bool) -> Callable[[Any, Reading], DayNumber]:
    def read(value: Any, _: Reading) -> DayNumber:
        if isinstance(value, dict):
            for day in value:
                if day not in WEEKDAYS:
                    hint = meant(day, WEEKDAYS)
                    raise wrong("E112", f'"{day}" is no day: mon to sun', hint=hint, at=(day, "@key"))
            return DayNumber(tuple(_number(value[d], 0, (d,)) if d in value else None for d in WEEKDAYS))
        if percent and isinstance(value, str) and value.strip().endswith("%"):
            part = _number(value.strip()[:-1], 0)
            if part > 100:
                raise wrong("E113", f"{part}% is more than everything")
            return DayNumber(percent=part)
        return DayNumber((_number(value, least),) * 7)

    return read
