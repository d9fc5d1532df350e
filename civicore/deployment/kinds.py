"""The types of the deployment language, by the names that models use.

Every value arrives as text; the field decides what it is (language 2.2). A model annotates its fields with
these names: ``within: kinds.SomeDuration = says("time to confirm", Duration(seconds=900))``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

from civicore.base import spans, text
from civicore.base.calendar import WEEKDAYS
from civicore.base.saying import say
from civicore.deployment.kind import DayNumber as DayNumber
from civicore.deployment.kind import Kind as Kind
from civicore.deployment.kind import Reading as Reading
from civicore.deployment.kind import Refers as Refers
from civicore.deployment.kind import SecretRef as SecretRef
from civicore.deployment.kind import wrong as wrong
from civicore.deployment.read_times import (
    UNIT_WORDS,
    day_number,
    read_date,
    read_date_span,
    read_day_ranges,
    read_duration,
    read_erase_after,
    read_ranges,
    read_some_duration,
    read_time_of_day,
    read_time_range,
)
from civicore.deployment.read_words import (
    matching,
    read_env_text,
    read_file,
    read_flag,
    read_ids,
    read_languages,
    read_phone,
    read_secret,
    read_size,
    read_string,
    read_text,
    read_url,
    read_version,
    read_zone,
)

_ANY = {"type": "string"}
_PATTERN_DURATION = r"^(0|\d{1,6} ?(s|min|h|hours?|d|days?|w|weeks?|months?|years?))$"
_RANGE = {"type": "string", "pattern": r"^\d{1,2}:\d{2} ?[-–] ?\d{1,2}:\d{2}$"}
_EACH_DAY = {"type": "object", "properties": {d: {"type": "integer"} for d in WEEKDAYS}, "additionalProperties": False}
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
Text: TypeAlias = Annotated[text.Text, Kind("text", read_text, _TEXT_SCHEMA)]
String: TypeAlias = Annotated[str, Kind("string", read_string, {"type": ["string", "number"]})]
Flag: TypeAlias = Annotated[bool, Kind("bool", read_flag, _FLAG_SCHEMA, ("true", "false"))]
Duration: TypeAlias = Annotated[spans.Duration, Kind("duration", read_duration, _DURATION_SCHEMA, UNIT_WORDS)]
SomeDuration: TypeAlias = Annotated[
    spans.Duration, Kind("duration above 0", read_some_duration, _DURATION_SCHEMA, UNIT_WORDS)
]
EraseAfter: TypeAlias = Annotated[
    spans.Duration,
    Kind("erase_at_once / duration", read_erase_after, {"type": ["string", "integer"]}, ("erase_at_once",)),
]
TimeRange: TypeAlias = Annotated[spans.TimeRange, Kind("time range", read_time_range, _RANGE)]
TimeRanges: TypeAlias = Annotated[
    tuple[spans.TimeRange, ...],
    Kind("list of time ranges", read_ranges, {"anyOf": [_RANGE, {"type": "array", "items": _RANGE}]}),
]
DayRanges: TypeAlias = Annotated[
    tuple[spans.TimeRange, ...],
    Kind(
        "range, list of ranges or closed",
        read_day_ranges,
        {"anyOf": [_RANGE, {"const": "closed"}, {"type": "array", "items": _RANGE}]},
        ("closed",),
    ),
]
TimeOfDay: TypeAlias = Annotated[
    int, Kind('time "07:45"', read_time_of_day, {"type": "string", "pattern": r"^\d{1,2}:\d{2}$"})
]
Date: TypeAlias = Annotated[date, Kind("date", read_date, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})]
DateSpan: TypeAlias = Annotated[
    spans.DateSpan,
    Kind("date span", read_date_span, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$"}),
]
Id: TypeAlias = Annotated[
    str,
    Kind(
        "id",
        matching(
            "E107",
            ID_PATTERN,
            lambda word: say(
                '"%(word)s" is no id: lower-case letters, digits and _, a letter first, at most 40', word=word
            ),
        ),
        {"type": "string", "pattern": f"^{ID_PATTERN}$"},
    ),
]
Ids: TypeAlias = Annotated[
    tuple[str, ...] | None,
    Kind("all / list of ids", read_ids, {"anyOf": [{"const": "all"}, {"type": "array", "items": _ANY}]}, ("all",)),
]
Colour: TypeAlias = Annotated[
    str,
    Kind(
        "colour",
        matching(
            "E108", r"#[0-9a-fA-F]{6}", lambda word: say('"%(word)s" is no colour: write it like "#00543c"', word=word)
        ),
        {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
    ),
]
Url: TypeAlias = Annotated[str, Kind("url", read_url, {"type": "string", "pattern": "^https://"})]
Email: TypeAlias = Annotated[
    str,
    Kind(
        "e-mail",
        matching("E110", _MAIL_PATTERN, lambda word: say('"%(word)s" is no e-mail address', word=word)),
        {"type": "string", "pattern": "@"},
    ),
]
Phone: TypeAlias = Annotated[str, Kind("phone", read_phone, {"type": "string"})]
Country: TypeAlias = Annotated[
    str,
    Kind(
        "code such as CZ",
        matching("E112", "[A-Z]{2}", lambda word: say('"%(word)s" is no country code such as CZ', word=word)),
        {"type": "string"},
    ),
]
Prefix: TypeAlias = Annotated[
    str,
    Kind(
        "A..ZZ",
        matching("E112", r"[A-Z]{1,2}", lambda word: say('"%(word)s" is no ticket letter: A to ZZ', word=word)),
        {"type": "string"},
    ),
]
Version: TypeAlias = Annotated[int, Kind("integer", read_version, {"const": 1})]
Zone: TypeAlias = Annotated[str, Kind("IANA name", read_zone, {"type": "string"})]
Languages: TypeAlias = Annotated[
    tuple[str, ...], Kind("list of language codes", read_languages, {"type": "array", "items": _ANY, "minItems": 1})
]
Size: TypeAlias = Annotated[int, Kind("size", read_size, {"type": "string", "pattern": r"^\d+ ?(kB|MB)$"})]
File: TypeAlias = Annotated[str, Kind("path", read_file, _ANY)]
WebPath: TypeAlias = Annotated[
    str,
    Kind(
        "path",
        matching(
            "E109",
            r"/[A-Za-z0-9/_\-]*",
            lambda word: say('"%(word)s" is no path of the site: it begins with /', word=word),
        ),
        _ANY,
    ),
]
Capacity: TypeAlias = Annotated[
    DayNumber,
    Kind("n / {mon: n}", day_number(1, percent=False), {"anyOf": [{"type": "integer"}, _EACH_DAY]}, WEEKDAYS),
]
Quota: TypeAlias = Annotated[
    DayNumber,
    Kind(
        'n / "40%" / {mon: n}',
        day_number(0, percent=True),
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d{1,3}%$"}, _EACH_DAY]},
        WEEKDAYS,
    ),
]
Secret: TypeAlias = Annotated[
    SecretRef,
    Kind(
        "{secret: name}",
        read_secret,
        {"type": "object", "properties": {"secret": _ANY}, "required": ["secret"], "additionalProperties": False},
    ),
]
EnvText: TypeAlias = Annotated[
    str, Kind("string / env", read_env_text, {"anyOf": [{"type": ["string", "number"]}, _ENV]})
]
