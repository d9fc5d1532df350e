"""Blacking out words and parts of photos: the public version has them no more, the first one is for the few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from civicore import Principal, Refusal, files
from civicore_signals import acting, following, originals, rights, store, store_followers
from civicore_signals.acting import Deed
from civicore_signals.case import Case
from civicore_signals.dossier import Original, Span
from civicore_signals.setting import Setting
from civicore_signals.tables import EventRow, ObservationRow

BLACK = "█"


def blacked_out(text: str, spans: Sequence[Span]) -> str | None:
    """The text with these characters blacked out, as many as there were; None when a span lies outside."""
    signs = list(text)
    for span in spans:
        if not 0 <= span.start < span.end <= len(signs):
            return None
        signs[span.start : span.end] = [sign if sign.isspace() else BLACK for sign in signs[span.start : span.end]]
    return "".join(signs)


async def redact_text(
    setting: Setting, case: UUID, by: Principal, spans: Sequence[Span], field: str, version: int | None = None
) -> Case | Refusal:
    """Black out words of ``text``, ``topic``, ``address``, or of an event (its id)."""
    return await acting.on_case(
        setting, case, by, rights.PUBLISH, version, lambda deed: _redacted(deed, spans, field), merged=True
    )


async def _redacted(deed: Deed, spans: Sequence[Span], field: str) -> Case | Refusal:
    words = await _words(deed.case, field)
    black = None if words is None or not spans else blacked_out(words, spans)
    if words is None or black is None:
        return Refusal("signals.no_such_words", field=field)
    after = await deed.write(_with(deed.case, field, black))
    if isinstance(after, Refusal):
        return after
    await originals.keep(deed.case.id, field, words, deed.now)
    if field not in _OF_CASE:
        await EventRow.update({EventRow.text: black}).where(EventRow.id == UUID(field))
    await _forget_copies(deed, words, spans)
    facts = {"field": field if field in _OF_CASE else "event", "spans": len(spans)}
    await deed.event("redacted", facts=facts)
    await deed.audit("redacted", **facts)
    return after


_OF_CASE = ("text", "topic", "address")


async def _words(case: Case, field: str) -> str | None:
    if field == "address":
        return None if case.place is None else case.place.address
    if field in _OF_CASE:
        return case.text if field == "text" else case.topic
    events = await store.events_of(case.id)
    return next((one.text for one in events if str(one.id) == field), None)


def _with(case: Case, field: str, words: str) -> Case:
    if field == "address" and case.place is not None:
        return replace(case, place=replace(case.place, address=words))
    if field == "text":
        return replace(case, text=words)
    return replace(case, topic=words) if field == "topic" else case


async def _forget_copies(deed: Deed, words: str, spans: Sequence[Span]) -> None:
    """Messages of the case and to its followers may hold the words, and so may what a feed said: they go (case 13)."""
    await deed.unit.forget(acting.subject(deed.case.id))
    for one in await store_followers.every(deed.case.id):
        await deed.unit.forget(following.about(one.id))
    for span in spans:
        said = words[span.start : span.end]
        rows = await ObservationRow.select(ObservationRow.id, ObservationRow.text).where(
            ObservationRow.case_id == deed.case.id, ObservationRow.text.is_not_null()
        )
        for row in rows:
            if said.strip() and said in row["text"]:
                black = row["text"].replace(said, BLACK * len(said))
                await ObservationRow.update({ObservationRow.text: black}).where(ObservationRow.id == row["id"])


async def redact_photo(
    setting: Setting, case: UUID, by: Principal, file: UUID, boxes: Sequence[files.Box], version: int | None = None
) -> Case | Refusal:
    """Black out parts of a photo; no boxes: the picture as it came."""

    async def work(deed: Deed) -> Case | Refusal:
        after = await deed.write(deed.case)
        if isinstance(after, Refusal):
            return after
        if not await store.change_file(deed.case.id, file, redacted=bool(boxes)):
            return Refusal("signals.no_such_file")
        refused = await files.redact(deed.unit, file, boxes)
        if refused is not None:
            return refused
        await deed.event("redacted", facts={"file": str(file), "boxes": len(boxes)})
        await deed.audit("photo_redacted", file=str(file), boxes=len(boxes))
        return after

    return await acting.on_case(setting, case, by, rights.PUBLISH, version, work)


async def original(setting: Setting, case: UUID, by: Principal) -> Original | Refusal:
    """The words as they came; who looks needs the rights to publish and to contacts, and is written down."""

    async def work(deed: Deed) -> Original | Refusal:
        if not by.may(rights.CONTACTS):
            return Refusal("signals.no_right", right=rights.CONTACTS)
        await deed.audit("original_seen")
        return Original(await originals.of(deed.case.id))

    return await acting.on_case(setting, case, by, rights.PUBLISH, None, work, merged=True)
