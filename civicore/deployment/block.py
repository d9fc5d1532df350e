"""The base of every block of the language, and how its fields say what they mean."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from civicore.base import calendar
from civicore.deployment import kinds
from civicore.deployment.replaced import Deprecated


class Block(BaseModel):
    """A block of the file: unknown keys are errors, nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def says(
    meaning: str, default: Any = ..., *, finding: str = "", deprecated: Deprecated | None = None, **limits: Any
) -> Any:
    """A field with its meaning (one line of the reference), its default, and the findings it may cause.

    A ``deprecated`` one is read under the name that replaced it and is never filled itself.
    """
    said = {"finding": finding or ("W503" if deprecated else ""), "deprecated": deprecated}
    extra: Any = {key: one for key, one in said.items() if one}
    return Field(default, description=meaning, json_schema_extra=extra or None, **limits)


class Week(Block):
    """Opening hours by weekday; days left out are closed."""

    mon: kinds.DayRanges = says("Monday", ())
    tue: kinds.DayRanges = says("Tuesday", ())
    wed: kinds.DayRanges = says("Wednesday", ())
    thu: kinds.DayRanges = says("Thursday", ())
    fri: kinds.DayRanges = says("Friday", ())
    sat: kinds.DayRanges = says("Saturday", ())
    sun: kinds.DayRanges = says("Sunday", ())


class _AsWeekHours:
    """Reads a Week block, so that every day has its own place, and hands on the value of the rules."""

    form = Week
    name = "hours"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(_week_hours, handler.generate_schema(Week))


def _week_hours(week: Week) -> calendar.WeekHours:
    return calendar.WeekHours(tuple(getattr(week, day) for day in calendar.WEEKDAYS))


Hours: TypeAlias = Annotated[calendar.WeekHours, _AsWeekHours()]
