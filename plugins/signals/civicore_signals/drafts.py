"""What somebody is writing to us, kept on the server for two hours: by the browser's secret, one for each kind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.columns import UUID as UuidColumn
from piccolo.columns import Text, Timestamptz
from piccolo.table import Table

from civicore import Retention, Runtime, new_id
from civicore_signals.journey import Draft, Spot

KEPT = timedelta(hours=2)  # from the last change
SENT_SHOWN = timedelta(minutes=30)  # how long the browser that sent it may see what became of it


class DraftRow(Table, tablename="signals_draft"):
    """``browser`` is a keyed hash of the browser's secret; ``sent`` the case that came of the draft."""

    id = UuidColumn(primary_key=True, default=None)
    browser = Text(default=None)
    kind = Text(default=None)
    body = Text(default=None)
    until = Timestamptz(default=None)
    sent = UuidColumn(null=True, default=None)


INDEXES = (
    "CREATE UNIQUE INDEX IF NOT EXISTS signals_draft_browser ON signals_draft (browser, kind)",
    "CREATE INDEX IF NOT EXISTS signals_draft_until ON signals_draft (until)",
)


@dataclass(frozen=True)
class Kept:
    """A draft as it stands in the database; ``id`` is also the mark by which it is filed once only."""

    id: UUID
    draft: Draft
    sent: UUID | None = None

    @property
    def owner(self) -> str:
        """Whose uploads the files are until the draft is sent."""
        return f"draft:{self.id}"


async def find(browser: str, kind: str, now: datetime) -> Kept | None:
    """What this browser is writing; None when it writes nothing, or wrote it too long ago."""
    rows = await DraftRow.select().where(DraftRow.browser == browser, DraftRow.kind == kind, DraftRow.until > now)
    return _kept(rows[0]) if rows else None


async def begin(browser: str, draft: Draft, now: datetime) -> Kept:
    """A new draft in place of what this browser wrote of the kind before."""
    await DraftRow.delete().where(DraftRow.browser == browser, DraftRow.kind == draft.kind)
    kept = Kept(new_id(), draft)
    row = DraftRow(id=kept.id, browser=browser, kind=draft.kind, body=written(draft), until=now + KEPT)
    await DraftRow.insert(row).on_conflict(action="DO NOTHING")
    return kept


async def change(kept: Kept, now: datetime) -> None:
    """Keep the draft as it is now; one that was sent meanwhile stays as it was."""
    body: dict[Any, Any] = {DraftRow.body: written(kept.draft), DraftRow.until: now + KEPT}
    await DraftRow.update(body).where(DraftRow.id == kept.id, DraftRow.sent.is_null())


async def sent(kept: Kept, case: UUID, now: datetime) -> None:
    """Note what came of it; what was written is in the case now, and no longer here."""
    body: dict[Any, Any] = {
        DraftRow.sent: case,
        DraftRow.body: written(Draft(kept.draft.kind)),
        DraftRow.until: now + SENT_SHOWN,
    }
    await DraftRow.update(body).where(DraftRow.id == kept.id)


async def drop(kept: Kept) -> None:
    """Forget a draft at once."""
    await DraftRow.delete().where(DraftRow.id == kept.id)


def retention(runtime: Runtime) -> Retention:
    """Drafts as a store of personal data; their files end by themselves."""

    async def expire() -> int:
        return await runtime.transact(lambda unit: _erase(DraftRow.until <= unit.now))

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        async with runtime.store.reading():
            found = [_kept(row) for row in await DraftRow.select() if _of(row, person)]
        return [_told(one.draft) for one in found]

    async def erase(person: str) -> int:
        async with runtime.store.reading():
            found = [row["id"] for row in await DraftRow.select() if _of(row, person)]
        return await runtime.transact(lambda unit: _erase(DraftRow.id.is_in(found))) if found else 0

    return Retention("signals.drafts", expire, export, erase)


def _told(draft: Draft) -> Mapping[str, object]:
    """All that somebody has written so far."""
    answers = {name: list(said) if isinstance(said, tuple) else said for name, said in draft.answers.items()}
    words = {"kind": draft.kind, "category": draft.category, "topic": draft.topic, "text": draft.text}
    where = {"address": draft.spot.address, "point": list(draft.spot.point) if draft.spot.point else None}
    sender = {"home" if name == "address" else name: said for name, said in draft.contacts.items()}
    return {"record": "draft", **words, "answers": answers, **where, **sender}


async def _erase(matching: Any) -> int:
    return len(await DraftRow.delete().where(matching).returning(DraftRow.id))


def _of(row: Mapping[str, Any], person: str) -> bool:
    said = read(row["body"]).contacts
    return person.casefold() in {words.casefold() for words in (said.get("email"), said.get("phone")) if words}


def written(draft: Draft) -> str:
    """The draft as JSON."""
    return json.dumps(
        {
            "kind": draft.kind,
            "category": draft.category,
            "point": draft.spot.point,
            "address": draft.spot.address,
            "area": draft.spot.area,
            "answers": dict(draft.answers),
            "topic": draft.topic,
            "text": draft.text,
            "happened_on": draft.happened_on,
            "kept_place": draft.kept_place,
            "contacts": dict(draft.contacts),
            "done": sorted(draft.done),
        },
        ensure_ascii=False,
    )


def read(body: str) -> Draft:
    """The draft that was written so."""
    told: Mapping[str, Any] = json.loads(body)
    point = told["point"]
    return replace(
        Draft(told["kind"], told["category"]),
        spot=Spot(tuple(point) if point else None, told["address"], told["area"]),
        answers={name: tuple(one) if isinstance(one, list) else one for name, one in told["answers"].items()},
        topic=told["topic"],
        text=told["text"],
        happened_on=told["happened_on"],
        kept_place=told["kept_place"],
        contacts=told["contacts"],
        done=frozenset(told["done"]),
    )


def _kept(row: Mapping[str, Any]) -> Kept:
    return Kept(row["id"], read(row["body"]), row["sent"])
