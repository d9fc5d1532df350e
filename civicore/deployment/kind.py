"""What a type of the language is: a name, a reader and a JSON Schema; and how a reader says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from civicore.base.calendar import WEEKDAYS
from civicore.base.saying import say
from civicore.deployment.suggest import did_you_mean, nearest

LONGEST_YEARS = 100
A_WORD = say("a word")


JsonSchema: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """What readers need to know of the city: its languages (the first is the default) and the environment.

    Without languages (they are wrong in the file) a text may be in any.
    """

    languages: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)


def wrong(code: str, message: str, *, hint: str | None = None, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """What a reader raises: the finding's code and sentence; ``at`` leads to the part that is meant."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint, "at": at})


@dataclass(frozen=True)
class Kind:
    """One type of the language: its name in the reference, how it is read, its JSON Schema, its words."""

    name: str
    read: Callable[[Any, Reading], Any]
    schema: JsonSchema
    words: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(value: Any, info: ValidationInfo) -> Any:
            return self.read(value, info.context if isinstance(info.context, Reading) else Reading())

        return core_schema.with_info_plain_validator_function(check)

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True)
class Refers:
    """Marks a field whose words are ids of a map of the file: ``agendas``, ``departments``, ``signals.statuses``, …"""

    to: tuple[str, ...]

    def __init__(self, *to: str) -> None:
        object.__setattr__(self, "to", to)


def written(value: Any, what: str = A_WORD) -> str:
    """The text of a scalar; E103 when it is a list, a block or nothing."""
    if isinstance(value, str):
        return value.strip()
    found = say("nothing") if value is None else say("a list") if isinstance(value, list) else say("a block")
    raise wrong("E103", say("%(found)s is written where %(what)s is asked", found=found, what=what))


def said(code: str, error: ValueError, hint: str | None = None) -> PydanticCustomError:
    return wrong(code, error.args[0], hint=hint)


def meant(value: str, words: tuple[str, ...]) -> str | None:
    guess = nearest(value, words)
    return did_you_mean(guess) if guess else None


@dataclass(frozen=True)
class DayNumber:
    """A number a day: by weekday (None: no limit that day), or a per cent of the capacity."""

    days: tuple[int | None, ...] = (None,) * 7
    percent: int | None = None

    def on(self, day: date) -> int | None:
        """The number that holds on this day; None when there is none or it is a per cent."""
        return self.days[day.weekday()]

    def __str__(self) -> str:
        if self.percent is not None:
            return f"{self.percent}%"
        if len(set(self.days)) == 1:
            return str(self.days[0])
        named = zip(WEEKDAYS, self.days, strict=True)
        return "{" + ", ".join(f"{day}: {number}" for day, number in named if number is not None) + "}"


@dataclass(frozen=True)
class SecretRef:
    """Names a secret; the value is looked up only when the city runs, and never shown."""

    name: str
