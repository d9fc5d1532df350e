"""What a unit of work begins with, and what may refuse it before it begins.

What PostgreSQL is asked for is said together with BEGIN: no question is asked for it alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from civicore.base.refusal import Refusal

_PLAIN = re.compile(r"[\w.:|-]+", re.ASCII)  # what stands between quotes of SQL as it is
NOTHING = "SELECT 0"  # the server's word for a SELECT that gave no row


@dataclass(frozen=True)
class Unless:
    """A SELECT that must give no row, else ``trouble`` is raised and the unit does not begin."""

    found: str
    trouble: Callable[[], Exception]


class Foregone(Exception):
    """Carries a refusal past a unit that did not begin."""

    def __init__(self, answer: Refusal) -> None:
        self.answer = answer


Beforehand = Callable[[], Refusal | None]
"""What this process knows already that refuses a unit, without asking the database."""


@dataclass(frozen=True)
class Opening:
    """``shares`` are names that the unit holds together with others (``UnitOfWork.share``), taken in this order.

    ``unless`` is asked once they are held. SQLite needs neither: there is one writer. ``beforehand`` is asked when
    the unit's turn of the database has come: of a crowd that waited for the same thing nobody begins anything once
    the first of them was refused.
    """

    shares: tuple[str, ...] = ()
    unless: Unless | None = None
    beforehand: Beforehand | None = None

    @property
    def wanted_by_many(self) -> bool:
        """Whether a crowd may want the same as this unit, which holds names."""
        return self.beforehand is not None and bool(self.shares)

    def judge(self) -> None:
        """Foregone when the unit is refused without being begun."""
        refused = None if self.beforehand is None else self.beforehand()
        if refused is not None:
            raise Foregone(refused)

    def said(self) -> str:
        """The statements, BEGIN first. ValueError for a name with other signs than letters, digits and ``_.:|-``.

        Each statement sees the records as they are when its turn comes, so what is asked after a name was waited
        for sees all that its last holder stored. The isolation level must be READ COMMITTED.
        """
        asked = [self.unless.found] if self.unless is not None else []
        return "; ".join(["BEGIN", *(_shared(name) for name in self.shares), *asked])


BARE = Opening()


def plain(text: str) -> str:
    """A text between quotes of SQL. ValueError where it has signs of another kind than names and hashes have."""
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"neither a name nor a hash: {text!r}")
    return f"'{text}'"


def _shared(name: str) -> str:
    return f"SELECT pg_advisory_xact_lock_shared(hashtextextended({plain(name)}, 0))"
