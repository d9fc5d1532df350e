"""Numbers of the register: their pattern, their streams and years, and how a typed number is found.

The count of a stream begins anew with each year of registration, because the year is part of its key: no job resets
anything. Kinds that are not public have streams of their own, so that a public number tells nothing of them (case 2).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from civicore_signals.plan import Plan, Registry

_ALIKE = str.maketrans("АВЕІЈКМНОРЅТУХС", "ABEIJKMHOPSTYXC")
"""Cyrillic capitals that look like Latin ones; people cannot see which of them a number is written in."""
_FIELDS = re.compile(r"\{(\w*)\}")
FIELDS = ("yy", "year", "seq", "stream")


def stream(plan: Plan, kind: str) -> str:
    """The stream of the register in which a kind is counted."""
    return plan.kinds[kind].stream


def period(registry: Registry, registered_on: date) -> int:
    """The year in which a number is counted, 0 where the count never begins anew."""
    return registered_on.year if registry.reset == "yearly" else 0


def written(registry: Registry, stream: str, registered_on: date, seq: int) -> str:
    """The number as it is printed: by the civil day of its registration (case 54)."""
    said = {
        "yy": f"{registered_on.year % 100:02d}",
        "year": str(registered_on.year),
        "seq": f"{seq:0{registry.digits}d}",
        "stream": stream,
    }
    return _FIELDS.sub(lambda one: said[one[1]], registry.format)


def fields_of(pattern: str) -> tuple[str, ...]:
    """The names in braces, as they stand in a pattern."""
    return tuple(_FIELDS.findall(pattern))


def key(number: str) -> str:
    """What is compared when a number is looked for: no case, no spaces, dashes or strokes, look-alikes as one."""
    plain = unicodedata.normalize("NFKC", number).upper().translate(_ALIKE)
    return "".join(letter for letter in plain if letter.isalnum())
