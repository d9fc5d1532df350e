"""One thing that must hold of a plugin, and what is said when it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from civicore.testing.conformance.subject import Subject

Tier = Literal["bronze", "silver", "gold"]
TIERS: tuple[Tier, ...] = ("bronze", "silver", "gold")


@dataclass(frozen=True)
class Complaint:
    """What is wrong, and what its author can do about it."""

    what: str
    remedy: str = ""


class NotTried(Exception):
    """Something that the check needs is not on this computer; the sentence says what. It is no pass."""


Judge = Callable[["Subject"], Iterable[Complaint]]


@dataclass(frozen=True)
class Check:
    """``says`` is the sentence that must hold."""

    number: str
    says: str
    judge: Judge

    @property
    def tier(self) -> Tier:
        """Which tier needs it."""
        place = int(self.number[1:])
        return "bronze" if place <= 12 else "silver" if place <= 20 else "gold"
