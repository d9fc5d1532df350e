"""The types of the deployment language: how a field reads what is written, and what it says when it cannot.

Every value arrives as text; the field decides what it is (language 2.2). A model annotates its fields with
these names: ``within: kinds.Duration = says("time to confirm", base.Duration(seconds=900))``. The file is
long because it is the whole vocabulary of types, one after the other, each a reader and its JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from civicore.base import calendar, spans, text
from civicore.deployment.nodes import PresetWord
from civicore.deployment.suggest import nearest

LONGEST_YEARS = 100
JsonSchema: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """What readers need to know of the city: its languages (the first is the default) and the environment."""

    languages: tuple[str, ...] = ("en",)
    environ: Mapping[str, str] = field(default_factory=dict)


def wrong(code: str, message: str, *, hint: str | None = None, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """What a reader raises: the finding's code and sentence; ``at`` leads to the part that is meant."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint, "at": at})  # type: ignore[arg-type]


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
    """Marks a field whose words are ids of a top-level map: ``agendas``, ``departments``, ``offices``, …"""

    to: tuple[str, ...]

    def __init__(self, *to: str) -> None:
        object.__setattr__(self, "to", to)


def written(value: Any, what: str = "a word") -> str:
    """The text of a scalar; E103 when it is a list, a block or nothing."""
    if isinstance(value, str):
        return value.strip()
    found = "nothing" if value is None else "a list" if isinstance(value, list) else "a block"
    raise wrong("E103", f"{found} is written where {what} is asked")


def _said(code: str, error: ValueError, hint: str | None = None) -> PydanticCustomError:
    return wrong(code, str(error), hint=hint)


def _meant(value: str, words: tuple[str, ...]) -> str | None:
    guess = nearest(value, words)
    return f'did you mean "{guess}"?' if guess else None


def _text(value: Any, reading: Reading) -> text.Text:
    if not isinstance(value, dict):
        plain = written(value, "text")
        if not plain:
            raise wrong("E114", "the text is empty")
        return text.Text({reading.languages[0]: plain})
    said = {}
    for language, words in value.items():
        if language not in reading.languages:
            if isinstance(language, PresetWord):
                continue
            hint = _meant(language, reading.languages)
            raise wrong("E115", f'"{language}" is no language of this city', hint=hint, at=(language, "@key"))
        if not isinstance(words, str):
            raise wrong("E103", "a list or a block is written where text is asked", at=(language,))
        if not words.strip():
            raise wrong("E114", "the text is empty", at=(language,))
        said[str(language)] = words.strip()
    default = reading.languages[0]
    if default not in said:
        raise wrong("E116", f'the text is missing in "{default}", the default language')
    return text.Text({language: said[language] for language in reading.languages if language in said})


def _flag(value: Any, _: Reading) -> bool:
    word = written(value, "true or false")
    if word not in ("true", "false"):
        raise wrong("E103", f'"{word}" is written where true or false is asked', hint=_meant(word, ("true", "false")))
    return word == "true"


_UNIT_WORDS = ("min", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years")


def duration(value: Any, _: Reading) -> spans.Duration:
    word = written(value, "a length of time")
    try:
        length = spans.Duration.parse(word)
    except ValueError as error:
        number, letters = re.fullmatch(r"(-?\d*)\s*(.*)", word, re.DOTALL).groups()  # type: ignore[union-attr]
        guess = nearest(letters, _UNIT_WORDS) if number and len(letters) > 1 else None
        raise _said("E104", error, f'did you mean "{number} {guess}"?' if guess else None) from None
    if length.exact.days > LONGEST_YEARS * 366:
        raise wrong("E104", f'"{word}" is longer than {LONGEST_YEARS} years')
    return length


def _some_duration(value: Any, reading: Reading) -> spans.Duration:
    length = duration(value, reading)
    if not length.exact:
        raise wrong("E104", "this length must be longer than 0")
    return length


def _time_range(value: Any, _: Reading) -> spans.TimeRange:
    word = written(value, "a time range such as 08:00-17:00")
    try:
        return spans.TimeRange.parse(word)
    except ValueError as error:
        raise _said("E105", error, _range_meant(word)) from None


def _range_meant(word: str) -> str | None:
    tidy = re.sub(r"\s", "", word).replace(",", ":").replace(".", ":").replace("–", "-")
    try:
        return f'did you mean "{spans.TimeRange.parse(tidy)}"?'
    except ValueError:
        return None


def _ranges(value: Any, reading: Reading) -> tuple[spans.TimeRange, ...]:
    if not isinstance(value, list):
        return (_time_range(value, reading),)
    found = []
    for index, one in enumerate(value):
        try:
            found.append(_time_range(one, reading))
        except PydanticCustomError as error:
            context = error.context or {}
            raise wrong(error.type, context["message"], hint=context["hint"], at=(index,)) from None
    return tuple(found)


def _day_ranges(value: Any, reading: Reading) -> tuple[spans.TimeRange, ...]:
    if isinstance(value, str) and "-" not in value and not re.search(r"\d", value):
        if value == "closed":
            return ()
        raise wrong("E105", f'"{value}" is neither hours nor closed', hint=_meant(value, ("closed",)))
    return _ranges(value, reading)


def _time_of_day(value: Any, _: Reading) -> int:
    try:
        return spans.minute_of_day(written(value, 'a time such as "07:45"'))
    except ValueError as error:
        raise _said("E105", error) from None


def _date(value: Any, _: Reading) -> date:
    word = written(value, "a date such as 2026-12-24")
    try:
        return _iso(word)
    except ValueError:
        raise wrong("E106", f'"{word}" is no date: write it like 2026-12-24') from None


def _iso(word: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        raise ValueError
    return date.fromisoformat(word)


def _date_span(value: Any, _: Reading) -> spans.DateSpan:
    word = written(value, "a date or 2026-12-28..2026-12-31")
    first, _dots, last = word.partition("..")
    try:
        span = spans.DateSpan(_iso(first.strip()), _iso((last or first).strip()))
    except ValueError:
        raise wrong("E106", f'"{word}" is no date span: write 2026-12-24 or 2026-12-28..2026-12-31') from None
    if span.last < span.first:
        raise wrong("E106", f'"{word}" ends before it starts')
    return span


def _matching(code: str, pattern: str, message: str, longest: int = 254) -> Callable[[Any, Reading], str]:
    form = re.compile(pattern)

    def read(value: Any, _: Reading) -> str:
        word = written(value)
        if not form.fullmatch(word) or len(word) > longest:
            raise wrong(code, f'"{word[:60]}" {message}')
        return word

    return read


def _string(value: Any, _: Reading) -> str:
    word = written(value, "text")
    if not word:
        raise wrong("E114", "the text is empty")
    return word


def _url(value: Any, _: Reading) -> str:
    word = written(value, "an address")
    try:
        parts = urlsplit(word)
        sound = parts.scheme == "https" and bool(parts.hostname) and not re.search(r"\s", word)
        _port = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise wrong("E109", f'"{word[:80]}" is no address: it begins with https://')
    return word


def _phone(value: Any, _: Reading) -> str:
    word = written(value, "a telephone number")
    if not re.fullmatch(r"\+?[0-9][0-9 ()/\-]{2,30}", word) or sum(c.isdigit() for c in word) < 3:
        raise wrong("E111", f'"{word[:60]}" is no telephone number: write it like "+420 499 803 111"')
    return word


def _zone(value: Any, _: Reading) -> str:
    word = written(value, "a time zone")
    try:
        ZoneInfo(word)
    except (ValueError, OSError, LookupError):
        from zoneinfo import available_timezones

        hint = _meant(word, tuple(sorted(available_timezones())))
        raise wrong("E112", f'"{word[:60]}" is no time zone', hint=hint) from None
    return word


def _size(value: Any, _: Reading) -> int:
    match = re.fullmatch(r"(\d{1,6})\s*(kB|MB)", written(value, "a size such as 8 MB"))
    if match is None:
        raise wrong("E103", f'"{value}" is no size: write it like 8 MB')
    return int(match[1]) * {"kB": 1000, "MB": 1_000_000}[match[2]]


def _file(value: Any, _: Reading) -> str:
    word = written(value, "a file")
    if not word or word.startswith(("/", "\\", "~")) or ".." in re.split(r"[/\\]", word) or "\0" in word:
        raise wrong("L420", f'"{word[:80]}" must be a file in the deployment folder')
    return word


_WEEKDAYS = calendar.WEEKDAYS


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
        named = zip(_WEEKDAYS, self.days, strict=True)
        return "{" + ", ".join(f"{day}: {number}" for day, number in named if number is not None) + "}"


def _number(value: Any, least: int, at: tuple[str | int, ...] = ()) -> int:
    word = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"-?\d{1,6}", word):
        raise wrong("E103", "a whole number is asked here", at=at)
    if int(word) < least:
        raise wrong("E113", f"{word} is too small: at least {least}", at=at)
    return int(word)


def _day_number(least: int, *, percent: bool) -> Callable[[Any, Reading], DayNumber]:
    def read(value: Any, _: Reading) -> DayNumber:
        if isinstance(value, dict):
            for day in value:
                if day not in _WEEKDAYS:
                    hint = _meant(day, _WEEKDAYS)
                    raise wrong("E112", f'"{day}" is no day: mon to sun', hint=hint, at=(day, "@key"))
            return DayNumber(tuple(_number(value[d], 0, (d,)) if d in value else None for d in _WEEKDAYS))
        if percent and isinstance(value, str) and value.strip().endswith("%"):
            part = _number(value.strip()[:-1], 0)
            if part > 100:
                raise wrong("E113", f"{part}% is more than everything")
            return DayNumber(percent=part)
        return DayNumber((_number(value, least),) * 7)

    return read


@dataclass(frozen=True)
class SecretRef:
    """Names a secret; the value is looked up only when the city runs, and never shown."""

    name: str


def _secret(value: Any, _: Reading) -> SecretRef:
    if isinstance(value, str):
        raise wrong(
            "E301",
            "a secret is written in the file: put it in the secret store and write {secret: some_name} here",
        )
    name = value.get("secret") if isinstance(value, dict) else None
    if not isinstance(name, str) or set(value) != {"secret"} or not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name):
        raise wrong("E103", "write {secret: some_name} here")
    return SecretRef(name)


def _env_text(value: Any, reading: Reading) -> str:
    if not isinstance(value, dict):
        return _string(value, reading)
    for key in value:
        if key not in ("env", "default"):
            hint = _meant(key, ("env", "default"))
            raise wrong(
                "E101", f'unknown key "{key}": write {{env: NAME, default: value}}', hint=hint, at=(key, "@key")
            )
    name, default = value.get("env"), value.get("default", "")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name) or not isinstance(default, str):
        raise wrong("E103", "write {env: NAME} or {env: NAME, default: value} here")
    return reading.environ.get(name) or default


def _ids(value: Any, _: Reading) -> tuple[str, ...] | None:
    if isinstance(value, str):
        if value == "all":
            return None
        raise wrong("E103", "write all, or a list such as [one, two]", hint=_meant(value, ("all",)))
    if not isinstance(value, list):
        raise wrong("E103", "write all, or a list such as [one, two]")
    for index, one in enumerate(value):
        if not isinstance(one, str) or not one:
            raise wrong("E103", "a list of ids holds words", at=(index,))
    return tuple(value)


def _languages(value: Any, _: Reading) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise wrong("E103", "write the languages as a list: [cs, en]")
    for index, one in enumerate(value):
        if not isinstance(one, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", one):
            raise wrong("E112", f'"{one}" is no language code such as cs or en', at=(index,))
        if value.index(one) != index:
            raise wrong("E112", f'"{one}" is named twice', at=(index,))
    return tuple(str(one) for one in value)


def _version(value: Any, _: Reading) -> int:
    if value != "1":
        raise wrong("E112", "this program reads version 1 of the language: write civicore: 1")
    return 1


_ANY = {"type": "string"}
_PATTERN_DURATION = r"^(0|\d{1,6} ?(s|min|h|hours?|d|days?|w|weeks?|months?|years?))$"
_RANGE = {"type": "string", "pattern": r"^\d{1,2}:\d{2} ?[-–] ?\d{1,2}:\d{2}$"}
_EACH_DAY = {"type": "object", "properties": {d: {"type": "integer"} for d in _WEEKDAYS}, "additionalProperties": False}
_ENV = {
    "type": "object",
    "properties": {"env": _ANY, "default": _ANY},
    "required": ["env"],
    "additionalProperties": False,
}
ID_PATTERN = r"[a-z][a-z0-9_]{0,39}"
_MAIL_PATTERN = r"[^@\s<>\"(),;:\\]+@[^@\s<>\"(),;:\\]+\.[^@\s<>\"(),;:\\.]+"
_TEXT_SCHEMA = {"anyOf": [{"type": ["string", "number"]}, {"type": "object", "additionalProperties": _ANY}]}
_DURATION_SCHEMA = {"type": ["string", "integer"], "pattern": _PATTERN_DURATION}
_FLAG_SCHEMA = {"type": "boolean"}

Text: TypeAlias = Annotated[text.Text, Kind("text", _text, _TEXT_SCHEMA)]
String: TypeAlias = Annotated[str, Kind("string", _string, {"type": ["string", "number"]})]
Flag: TypeAlias = Annotated[bool, Kind("bool", _flag, _FLAG_SCHEMA, ("true", "false"))]
Duration: TypeAlias = Annotated[spans.Duration, Kind("duration", duration, _DURATION_SCHEMA, _UNIT_WORDS)]
SomeDuration: TypeAlias = Annotated[
    spans.Duration, Kind("duration above 0", _some_duration, _DURATION_SCHEMA, _UNIT_WORDS)
]
TimeRange: TypeAlias = Annotated[spans.TimeRange, Kind("time range", _time_range, _RANGE)]
TimeRanges: TypeAlias = Annotated[
    tuple[spans.TimeRange, ...],
    Kind("list of time ranges", _ranges, {"anyOf": [_RANGE, {"type": "array", "items": _RANGE}]}),
]
DayRanges: TypeAlias = Annotated[
    tuple[spans.TimeRange, ...],
    Kind(
        "range, list of ranges or closed",
        _day_ranges,
        {"anyOf": [_RANGE, {"const": "closed"}, {"type": "array", "items": _RANGE}]},
        ("closed",),
    ),
]
TimeOfDay: TypeAlias = Annotated[
    int, Kind('time "07:45"', _time_of_day, {"type": "string", "pattern": r"^\d{1,2}:\d{2}$"})
]
Date: TypeAlias = Annotated[date, Kind("date", _date, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})]
DateSpan: TypeAlias = Annotated[
    spans.DateSpan,
    Kind("date span", _date_span, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$"}),
]
Id: TypeAlias = Annotated[
    str,
    Kind(
        "id",
        _matching("E107", ID_PATTERN, "is no id: lower-case letters, digits and _, a letter first, at most 40"),
        {"type": "string", "pattern": f"^{ID_PATTERN}$"},
    ),
]
Ids: TypeAlias = Annotated[
    tuple[str, ...] | None,
    Kind("all / list of ids", _ids, {"anyOf": [{"const": "all"}, {"type": "array", "items": _ANY}]}, ("all",)),
]
Colour: TypeAlias = Annotated[
    str,
    Kind(
        "colour",
        _matching("E108", r"#[0-9a-fA-F]{6}", 'is no colour: write it like "#00543c"'),
        {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
    ),
]
Url: TypeAlias = Annotated[str, Kind("url", _url, {"type": "string", "pattern": "^https://"})]
Email: TypeAlias = Annotated[
    str, Kind("e-mail", _matching("E110", _MAIL_PATTERN, "is no e-mail address"), {"type": "string", "pattern": "@"})
]
Phone: TypeAlias = Annotated[str, Kind("phone", _phone, {"type": "string"})]
Country: TypeAlias = Annotated[
    str,
    Kind("code such as CZ", _matching("E112", "[A-Z]{2}", "is no country code such as CZ"), {"type": "string"}),
]
Prefix: TypeAlias = Annotated[
    str, Kind("A..ZZ", _matching("E112", r"[A-Z]{1,2}", "is no ticket letter: A to ZZ"), {"type": "string"})
]
Version: TypeAlias = Annotated[int, Kind("integer", _version, {"const": 1})]
Zone: TypeAlias = Annotated[str, Kind("IANA name", _zone, {"type": "string"})]
Languages: TypeAlias = Annotated[
    tuple[str, ...], Kind("list of language codes", _languages, {"type": "array", "items": _ANY, "minItems": 1})
]
Size: TypeAlias = Annotated[int, Kind("size", _size, {"type": "string", "pattern": r"^\d+ ?(kB|MB)$"})]
File: TypeAlias = Annotated[str, Kind("path", _file, _ANY)]
WebPath: TypeAlias = Annotated[
    str, Kind("path", _matching("E109", r"/[A-Za-z0-9/_\-]*", "is no path of the site: it begins with /"), _ANY)
]
Capacity: TypeAlias = Annotated[
    DayNumber,
    Kind("n / {mon: n}", _day_number(1, percent=False), {"anyOf": [{"type": "integer"}, _EACH_DAY]}, _WEEKDAYS),
]
Quota: TypeAlias = Annotated[
    DayNumber,
    Kind(
        'n / "40%" / {mon: n}',
        _day_number(0, percent=True),
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d{1,3}%$"}, _EACH_DAY]},
        _WEEKDAYS,
    ),
]
Secret: TypeAlias = Annotated[
    SecretRef,
    Kind(
        "{secret: name}",
        _secret,
        {"type": "object", "properties": {"secret": _ANY}, "required": ["secret"], "additionalProperties": False},
    ),
]
EnvText: TypeAlias = Annotated[str, Kind("string / env", _env_text, {"anyOf": [{"type": ["string", "number"]}, _ENV]})]
