"""What a letter says about a visit: codes, days, times, words. Pure.

People write a code in many ways: ``PIN: 123 456``, ``123-456``, in the middle of a sentence or under the letter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time

from civicore import fold

_CHAIN = re.compile(r"\+?\d(?:[ \u00a0\u2009\u202f]?[-–—]?[ \u00a0\u2009\u202f]?\d)*")
_GROUP = re.compile(r"\d+")
_MIXED = re.compile(r"(?<!\w)[^\W_]{2,}(?:-[^\W_]{2,})?(?!\w)")
_BEFORE = 24  # signs between the name of the code and the code
_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s?[./]\s?(\d{1,2})(?:\s?[./]\s?(20\d\d|\d\d))?(?!\d)")
_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})(?!\d)")
_TIME = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:]|\.\d)")
_MOST = 8  # codes in one letter; who writes more is guessing
_TURN = 31 * 6  # days: a day without a year that lies further back is one of next year
# Letters that look alike on paper and on keys of two alphabets.
_ALIKE = str.maketrans("АВЕІКМНОРСТУХ", "ABEIKMHOPCTYX")


@dataclass(frozen=True)
class Code:
    """A code as it may be kept. ``named``: the letter says that it is one."""

    text: str
    named: bool


@dataclass(frozen=True)
class Said:
    """What a letter says. ``words`` are folded."""

    codes: tuple[Code, ...] = ()
    days: frozenset[date] = frozenset()
    times: frozenset[time] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shape:
    """How codes look in this city: their lengths, and what they are called in any of its languages."""

    digits: frozenset[int]
    mixed: frozenset[int]
    names: frozenset[str]


def said(text: str, shape: Shape, months: Mapping[str, int], today: date) -> Said:
    """Everything in a letter that a visit could be known by."""
    return Said(
        codes_in(text, shape),
        frozenset(days_in(text, months, today)),
        frozenset(time(int(hour), int(minute)) for hour, minute in _TIME.findall(text)),
        frozenset(re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", fold(text))),
    )


def codes_in(text: str, shape: Shape) -> tuple[Code, ...]:
    """Codes, those that are called so first, each once."""
    found = [*_numbers(text, shape), *_mixed(text, shape)]
    named = {code.text for code in found if code.named}
    every = dict.fromkeys([*sorted(named), *(code.text for code in found)])
    return tuple(Code(one, one in named) for one in every)[:_MOST]


def days_in(text: str, months: Mapping[str, int], today: date) -> Iterator[date]:
    """Days; without a year the one that is near. ``months`` are folded names and their numbers."""
    for year, month, day in _ISO.findall(text):
        yield from _day(int(day), int(month), int(year), today)
    for day, month, year in _DAY.findall(text):
        yield from _day(int(day), int(month), int(year) % 100 + 2000 if year else None, today)
    words = fold(text)
    for day, name in re.findall(r"(?<!\d)(\d{1,2})\.?\s+([^\W\d_]{3,})", words):
        if name in months:
            yield from _day(int(day), months[name], None, today)


def _numbers(text: str, shape: Shape) -> Iterator[Code]:
    """Digits with blanks and hyphens between them; of a longer row what stands right behind the code's name."""
    for chain in _CHAIN.finditer(text):
        groups = _GROUP.findall(chain[0])
        whole = "".join(groups)
        named = _is_named(text[: chain.start()], shape)
        if len(whole) in shape.digits:
            yield Code(whole, named)
        elif not chain[0].startswith("+"):
            yield from (Code(one, False) for one in groups if len(one) in shape.digits)
            if named and (first := _run(groups, shape)):
                yield Code(first, True)


def _run(groups: list[str], shape: Shape) -> str:
    """The first groups that together are as long as a code."""
    run = ""
    for group in groups:
        run += group
        if len(run) in shape.digits:
            return run
    return ""


def _mixed(text: str, shape: Shape) -> Iterator[Code]:
    """Codes of letters and digits; letters of another alphabet that look alike count as what they look like."""
    for match in _MIXED.finditer(text):
        code = match[0].replace("-", "").upper().translate(_ALIKE)
        if len(code) in shape.mixed and code.isascii() and not code.isdigit() and not code.isalpha():
            yield Code(code, True)


def _is_named(before: str, shape: Shape) -> bool:
    near = fold(before[-_BEFORE:])
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)[^\d\n.!?]{{0,14}}$", near) for name in shape.names)


def _day(day: int, month: int, year: int | None, today: date) -> Iterator[date]:
    try:
        found = date(year or today.year, month, day)
        if year is None and (today - found).days > _TURN:
            found = found.replace(year=today.year + 1)
    except ValueError:
        return
    yield found


def same_name(name: str, words: Collection[str]) -> bool:
    """Whether a folded family name is among the words, in whatever case of the grammar it stands."""
    parts = name.split()
    return bool(parts) and all(any(_alike(part, word) for word in words) for part in parts)


def _alike(name: str, word: str) -> bool:
    if name == word:
        return True
    stem = name[: max(3, len(name) - 2)]
    return len(name) > 3 and word.startswith(stem) and abs(len(word) - len(name)) <= 3
