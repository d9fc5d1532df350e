"""Values as the file writes them: for defaults in the reference, and for ``explain`` and ``show``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from civicore.base.calendar import WEEKDAYS, WeekHours
from civicore.base.spans import written_minute
from civicore.base.text import Text
from civicore.deployment.kinds import SecretRef
from civicore.deployment.shape import Shape

# Words that a YAML 1.1 reader takes for something else; quoted, every reader takes them for text.
_AMBIGUOUS = re.compile(r"(?i)^(y|n|yes|no|on|off|true|false|null|~|[-+.0-9].*)$")
_SAFE = re.compile(r"[^\W_][^\n\"'#:{}\[\],&*!|>%@`]*[^\s\"'#:{}\[\],&*!|>%@`]|[^\W_]")


def scalar(text: str) -> str:
    """A text as a YAML scalar that every reader takes for the same."""
    if re.fullmatch(r"-?\d{1,9}|true|false", text) or re.fullmatch(r"\d{1,2}:\d\d-\d{1,2}:\d\d|\d+ [a-z]+", text):
        return text
    return text if plain_enough(text) else json.dumps(text, ensure_ascii=False)


def plain_enough(text: str) -> bool:
    """Whether a text without quotes is this text for every reader of YAML, in brackets too."""
    return bool(_SAFE.fullmatch(text)) and not _AMBIGUOUS.match(text)


def value(thing: Any, kind: str = "") -> str:
    """A read value in one line, as one would write it in the file."""
    if thing is None:
        return "all" if kind == "all / list of ids" else "none"
    if isinstance(thing, bool):
        return str(thing).lower()
    if isinstance(thing, Text):
        said = dict(thing.by_language)
        inner = ", ".join(f"{language}: {scalar(words)}" for language, words in said.items())
        return f"{{{inner}}}" if len(said) > 1 else scalar(str(thing))
    if isinstance(thing, int) and kind.startswith("time "):
        return written_minute(thing)
    return _compound(thing)


def _compound(thing: Any) -> str:
    if isinstance(thing, SecretRef):
        return f"{{secret: {thing.name}}}"
    if isinstance(thing, WeekHours):
        days = zip(WEEKDAYS, thing.days, strict=True)
        return "{" + ", ".join(f"{day}: {value(ranges)}" for day, ranges in days if ranges) + "}"
    if isinstance(thing, tuple | list):
        return f"[{', '.join(value(one) for one in thing)}]"
    if isinstance(thing, BaseModel):
        said = {name: getattr(thing, name) for name in type(thing).model_fields if name in thing.model_fields_set}
        return _compound(said)
    if isinstance(thing, Mapping):
        return "{" + ", ".join(f"{key}: {value(one)}" for key, one in thing.items()) + "}"
    return str(thing) if not isinstance(thing, str) else scalar(thing)


def default(info: FieldInfo, shape: Shape) -> str:
    """A field's default as the reference prints it."""
    if info.is_required():
        return "**required**"
    given = info.default
    if shape.form == "block" and given is not None and shape.name != "hours":
        return "(see its table)"
    if given is None and shape.name == "all / list of ids":
        return "`all`"
    if given in (None, (), {}) or given == WeekHours():
        return "none"
    return f"`{value(given, shape.name)}`"


def day(one: date) -> str:
    """``Mon 12 Oct 2026``, in English whatever the server speaks."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{WEEKDAYS[one.weekday()].capitalize()} {one.day} {months[one.month - 1]} {one.year}"
