"""Words in a text that may be personal data, so that somebody looks before everybody can read them (case 12).

Better once too often: the answer to a flag is a look, not a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

FlagKind = Literal["personal_number", "email", "phone", "plate"]

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w+])\d{9,10}(?!\w)|(?<![\w+])\d{6}/\d{3,4}(?!\w)")
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(?0|\d(?=(?:[ ./()-]{0,2}\d){8}))(?:[ ./()-]{0,2}\d){5,14}(?!\w)")
_DATE = re.compile(r"\d{1,2}[./-] ?\d{1,2}[./-] ?\d{4}|\d{4}-\d{1,2}-\d{1,2}")
_SIGN = "A-Z\u0400-\u042f"  # capitals of both alphabets
_PLATE = re.compile(
    rf"(?<!\w)[{_SIGN}]{{1,2}}[ -]?\d{{4}}[ -]?[{_SIGN}]{{1,2}}(?!\w)"
    rf"|(?<!\w)\d[{_SIGN}][{_SIGN}\d][ -]?\d{{4}}(?!\w)"
)
_TYPED_PLATE = re.compile(r"(?<!\w)[^\W\d_]{1,2}\d{4}[^\W\d_]{2}(?!\w)")
_MONTHS_RAISED = (0, 20, 40, 50, 70)  # by century or sex, in the numbers of several countries


@dataclass(frozen=True)
class Flag:
    """Words that may be personal data: ``start`` and ``end`` count characters of the text."""

    kind: FlagKind
    start: int
    end: int
    words: str


def flags(text: str) -> tuple[Flag, ...]:
    """Everything in a text that looks like personal data, in the order of the text; nothing is flagged twice."""
    taken: list[Flag] = []
    for flag in _all(text):
        if not any(flag.start < one.end and one.start < flag.end for one in taken):
            taken.append(flag)
    return tuple(sorted(taken, key=lambda one: one.start))


def _all(text: str) -> Iterator[Flag]:
    """The surest first."""
    yield from _found("email", _EMAIL, text)
    yield from (one for one in _found("personal_number", _NUMBER, text) if _personal(one.words))
    yield from _found("plate", _PLATE, text)
    yield from _found("plate", _TYPED_PLATE, text)
    yield from (one for one in _found("phone", _PHONE, text) if not _DATE.match(one.words))


def _found(kind: FlagKind, pattern: re.Pattern[str], text: str) -> Iterator[Flag]:
    for match in pattern.finditer(text):
        yield Flag(kind, match.start(), match.end(), match[0])


def _personal(words: str) -> bool:
    """Numbers that begin with a day of birth, and ten digits that no telephone begins with."""
    digits = words.replace("/", "")
    return _is_birth(digits) or (len(digits) == 10 and not digits.startswith("0"))


def _is_birth(digits: str) -> bool:
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    return any(_is_day(2000 + year, month - raised, day) for raised in _MONTHS_RAISED)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
