"""What sources have brought and how old it is: the reports that staff read, and "data as of"."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from civicore import Duration, Refusal, UnitOfWork, new_id
from civicore_doctrack.setting import Setting
from civicore_doctrack.tables import RunRow, SourceRow

Outcome = Literal["taken", "refused", "repeated"]
_COMPLAINTS = 50  # of one run; the first ones show what is wrong


@dataclass(frozen=True)
class Complaint:
    """Why a line is refused, and with it all that came. ``line`` counts from 1, 0: the whole."""

    code: str
    line: int = 0
    word: str = ""

    @property
    def refusal(self) -> Refusal:
        """To be said in a reader's language."""
        return Refusal(self.code, line=self.line, word=self.word)


@dataclass(frozen=True)
class Run:
    """Something that a source brought: a file, a call of the API. ``unknown`` are its words that nobody understands."""

    id: UUID
    source: str
    name: str
    at: datetime
    outcome: Outcome
    lines: int
    new: int
    repeated: int
    changed: int
    unknown: tuple[str, ...]
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True)
class SourceState:
    """How a source does. ``as_of`` None: nothing has come yet since ``since``. ``stale``: silent for too long.

    ``trouble`` is the code of what is wrong with the newest that it brought.
    """

    source: str
    kind: Literal["file", "api", "plugin"]
    since: datetime | None
    as_of: datetime | None
    stale: bool
    trouble: str | None


async def age(setting: Setting, feeders: Collection[str]) -> tuple[datetime | None, bool]:
    """How old the data of these feeders are at best, and whether that is too old."""
    ages = [one for one in await _states(setting) if one.source in feeders and one.as_of is not None]
    if not ages:
        return None, False
    newest = max(ages, key=lambda one: str(one.as_of))
    return newest.as_of, all(one.stale for one in ages)


async def sources(setting: Setting) -> tuple[SourceState, ...]:
    """Every source of the file."""
    async with setting.runtime.store.reading():
        return await _states(setting)


async def _states(setting: Setting) -> tuple[SourceState, ...]:
    rows = {row["source"]: row for row in await SourceRow.select()}
    return tuple(_state(setting, name, kind, limit, rows.get(name)) for name, kind, limit in _declared(setting))


def _declared(setting: Setting) -> Iterator[tuple[str, Literal["file", "api", "plugin"], Duration]]:
    for name, rule in setting.said.sources.items():
        yield name, rule.kind, rule.stale_after
    if setting.said.source is not None:
        yield setting.said.source.plugin, "plugin", setting.said.source.stale_after


def _state(
    setting: Setting,
    name: str,
    kind: Literal["file", "api", "plugin"],
    limit: Duration,
    row: Mapping[str, Any] | None,
) -> SourceState:
    since, as_of, trouble = (row["since"], row["as_of"], row["trouble"]) if row else (None, None, None)
    heard = as_of or since
    stale = heard is not None and limit.after(heard, setting.zone) <= setting.now
    return SourceState(name, kind, since, as_of, stale, trouble)


async def listed(setting: Setting, source: str | None, limit: int) -> tuple[Run, ...]:
    """What came, the newest first."""
    async with setting.runtime.store.reading():
        query = RunRow.select().order_by(RunRow.at, ascending=False).limit(limit)
        rows = await (query if source is None else query.where(RunRow.source == source))
    return tuple(_run(row) for row in rows)


def _run(row: Mapping[str, Any]) -> Run:
    told: dict[str, Any] = {"unknown": tuple(json.loads(row["unknown"]))}
    told["complaints"] = tuple(Complaint(**one) for one in json.loads(row["complaints"]))
    names = ("id", "source", "name", "at", "outcome", "lines", "new", "repeated", "changed")
    return Run(**{name: row[name] for name in names}, **told)


async def brought(source: str, digest: str) -> bool:
    """Whether exactly this was taken over from the source before."""
    return await RunRow.exists().where(RunRow.source == source, RunRow.digest == digest, RunRow.outcome == "taken")


async def note(
    unit: UnitOfWork,
    source: str,
    outcome: Outcome,
    *,
    name: str = "",
    digest: str = "",
    lines: int = 0,
    new: int = 0,
    repeated: int = 0,
    changed: int = 0,
    unknown: Sequence[str] = (),
    complaints: Sequence[Complaint] = (),
) -> UUID:
    """Write a run down; only what was taken makes the data younger: yesterday's file again does not (case 42)."""
    id = new_id()
    told = [{"code": one.code, "line": one.line, "word": one.word} for one in complaints[:_COMPLAINTS]]
    row = RunRow(
        id=id,
        source=source,
        name=name,
        digest=digest,
        at=unit.now,
        outcome=outcome,
        lines=lines,
        new=new,
        repeated=repeated,
        changed=changed,
        unknown=json.dumps(list(unknown), ensure_ascii=False),
        complaints=json.dumps(told, ensure_ascii=False),
    )
    await RunRow.insert(row)
    await listen(unit, source)
    change: dict[Any, Any] = {SourceRow.trouble: complaints[0].code if complaints else None}
    if outcome == "taken":
        change[SourceRow.as_of] = unit.now
    await SourceRow.update(change).where(SourceRow.source == source)
    return id


async def listen(unit: UnitOfWork, source: str) -> None:
    """From now on silence of this source is noticed."""
    await SourceRow.insert(SourceRow(source=source, since=unit.now)).on_conflict(action="DO NOTHING")


async def trouble(unit: UnitOfWork, source: str, code: str) -> None:
    """Nothing can come from this source as things are; what was taken over stays."""
    await listen(unit, source)
    await SourceRow.update({SourceRow.trouble: code}).where(SourceRow.source == source)
