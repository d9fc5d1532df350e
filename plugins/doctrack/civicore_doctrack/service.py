"""Everything that is done with tracked documents, in one place: what pages, conversations, desk and feeders call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Principal, Refusal
from civicore.contracts.documents import Observed
from civicore_doctrack import looking, observing, raised, runs, stages
from civicore_doctrack.adding import Report as Report
from civicore_doctrack.looking import Document as Document
from civicore_doctrack.looking import Found as Found
from civicore_doctrack.raised import Raised as Raised
from civicore_doctrack.runs import Run as Run
from civicore_doctrack.runs import SourceState as SourceState
from civicore_doctrack.setting import Setting
from civicore_doctrack.stages import Observation, Reached
from civicore_doctrack.working_out import plan_of

if TYPE_CHECKING:
    from civicore import Runtime


class Tracking:
    """Answers with a value or a Refusal; nothing that a citizen or a feeder does raises. Instants are aware, in UTC."""

    def __init__(self, runtime: Runtime) -> None:
        self.setting = Setting(runtime, plan_of(runtime.city), runtime.city.section("doctrack"))

    # Whoever waits for a document

    async def look_up(self, number: str, secret: str, network: str | None = None) -> Found | Refusal:
        """The document of a number, for whoever knows its secret too.

        ``doctrack.unknown`` for an unknown number and for a wrong secret alike; ``doctrack.too_many`` (``until``).
        """
        return await looking.look_up(self.setting, number, secret, network)

    async def by_token(self, token: str) -> Found | None:
        """The document of a link that was given out by ``look_up`` or ``token``; None: none, or erased."""
        return await looking.by_token(self.setting, token)

    def token(self, document: UUID) -> str:
        """The secret of a document's own page."""
        return looking.token(self.setting, document)

    async def found(self, document: UUID) -> Found | None:
        """A document by its id, for messages about it; None: erased."""
        return await looking.found(self.setting, document)

    # Feeders

    async def observe(self, batch: Sequence[Observed], feeder: str, *, run: str | None = None) -> Report | Refusal:
        """Take over what a source of the file says, all of it or (``Report.refused``) nothing.

        ``run`` names what was brought (a file), for the report that staff read. ``doctrack.source_unknown``.
        """
        return await observing.by_source(self.setting, batch, feeder, run)

    async def noted(self, said: Observed, by: Principal) -> Report | Refusal:
        """Take over what a clerk says of one document. ``doctrack.no_right``."""
        return await observing.by_clerk(self.setting, said, by)

    # Staff

    async def find(self, number: str) -> tuple[Document, ...]:
        """Documents with this number, of every kind, with all that was said of them."""
        return await looking.find(self.setting, number)

    async def document(self, id: UUID) -> Document | None:
        """One document with all that was said of it."""
        return await looking.document(self.setting, id)

    async def due_messages(self, document: UUID) -> tuple[Reached, ...]:
        """All that was ever told of a document, in order: a function of the observations alone."""
        one = await self.document(document)
        return () if one is None else stages.messages(self.setting.plan, one.type, one.observations)

    async def raised(self, limit: int = 100) -> tuple[Raised, ...]:
        """What somebody should look at: words that nobody understands and words that contradict the rest."""
        return await raised.raised(self.setting, limit)

    async def stalled(self, limit: int = 100) -> tuple[Document, ...]:
        """Documents that have stood twice as long as their stage usually takes, the longest first."""
        return await looking.stalled(self.setting, limit)

    async def sources(self) -> tuple[SourceState, ...]:
        """Every source of the file, with the age of its data and whether that is too old."""
        return await runs.sources(self.setting)

    async def runs(self, source: str | None = None, limit: int = 50) -> tuple[Run, ...]:
        """What sources have brought, the newest first, with the reports."""
        return await runs.listed(self.setting, source, limit)


__all__ = ["Document", "Found", "Observation", "Raised", "Report", "Run", "SourceState", "Tracking"]
