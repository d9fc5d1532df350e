"""What a move in a simulated city is given: the time, dice, what is known, and how to ask for what comes later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Dice(Protocol):
    """Chance that comes from the seed: the same in every run. Another step's dice are not touched by it."""

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""

    def one_of(self, values: Sequence[T]) -> T:
        """One of the values; ValueError when there are none."""


@dataclass(frozen=True)
class Answer:
    """What a page or an address of the API answered."""

    status: int
    text: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Secret:
    """Words that nobody but the people concerned may see, and when the city must have forgotten them (UTC)."""

    subject: str
    words: tuple[str, ...]
    until: datetime | None = None


class Scene(Protocol):
    """One step. ``facts`` belong to it; they are the same when it is done again after a power cut."""

    @property
    def now(self) -> datetime:
        """The city's instant, aware and in UTC."""

    @property
    def dice(self) -> Dice: ...
    @property
    def facts(self) -> dict[str, Any]: ...
    @property
    def name(self) -> str:
        """A word for this step that no other step of the run has; for addresses and keys."""

    def later(self, move: str, at: datetime, **facts: Any) -> None:
        """Do a move then, also one of another plugin; nothing happens where nobody brings that move."""

    def saw(self, what: str) -> None:
        """How the step ended, in a word for the report; without personal data."""

    def must(self, number: str, holds: bool, what: str) -> None:
        """An invariant is asked here, and counted; where it does not hold the run ends. ``what`` is wrong then."""

    def keep_secret(self, secret: Secret) -> None:
        """From now on strangers are sent to look for these words, and their end is watched."""

    async def ask(self, method: str, path: str, *, role: str | None = None, **options: Any) -> Answer:
        """Ask for a page or the API as a stranger, or as the member of staff who has this role.

        ``options`` are those of httpx: ``data``, ``json``, ``headers``.
        """
