"""All that one batch adds to the documents, worked out before anything of it is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from civicore import UnitOfWork, new_id
from civicore.contracts.documents import StageReached
from civicore_doctrack import looking, numbers, stages, store
from civicore_doctrack.judging import Feeder, Said
from civicore_doctrack.plan import Plan, folded
from civicore_doctrack.runs import Complaint
from civicore_doctrack.setting import Setting
from civicore_doctrack.stages import Observation, Standing
from civicore_doctrack.store import Kept
from civicore_doctrack.tables import DocumentRow, ObservationRow, SecretRow

_LATER = timedelta(microseconds=1)
_WORDS = 50  # unknown ones that a report names


@dataclass(frozen=True)
class Report:
    """What a feeder brought: new and repeated lines, words that nobody understands, lines that cannot be placed.

    Where a line is ``refused`` nothing was taken over. ``changed`` are documents that stand elsewhere now, new ones
    among them; ``run`` is its line in the list of runs.
    """

    new: int = 0
    repeated: int = 0
    unknown: tuple[str, ...] = ()
    refused: tuple[Complaint, ...] = ()
    changed: tuple[UUID, ...] = ()
    run: UUID | None = None


class Change:
    """Collects it document by document; ``write`` puts it into the database, in one unit of work."""

    def __init__(self, setting: Setting, unit: UnitOfWork, feeder: Feeder) -> None:
        self._setting, self._unit, self._feeder = setting, unit, feeder
        self._secrets: list[SecretRow] = []
        self._observations: list[ObservationRow] = []
        self._new: dict[UUID, Kept] = {}
        self._changed: dict[UUID, Kept] = {}
        self._news: list[StageReached] = []
        self._lines = 0
        self._words: dict[str, None] = {}
        self._moved: list[UUID] = []

    def add(self, said: Sequence[Said], document: Kept | None, before: Sequence[Observation], known: set[str]) -> None:
        """What is said of one document; ``known`` are the hashes of its secrets."""
        setting, now = self._setting, self._unit.now
        kept = document or self._begun(said[0])
        old = {one.id for one in before}
        seen_at = now if document is None else max(now, kept.seen_last + _LATER)
        fresh = {keys_of(setting, one)[0]: one for one in said if old.isdisjoint(keys_of(setting, one))}
        new = [_observation(key, one, self._feeder, seen_at) for key, one in sorted(fresh.items())]
        self._add_secrets(kept, said, known)
        if new:
            self._settle(kept, before, new)

    def _begun(self, said: Said) -> Kept:
        setting, now = self._setting, self._unit.now
        whole = setting.said.keep.numbers == "whole"
        shown = said.observed.number.strip() if whole else numbers.ending(said.observed.number)
        digest = setting.runtime.keys.digest("doctrack.number", said.number)
        kept = Kept(new_id(), said.type, digest, shown, now, now)
        self._new[kept.id] = kept
        return kept

    def _add_secrets(self, document: Kept, said: Sequence[Said], known: set[str]) -> None:
        for one in said:
            written = secrets_of(self._setting, one) if one.secret else ()
            if written and known.isdisjoint(written):
                known.add(written[0])
                self._secrets.append(SecretRow(id=new_id(), document_id=document.id, digest=written[0]))

    def _settle(self, kept: Kept, before: Sequence[Observation], new: Sequence[Observation]) -> None:
        plan, both = self._setting.plan, [*before, *new]
        was, now = stages.standing(plan, kept.type, before), stages.standing(plan, kept.type, both)
        reached = stages.news(plan, kept.type, before, new)
        self._news += [
            StageReached(kept.id, kept.type, one.stage, kept.told + count, one.at)
            for count, one in enumerate(reached, 1)
        ]
        told = replace(kept, seen_last=new[0].seen_at, told=kept.told + len(reached))
        (self._new if kept.id in self._new else self._changed)[kept.id] = _stands(plan, told, now)
        marks = _marks(plan, both, now)
        self._observations += [_row(kept, one, marks.get(one.id, "")) for one in new]
        self._lines += len(new)
        unknown = {one.id for one in now.unknown}
        self._words |= {one.stage: None for one in new if one.id in unknown}
        self._moved += [kept.id] if was.stage != now.stage else []

    @property
    def report(self) -> Report:
        """What it comes to."""
        return Report(new=self._lines, unknown=tuple(self._words)[:_WORDS], changed=tuple(self._moved))

    async def write(self) -> None:
        """Write what has been collected since the last time."""
        await store.insert([DocumentRow(**vars(one)) for one in self._new.values()])
        await store.insert(self._secrets)
        await store.insert(self._observations)
        for one in self._changed.values():
            await store.change(one)
        for reached in self._news:
            await self._unit.publish(reached)
        for written in (self._new, self._secrets, self._observations, self._changed, self._news):
            written.clear()


def keys_of(setting: Setting, said: Said) -> tuple[str, ...]:
    """What makes it this observation, under each key of the city: everything that it says."""
    one = said.observed
    at = one.written_at or (one.at.isoformat() if one.at else "")
    told = json.dumps([said.feeder, one.id, folded(one.stage), at, one.office, str(one.began or "")])
    return setting.runtime.keys.digests("doctrack.observation", hashlib.sha256(told.encode()).hexdigest())


def secrets_of(setting: Setting, said: Said) -> tuple[str, ...]:
    """The keyed hash of what the holder knows, under each key of the city."""
    return setting.runtime.keys.digests("doctrack.secret", looking.secret_value(setting, said.number, said.secret))


def _stands(plan: Plan, document: Kept, standing: Standing) -> Kept:
    """With what queries ask for: whether it has ended, and from when somebody looks after it."""
    stage = plan.stages[standing.stage] if standing.stage else None
    if stage is None or stage.final or stage.takes is None or standing.since is None:
        return replace(document, ended=stage is not None and stage.final, stalls_at=None)
    stalls = stage.takes.after(stage.takes.after(standing.since, plan.zone), plan.zone)
    return replace(document, ended=False, stalls_at=stalls)


def _marks(plan: Plan, observations: Sequence[Observation], standing: Standing) -> dict[str, str]:
    """Why staff should look, by key."""
    marks: dict[str, str] = {one.id: mark for one, mark in stages.marked(plan, observations)}
    return marks | {one.id: "odd" for one in standing.odd} | {one.id: "unknown" for one in standing.unknown}


def _observation(key: str, said: Said, feeder: Feeder, seen_at: datetime) -> Observation:
    one = said.observed
    raw = {**one.raw, "type": one.type, "written_at": one.written_at}
    raw |= {"office": one.office} if one.office else {}
    office = feeder.office(one.office)
    return Observation(key, said.number, one.stage, one.at, seen_at, feeder.id, office, raw, one.began, one.unclear)


def _row(document: Kept, said: Observation, mark: str) -> ObservationRow:
    raw = {name: words for name, words in said.raw.items() if name != "written_at"}
    return ObservationRow(
        id=new_id(),
        document_id=document.id,
        key=said.id,
        feeder=said.feeder,
        stage=said.stage,
        at=said.at,
        written_at=said.raw.get("written_at", ""),
        unclear=said.unclear,
        began=said.began,
        office=said.office,
        said=json.dumps(raw, ensure_ascii=False),
        mark=mark,
        seen_at=said.seen_at,
    )
