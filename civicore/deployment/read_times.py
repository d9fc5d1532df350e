"""How lengths, ranges, dates and numbers a day are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic_core import PydanticCustomError

from civicore.base import spans
from civicore.base.calendar import WEEKDAYS
from civicore.base.saying import say
from civicore.deployment.kind import LONGEST_YEARS, DayNumber, Reading, meant, said, written, wrong
from civicore.deployment.suggest import did_you_mean, nearest

UNIT_WORDS = ("min", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years")


def read_duration(value: Any, _: Reading) -> spans.Duration:
    word = written(value, say("a length of time"))
    try:
        length = spans.Duration.parse(word)
    except ValueError as error:
        number, letters = re.fullmatch(r"(-?\d*)\s*(.*)", word, re.DOTALL).groups()  # type: ignore[union-attr]
        guess = nearest(letters, UNIT_WORDS) if number and len(letters) > 1 else None
        raise said("E104", error, did_you_mean(f"{number} {guess}") if guess else None) from None
    if length.exact.days > LONGEST_YEARS * 366:
        raise wrong("E104", say('"%(word)s" is longer than %(most)s years', word=word, most=LONGEST_YEARS))
    return length


def read_erase_after(value: Any, reading: Reading) -> spans.Duration:
    """``erase_at_once`` is a length of 0."""
    if value == "erase_at_once":
        return spans.Duration()
    if isinstance(value, str) and not value[:1].isdigit():
        hint = meant(value, ("erase_at_once",))
        raise wrong("E104", say('"%(value)s" is neither erase_at_once nor a length of time', value=value), hint=hint)
    return read_duration(value, reading)


def read_some_duration(value: Any, reading: Reading) -> spans.Duration:
    length = read_duration(value, reading)
    if not length.exact:
        raise wrong("E104", say("this length must be longer than 0"))
    return length


def read_time_range(value: Any, _: Reading) -> spans.TimeRange:
    word = written(value, say("a time range such as 08:00-17:00"))
    try:
        return spans.TimeRange.parse(word)
    except ValueError as error:
        raise said("E105", error, _range_meant(word)) from None


def _range_meant(word: str) -> str | None:
    tidy = re.sub(r"\s", "", word).replace(",", ":").replace(".", ":").replace("–", "-")
    try:
        return did_you_mean(spans.TimeRange.parse(tidy))
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
        raise wrong("E105", say('"%(value)s" is neither hours nor closed', value=value), hint=meant(value, ("closed",)))
    return read_ranges(value, reading)


def read_time_of_day(value: Any, _: Reading) -> int:
    try:
        return spans.minute_of_day(written(value, say('a time such as "07:45"')))
    except ValueError as error:
        raise said("E105", error) from None


def read_date(value: Any, _: Reading) -> date:
    word = written(value, say("a date such as 2026-12-24"))
    try:
        return _iso(word)
    except ValueError:
        raise wrong("E106", say('"%(word)s" is no date: write it like 2026-12-24', word=word)) from None


def _iso(word: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        raise ValueError
    return date.fromisoformat(word)


def read_date_span(value: Any, _: Reading) -> spans.DateSpan:
    word = written(value, say("a date or 2026-12-28..2026-12-31"))
    first, _dots, last = word.partition("..")
    try:
        span = spans.DateSpan(_iso(first.strip()), _iso((last or first).strip()))
    except ValueError:
        raise wrong(
            "E106", say('"%(word)s" is no date span: write 2026-12-24 or 2026-12-28..2026-12-31', word=word)
        ) from None
    if span.last < span.first:
        raise wrong("E106", say('"%(word)s" ends before it starts', word=word))
    return span


def _number(value: Any, least: int, at: tuple[str | int, ...] = ()) -> int:
    word = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"-?\d{1,6}", word):
        raise wrong("E103", say("a whole number is asked here"), at=at)
    if int(word) < least:
        raise wrong("E113", say("%(word)s is too small: at least %(least)s", word=word, least=least), at=at)
    return int(word)


def day_number(least: int, *, percent: bool) -> Callable[[Any, Reading], DayNumber]:
    def read(value: Any, _: Reading) -> DayNumber:
        if isinstance(value, dict):
            for day in value:
                if day not in WEEKDAYS:
                    hint = meant(day, WEEKDAYS)
                    raise wrong("E112", say('"%(day)s" is no day: mon to sun', day=day), hint=hint, at=(day, "@key"))
            return DayNumber(tuple(_number(value[d], 0, (d,)) if d in value else None for d in WEEKDAYS))
        if percent and isinstance(value, str) and value.strip().endswith("%"):
            part = _number(value.strip()[:-1], 0)
            if part > 100:
                raise wrong("E113", say("%(part)s% is more than everything", part=part))
            return DayNumber(percent=part)
        return DayNumber((_number(value, least),) * 7)

    return read
