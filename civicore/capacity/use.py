"""What is used of neighbouring limits, as it is handed over by the database: all keys of a day in one text.

Hundreds of rows are read as one, because a row costs more than all that stands in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """Neighbouring limits of a scope on a day: from a key on, up to another one that is not among them."""

    scope: str
    day: date
    first: str
    end: str


class Use(NamedTuple):
    """How much is used of the limits of a span; those that are not named are not used.

    ``keys`` stand in order, one a line; ``used`` are the numbers beside them; ``returned`` keys of claims that count
    no more. Two that are equal give the same counts.
    """

    keys: str = ""
    used: bytes | tuple[int, ...] = b""
    returned: tuple[str, ...] = ()

    @classmethod
    def read(cls, span: Span, written: str | None, returned: Sequence[str]) -> Use:
        """Keys one a line, a semicolon, numbers with commas; None where nothing is used."""
        if written is None:
            return NOTHING
        keys, _, used = written.partition(";")
        here = tuple(sorted(key for key in returned if span.first <= key < span.end)) if returned else ()
        return cls(keys, _numbers(used), here)

    def counts(self) -> dict[str, int]:
        """How much of each limit is used."""
        found = Counter(dict(zip(self.keys.split(), self.used, strict=True)))
        found.subtract(self.returned)
        return dict(found)


NOTHING = Use()


def _numbers(written: str) -> bytes | tuple[int, ...]:
    """Most numbers are small; where all have one digit, they are taken as they are."""
    if not written[1::2].strip(","):
        return written[::2].encode().translate(_VALUES)
    return tuple(map(int, written.split(",")))


_VALUES = bytes(max(0, code - ord("0")) for code in range(256))
