"""How a city writes to people: when it may, and by which ways. What a file says of it is put in from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from civicore.contracts.dialog import Contact

Purpose = Literal["transaction", "reminder", "news"]


@dataclass(frozen=True)
class Chosen:
    """The ways that a person chose for one thing, the latest first; ``ended``: they want no more notices of it."""

    ways: tuple[Contact, ...] = ()
    ended: bool = False


class Manners(Protocol):
    """The section ``notifications`` of a file, and what people chose."""

    def when(self, notice: str, purpose: str, at: datetime, until: datetime | None) -> datetime:
        """When a message that is ready ``at`` may go out; it is of use ``until`` then. Instants are UTC."""

    def patience(self, notice: str) -> timedelta | None:
        """How long a way may take before the next one is tried; None: until it failed for good."""

    def ordered(self, ways: Sequence[Contact]) -> Sequence[Contact]:
        """Ways to one person, the city's favourite first, without those that the city does not have."""

    async def chosen(self, about: str) -> Chosen:
        """What the person chose; inside a unit of work."""

    async def forget(self, about: str) -> None:
        """The thing was erased; inside a unit of work."""


class _AtOnce:
    """No section and no choices: everything goes out at once."""

    def when(self, notice: str, purpose: str, at: datetime, until: datetime | None) -> datetime:
        return at

    def patience(self, notice: str) -> timedelta | None:
        return None

    def ordered(self, ways: Sequence[Contact]) -> Sequence[Contact]:
        return ways

    async def chosen(self, about: str) -> Chosen:
        return Chosen()

    async def forget(self, about: str) -> None:
        return None


AT_ONCE: Manners = _AtOnce()
