"""Chance that can be had again: numbers from a seed, the same with every version of Python and on every computer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class SeededDice:
    """Draws from the words it was made with; dice made with other words know nothing of it."""

    def __init__(self, *words: object) -> None:
        self._seed = "|".join(str(one) for one in words).encode()
        self._drawn = 0

    def bytes(self, length: int) -> bytes:
        """So many bytes."""
        found = b""
        while len(found) < length:
            found += hashlib.sha256(self._seed + b"#%d" % self._drawn).digest()
            self._drawn += 1
        return found[:length]

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int.from_bytes(self.bytes(8), "big") % (most - least + 1)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.number(1, 100) <= percent

    def one_of(self, values: Sequence[T]) -> T:
        """One of the values; ValueError when there are none."""
        if not values:
            raise ValueError("there is nothing to choose from")
        return values[self.number(0, len(values) - 1)]

    def weighted(self, weights: Sequence[int]) -> int:
        """The place of one of the weights, each as likely as it is heavy."""
        ahead = self.number(1, sum(weights))
        for place, weight in enumerate(weights):
            ahead -= weight
            if ahead <= 0:
                return place
        raise ValueError("weights are whole numbers from 0 on, not all of them 0")
