"""Everything the office does with cases, in one place: what its pages and programs call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Duration, Principal, Refusal, files
from civicore_signals.case import Case, Place
from civicore_signals.dossier import (
    Colleague,
    Counts,
    Dossier,
    Flag,
    InboxFilter,
    InboxPage,
    Original,
    Part,
    ReplyTemplate,
    Span,
)
from civicore_signals.lifecycle import Given

if TYPE_CHECKING:
    from civicore import Runtime
    from civicore_signals.feed import Observation
    from civicore_signals.figures import Figures
    from civicore_signals.observing import Report
    from civicore_signals.service import Filed, Filing


class Desk:
    """Answers with a value or a Refusal; nothing a clerk does raises. Instants are aware and in UTC.

    ``version`` is the one that the clerk saw (None: the present one). Refusals of every deed: ``signals.unknown``
    (no such case, or of another unit), ``signals.no_right`` (``right`` says which), ``signals.changed`` (somebody
    was faster; ``events`` are what happened since, ``version`` is the present one), ``signals.over`` (withdrawn,
    erased or merged into another). Those of single deeds stand at them.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    # Looking

    async def inbox(
        self, by: Principal, wanted: InboxFilter | None = None, cursor: str | None = None, size: int = 50
    ) -> InboxPage:
        """A page of the cases that this reader's units hold; ``cursor`` is ``next`` of the page before."""
        raise NotImplementedError

    async def counts(self, by: Principal) -> Counts:
        """How many cases stand in the reader's lists."""
        raise NotImplementedError

    async def open(self, case: UUID, by: Principal) -> Dossier | Refusal:
        """A case with all that this reader may know; ``signals.unknown``."""
        raise NotImplementedError

    async def must_move(self, by: Principal) -> tuple[Case, ...]:
        """Open cases whose unit is closed or whose clerk has left."""
        raise NotImplementedError

    async def colleagues(self, unit: str) -> tuple[Colleague, ...]:
        """Who may work on the cases of a unit, by name."""
        raise NotImplementedError

    async def templates(self, case: UUID, by: Principal, status: str | None = None) -> tuple[ReplyTemplate, ...]:
        """Replies that fit a case (going to a status), filled in."""
        raise NotImplementedError

    async def flags(self, text: str) -> tuple[Flag, ...]:
        """What in a text may be personal data."""
        raise NotImplementedError

    # Working

    async def assign(
        self,
        case: UUID,
        by: Principal,
        *,
        unit: str | None = None,
        clerk: UUID | None = None,
        reason: str = "",
        version: int | None = None,
    ) -> Case | Refusal:
        """Give a case to a unit, to a clerk of it, or (neither named) back to its unit without a clerk.

        ``signals.no_such_unit``, ``signals.unit_closed``, ``signals.not_of_unit`` (the clerk),
        ``signals.reason_missing`` (another unit).
        """
        raise NotImplementedError

    async def move(
        self, case: UUID, to: str, given: Given, by: Principal, version: int | None = None
    ) -> Case | Refusal:
        """Give a case another status, with what that asks for; refusals of ``lifecycle.move``."""
        raise NotImplementedError

    async def note(self, case: UUID, text: str, by: Principal) -> Case | Refusal:
        """Words for the office only; ``signals.text_missing``."""
        raise NotImplementedError

    async def update(self, case: UUID, text: str, by: Principal, version: int | None = None) -> Case | Refusal:
        """News for sender, followers and the public, without another status; ``signals.text_missing``."""
        raise NotImplementedError

    async def ask(self, case: UUID, text: str, by: Principal, version: int | None = None) -> Case | Refusal:
        """Ask the sender something; the clock stands as the law says. ``signals.nobody_to_ask``."""
        raise NotImplementedError

    async def extend(
        self, case: UUID, length: Duration, reason: str, by: Principal, version: int | None = None
    ) -> Case | Refusal:
        """More time, told with article, new day and reason; ``signals.extension_*``, ``signals.reason_missing``."""
        raise NotImplementedError

    async def relocate(self, case: UUID, place: Place, by: Principal, version: int | None = None) -> Case | Refusal:
        """Another place: district, unit and deadline are found anew, both units are told once (case 25)."""
        raise NotImplementedError

    async def change_category(
        self, case: UUID, category: str, by: Principal, version: int | None = None, *, kind: str | None = None
    ) -> Case | Refusal:
        """Another category (and kind); unit and deadline are found anew. ``signals.no_such_category``."""
        raise NotImplementedError

    async def remove_file(self, case: UUID, file: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
        """Take a file off the case for good."""
        raise NotImplementedError

    # What the public sees

    async def publish(
        self,
        case: UUID,
        parts: Sequence[str],
        by: Principal,
        version: int | None = None,
        *,
        files: Sequence[UUID] | None = None,
        agreed: bool = False,
    ) -> Case | Refusal:
        """Release these parts (``text photo place answer``) and no others; of photos those named (None: all).

        ``signals.personal_data`` with ``flags`` until ``agreed`` says that a person has looked (case 12).
        """
        raise NotImplementedError

    async def hide(self, case: UUID, reason: str, by: Principal, version: int | None = None) -> Case | Refusal:
        """Take a case away from the public; ``signals.reason_missing``."""
        raise NotImplementedError

    async def show(self, case: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
        """Let the public see a hidden case again."""
        raise NotImplementedError

    async def redact_text(
        self, case: UUID, spans: Sequence[Span], by: Principal, version: int | None = None, *, field: str = "text"
    ) -> Case | Refusal:
        """Black out words of ``text``, ``topic``, ``address`` or of an event (its id) for good, but for the few.

        Messages that hold the words are erased (case 13). ``signals.no_such_words``.
        """
        raise NotImplementedError

    async def redact_photo(
        self, case: UUID, file: UUID, boxes: Sequence[files.Box], by: Principal, version: int | None = None
    ) -> Case | Refusal:
        """Black out parts of a photo; no boxes: the picture as it came. ``signals.no_such_file``."""
        raise NotImplementedError

    async def original(self, case: UUID, by: Principal) -> Original | Refusal:
        """The words before anything was blacked out; looking leaves an audit line."""
        raise NotImplementedError

    # Several cases

    async def merge(self, case: UUID, into: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
        """Let another case stand for this one; sender and followers follow it.

        ``signals.merge_cycle``, ``signals.merge_kinds``.
        """
        raise NotImplementedError

    async def unmerge(self, case: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
        """Let a merged case stand for itself again; ``signals.not_merged``."""
        raise NotImplementedError

    async def split(
        self, case: UUID, parts: Sequence[Part], by: Principal, version: int | None = None
    ) -> tuple[Case, ...] | Refusal:
        """Make cases of the parts; this one stays open until they are answered. ``signals.too_many_parts``."""
        raise NotImplementedError

    # For others

    async def file_for(self, filing: Filing, by: Principal) -> Filed | Refusal:
        """File for a caller or from paper: the caller is the sender, the audit log names the operator (case 15)."""
        raise NotImplementedError

    async def observe(self, observations: Sequence[Observation], source: str) -> Report:
        """Take over what another system says of cases, in any order, repeated or not (cases 38-41)."""
        raise NotImplementedError

    # Figures

    async def figures(self, by: Principal, since: date, until: date) -> Figures:
        """Figures by unit and by type of what arrived on these days, both included, for the reader's units."""
        raise NotImplementedError

    async def recompute(self) -> Mapping[UUID, date]:
        """Move the open deadlines where the calendar has changed; the new days by case (case 49)."""
        raise NotImplementedError
