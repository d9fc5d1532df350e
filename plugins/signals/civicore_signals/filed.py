"""What somebody files, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from civicore import Principal
from civicore_signals.case import Case, Origin, Place, Sender


@dataclass(frozen=True)
class Filing:
    """What somebody files. ``files`` are kept uploads that belong to ``files_of`` (``draft:<id>``) until now.

    ``language`` is the citizen's. ``network`` is where it comes from, ``operator`` who files for a caller, ``like``
    a case that this one follows up, ``happened_on`` the day of what it is about. The same ``idempotency_key`` again
    answers as the first time. ``written_at`` is when it was written, where its writer had no network then.
    """

    kind: str
    category: str
    text: str
    language: str
    topic: str | None = None
    answers: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    place: Place | None = None
    files: tuple[UUID, ...] = ()
    files_of: str = ""
    sender: Sender | None = None
    origin: Origin = "web"
    idempotency_key: str | None = None
    network: str | None = None
    operator: Principal | None = None
    like: UUID | None = None
    happened_on: date | None = None
    written_at: datetime | None = None


@dataclass(frozen=True)
class Filed:
    """A case that was filed and a secret of its link."""

    case: Case
    token: str
