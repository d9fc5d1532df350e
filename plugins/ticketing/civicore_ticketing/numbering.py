"""Numbers of tickets: their run, their label, and where numbers lie that kiosks may give out by themselves.

The run of a series (all agendas of an office with one letter) begins anew each civil day, because the day is part
of its key: no job resets anything (case 87). It rises by one and has no gap of its own (case 61). Blocks for
kiosks that lose the network lie at the top of the range, the first one highest, so that both never meet before the
range is used up; what a kiosk did not need stays unused.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Numbers:
    """A range of numbers, both ends included, and how many digits a label has at least."""

    first: int = 1
    last: int = 999
    digits: int = 3

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Block:
    """Numbers leased to one device, both ends included."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


def series(prefix: str | None) -> str:
    """The series of an agenda: its letter; agendas without one share the series without a letter."""
    return prefix or ""


def label(series: str, number: int, digits: int) -> str:
    """What is printed, shown and spoken: ``A012``. A number longer than ``digits`` is never cut."""
    return f"{series}{number:0{digits}d}"


def next_number(numbers: Numbers, taken: int | None, leased: int = 0) -> int | None:
    """The number after ``taken`` (None: none today), below the ``leased`` numbers at the top; None when used up."""
    number = numbers.first if taken is None else taken + 1
    return number if number <= numbers.last - leased else None


def lease(numbers: Numbers, taken: int | None, leased: int, size: int) -> Block | None:
    """The next block for a kiosk, directly below the ``leased`` numbers; None when it would meet the run."""
    last = numbers.last - leased
    first = last - size + 1
    lowest = numbers.first if taken is None else taken + 1
    return Block(first, last) if size > 0 and first >= lowest else None
