"""The desk around a page: who is signed in, the menu of what they may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields

from civicore.extension.parts import Navigation
from civicore.people.principals import VISITOR, Principal
from civicore.web.here import Here


@dataclass(frozen=True)
class Desk:
    """What templates of the desk ask: ``here.desk.may("booking.cancel")``.

    ``counts`` tell how much waits behind entries of the menu, by their ids.
    """

    person: Principal = VISITOR
    entries: Sequence[Navigation] = ()
    counts: Mapping[str, Callable[[], int]] = field(default_factory=dict)

    @property
    def menu(self) -> list[Navigation]:
        return [one for one in self.entries if one.place == "menu" and self._sees(one)]

    @property
    def home(self) -> list[Navigation]:
        """Entries that the front page explains."""
        return [one for one in self.entries if one.hint is not None and self._sees(one)]

    def count(self, entry: str) -> int:
        """How much waits behind an entry of the menu."""
        return self.counts[entry]() if entry in self.counts else 0

    def may(self, permission: str, department: str | None = None) -> bool:
        return self.person.may(permission, department)

    def _sees(self, one: Navigation) -> bool:
        return self.person.kind == "staff" and (one.permission is None or self.person.may(one.permission))


@dataclass(frozen=True)
class DeskHere(Here):
    """A place at the desk."""

    desk: Desk = Desk()

    @classmethod
    def at(cls, here: Here, desk: Desk) -> DeskHere:
        return cls(**{one.name: getattr(here, one.name) for one in fields(Here)}, desk=desk)
