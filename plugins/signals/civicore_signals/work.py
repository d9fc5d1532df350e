"""Everything the office does with cases, in one place: what its pages and programs call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from civicore import Duration, Principal, Refusal, files
from civicore_signals import (
    assigning,
    clarifying,
    counting,
    earlier,
    extending,
    inbox,
    lapsing,
    merging,
    observing,
    opening,
    placing,
    progressing,
    publishing,
    redacting,
    replies,
    rights,
    splitting,
    staff,
)
from civicore_signals import filing as filing_of
from civicore_signals.acting import Papers
from civicore_signals.case import Case, Place, Sender
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
from civicore_signals.feed import Observation
from civicore_signals.figures import Figures, Record
from civicore_signals.filed import Filed, Filing
from civicore_signals.lifecycle import Given
from civicore_signals.observing import Raised, Report
from civicore_signals.personal import flags
from civicore_signals.setting import Setting


class Desk:
    """Answers with a value or a Refusal; nothing a clerk does raises. Instants are aware and in UTC.

    ``version`` is the one that the clerk saw (None: the present one). Refusals of every deed: ``signals.unknown``
    (no such case, or of another unit), ``signals.no_right`` (``right`` says which), ``signals.changed`` (somebody
    was faster; ``events`` are what happened since, ``version`` is the present one), ``signals.over`` (withdrawn,
    erased or merged into another). Those of single deeds stand at them.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    # Looking

    async def inbox(
        self, by: Principal, wanted: InboxFilter | None = None, cursor: str | None = None, size: int = 50
    ) -> InboxPage:
        """A page of the cases that this reader's units hold; ``cursor`` is ``next`` of the page before."""
        return await inbox.inbox(self.setting, by, wanted or InboxFilter(), cursor, size)

    async def counts(self, by: Principal) -> Counts:
        """How many cases stand in the reader's lists."""
        return await inbox.counts(self.setting, by)

    async def open(self, case: UUID, by: Principal) -> Dossier | Refusal:
        """A case with all that this reader may know; ``signals.unknown``."""
        return await opening.dossier(self.setting, case, by)

    async def must_move(self, by: Principal) -> tuple[Case, ...]:
        """Open cases whose unit is closed or whose clerk has left."""
        return await assigning.must_move(self.setting, by)

    async def colleagues(self, unit: str) -> tuple[Colleague, ...]:
        """Who may work on the cases of a unit, by name."""
        async with self.setting.runtime.store.reading():
            return await staff.of_unit(self.setting, unit)

    async def templates(self, case: UUID, by: Principal, status: str | None = None) -> tuple[ReplyTemplate, ...]:
        """Replies that fit a case (going to a status), filled in; none for a case that the reader does not hold."""
        found = await opening.dossier(self.setting, case, by)
        if isinstance(found, Refusal) or not found.works:
            return ()
        return replies.fitting(self.setting, found.case, found.sender, status)

    async def flags(self, text: str) -> tuple[Flag, ...]:
        """What in a text may be personal data."""
        return flags(text)

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
        return await assigning.assign(self.setting, case, by, assigning.Hand(unit, clerk, reason), version)

    async def move(
        self, case: UUID, to: str, given: Given, by: Principal, version: int | None = None
    ) -> Case | Refusal:
        """Give a case another status, with what that asks for; refusals of ``lifecycle.move``."""
        return await progressing.move(self.setting, case, to, given, by, version)

    async def note(self, case: UUID, text: str, by: Principal) -> Case | Refusal:
        """Words for the office only; ``signals.text_missing``."""
        return await progressing.note(self.setting, case, text, by)

    async def update(
        self, case: UUID, text: str, by: Principal, version: int | None = None, *, papers: Papers | None = None
    ) -> Case | Refusal:
        """News for sender, followers and the public, without another status; ``signals.text_missing``.

        ``papers`` are for the sender alone; ``files.gone``.
        """
        return await progressing.update(self.setting, case, text, by, version, papers)

    async def ask(
        self, case: UUID, text: str, by: Principal, version: int | None = None, *, papers: Papers | None = None
    ) -> Case | Refusal:
        """Ask the sender something; the clock stands as the law says. ``signals.nobody_to_ask``, ``files.gone``."""
        return await clarifying.ask(self.setting, case, text, by, version, papers)

    async def extend(
        self, case: UUID, length: Duration, reason: str, by: Principal, version: int | None = None
    ) -> Case | Refusal:
        """More time, told with article, new day and reason; ``signals.extension_*``, ``signals.reason_missing``."""
        return await extending.extend(self.setting, case, length, reason, by, version)

    async def relocate(self, case: UUID, place: Place, by: Principal, version: int | None = None) -> Case | Refusal:
        """Another place: district, unit and deadline are found anew, both units are told once (case 25)."""
        return await placing.relocate(self.setting, case, place, by, version)

    async def change_category(
        self, case: UUID, category: str, by: Principal, version: int | None = None, *, kind: str | None = None
    ) -> Case | Refusal:
        """Another category (and kind); unit and deadline are found anew. ``signals.no_such_category``."""
        return await placing.change_category(self.setting, case, category, by, version, kind=kind)

    async def remove_file(self, case: UUID, file: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
        """Take a file off the case for good."""
        return await publishing.remove_file(self.setting, case, file, by, version)

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
        release = publishing.Release(parts, files, agreed)
        return await publishing.publish(self.setting, case, by, release, version)

    async def hide(self, case: UUID, reason: str, by: Principal, version: int | None = None) -> Case | Refusal:
        """Take a case away from the public; ``signals.reason_missing``."""
        return await publishing.hide(self.setting, case, reason, by, version)

    async def show(self, case: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
        """Let the public see a hidden case again."""
        return await publishing.show(self.setting, case, by, version)

    async def redact_text(
        self, case: UUID, spans: Sequence[Span], by: Principal, version: int | None = None, *, field: str = "text"
    ) -> Case | Refusal:
        """Black out words of ``text``, ``topic``, ``address`` or of an event (its id) for good, but for the few.

        Messages that hold the words are erased (case 13). ``signals.no_such_words``.
        """
        return await redacting.redact_text(self.setting, case, by, spans, field, version)

    async def redact_photo(
        self, case: UUID, file: UUID, boxes: Sequence[files.Box], by: Principal, version: int | None = None
    ) -> Case | Refusal:
        """Black out parts of a photo; no boxes: the picture as it came. ``signals.no_such_file``."""
        return await redacting.redact_photo(self.setting, case, by, file, boxes, version)

    async def original(self, case: UUID, by: Principal) -> Original | Refusal:
        """The words before anything was blacked out; looking leaves an audit line."""
        return await redacting.original(self.setting, case, by)

    # Several cases

    async def merge(self, case: UUID, into: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
        """Let another case stand for this one; sender and followers follow it.

        ``signals.merge_cycle``, ``signals.merge_kinds``.
        """
        return await merging.merge(self.setting, case, into, by, version)

    async def unmerge(self, case: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
        """Let a merged case stand for itself again; ``signals.not_merged``."""
        return await merging.unmerge(self.setting, case, by, version)

    async def split(
        self, case: UUID, parts: Sequence[Part], by: Principal, version: int | None = None
    ) -> tuple[Case, ...] | Refusal:
        """Make cases of the parts; this one stays open until they are answered. ``signals.too_many_parts``."""
        return await splitting.split(self.setting, case, parts, by, version)

    # For others

    async def file_for(self, filing: Filing, by: Principal) -> Filed | Refusal:
        """File for a caller or from paper: the caller is the sender, the audit log names the operator (case 15)."""
        if not by.may(rights.FILE_FOR):
            return Refusal("signals.no_right", right=rights.FILE_FOR)
        return await filing_of.file(self.setting, replace(filing, operator=by))

    async def of_caller(self, sender: Sender, by: Principal) -> tuple[Case, ...]:
        """The newest cases of somebody who calls, as far as this reader may open them and may see contacts."""
        async with self.setting.runtime.store.reading():
            return await earlier.of_sender(self.setting, sender, by)

    async def observe(self, observations: Sequence[Observation], source: str) -> Report:
        """Take over what another system says of cases, in any order, repeated or not (cases 38-41)."""
        return await observing.observe(self.setting, observations, source)

    async def raised(self, by: Principal) -> tuple[Raised, ...]:
        """Lines of feeds about open cases of the reader's units that somebody should look at."""
        return await observing.raised(self.setting, by)

    # Figures

    async def figures(self, by: Principal, since: date, until: date) -> Figures:
        """Figures by unit and by type of what arrived on these days, both included, for the reader's units."""
        return await counting.of_units(self.setting, by, since, until)

    async def public_figures(self, since: date, until: date) -> Figures:
        """The same for the whole city as strangers may see it: small counts are hidden."""
        return await counting.public(self.setting, since, until)

    async def records(self, since: date, until: date, by: Principal | None = None) -> tuple[Record, ...]:
        """The lines from which figures are computed, for files: with ``by`` those of the reader's units."""
        return await counting.records(self.setting, since, until, by)

    # By time

    async def settle(self) -> int:
        """Write down which questions to senders nobody has answered in time; how many cases (case 50)."""
        return await lapsing.settle(self.setting)

    async def recompute(self) -> Mapping[UUID, date]:
        """Move the open deadlines where the calendar has changed; the new days by case (case 49)."""
        return await extending.recompute(self.setting)
