"""Taking over what a feeder says: all of it or nothing, each thing once, in whatever order it comes (case 38, 42)."""

from __future__ import annotations

from asyncio import to_thread
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from civicore import Principal, Refusal, UnitOfWork
from civicore.contracts.documents import Observed
from civicore_doctrack import adding, judging, rights, runs, store
from civicore_doctrack.adding import Change, Report
from civicore_doctrack.judging import Feeder, Said
from civicore_doctrack.runs import Complaint
from civicore_doctrack.setting import Setting
from civicore_doctrack.store import Kept

_ONE_AT_A_TIME = "doctrack.observe"  # a document may be in two feeds, and each batch is later than the one before


@dataclass(frozen=True)
class Batch:
    """What is taken over at once. ``name`` and ``digest`` are those of a file."""

    feeder: Feeder
    said: tuple[Said, ...]
    lines: int
    name: str = ""
    digest: str = ""


async def by_source(setting: Setting, batch: Sequence[Observed], source: str, name: str | None) -> Report | Refusal:
    """A source of the file says this. ``doctrack.source_unknown``."""
    feeder = judging.feeder(setting, source)
    if feeder is None:
        return Refusal("doctrack.source_unknown")
    return await take(setting, feeder, batch, name or "")


async def take(setting: Setting, feeder: Feeder, lines: Sequence[Observed], name: str = "", digest: str = "") -> Report:
    """Take over lines, all or none."""
    said, complaints = await to_thread(judging.judged, setting.plan, feeder, lines)
    if complaints:
        return await refused(setting, feeder.id, complaints, len(lines), name, digest)
    batch = Batch(feeder, await _unknown_yet(setting, said), len(lines), name, digest)
    return await setting.runtime.transact(partial(_taken, setting, batch))


async def refused(
    setting: Setting, source: str, complaints: Sequence[Complaint], lines: int = 0, name: str = "", digest: str = ""
) -> Report:
    """Take over nothing, and say why."""

    async def write(unit: UnitOfWork) -> UUID:
        return await runs.note(unit, source, "refused", name=name, digest=digest, lines=lines, complaints=complaints)

    return Report(refused=tuple(complaints), run=await setting.runtime.transact(write))


async def by_clerk(setting: Setting, said: Observed, by: Principal) -> Report | Refusal:
    """A clerk says this of one document. ``doctrack.no_right``, or what is wrong with it."""
    if not by.may(rights.OBSERVE):
        return Refusal("doctrack.no_right", right=rights.OBSERVE)
    dated = said if said.at is not None else replace(said, at=setting.now)
    lines, complaints = judging.judged(setting.plan, judging.clerk(setting), [dated])
    if complaints or not lines:
        return complaints[0].refusal
    if setting.plan.stage(said.stage) is None:
        return Refusal("doctrack.stage_unknown", word=said.stage)
    return await setting.runtime.transact(partial(_noted, setting, lines[0], by))


async def _noted(setting: Setting, said: Said, by: Principal, unit: UnitOfWork) -> Report | Refusal:
    await unit.lock(_ONE_AT_A_TIME)
    known = await _known(setting, [said])
    if not said.secret and (said.type, said.number) not in known:
        return Refusal("doctrack.secret_missing")
    report = await _added(setting, unit, judging.clerk(setting), [said], known)
    subject = await _known(setting, [said])
    about = f"document:{subject[said.type, said.number].id}"
    facts = {"stage": said.observed.stage, "new": report.new}
    await unit.record("doctrack.noted", actor=by.actor, subject=about, facts=facts)
    return report


async def _unknown_yet(setting: Setting, said: Sequence[Said]) -> tuple[Said, ...]:
    """Without what has been known for long, so that a whole export again holds nobody up."""
    fresh: list[Said] = []
    for some in store.pieces(said):
        async with setting.runtime.store.reading():
            known = await _known(setting, some)
            keys = await store.keys_of([one.id for one in known.values()])
            secrets = await store.secrets_of([one.id for one in known.values()])
        fresh += [one for one in some if not _is_known(setting, one, known, keys, secrets)]
    return tuple(fresh)


def _is_known(
    setting: Setting,
    said: Said,
    known: Mapping[tuple[str, str], Kept],
    keys: set[tuple[UUID, str]],
    secrets: Mapping[UUID, set[str]],
) -> bool:
    document = known.get((said.type, said.number))
    if document is None or not any((document.id, key) in keys for key in adding.keys_of(setting, said)):
        return False
    return not said.secret or not secrets.get(document.id, set()).isdisjoint(adding.secrets_of(setting, said))


async def _taken(setting: Setting, batch: Batch, unit: UnitOfWork) -> Report:
    await unit.lock(_ONE_AT_A_TIME)
    known = await _known(setting, batch.said)
    report = await _added(setting, unit, batch.feeder, batch.said, known)
    again = bool(batch.digest) and await runs.brought(batch.feeder.id, batch.digest)
    repeated = batch.lines - report.new
    run = await runs.note(
        unit,
        batch.feeder.id,
        "repeated" if again else "taken",
        name=batch.name,
        digest=batch.digest,
        lines=batch.lines,
        new=report.new,
        repeated=repeated,
        changed=len(report.changed),
        unknown=report.unknown,
    )
    return replace(report, repeated=repeated, run=run)


async def _known(setting: Setting, said: Iterable[Said]) -> dict[tuple[str, str], Kept]:
    """Documents that are there already, by kind and folded number."""
    keys = setting.runtime.keys
    by_digest = {digest: one.number for one in said for digest in keys.digests("doctrack.number", one.number)}
    found = await store.numbered(by_digest.keys())
    return {(one.type, by_digest[one.number_key]): one for one in found}


async def _added(
    setting: Setting, unit: UnitOfWork, feeder: Feeder, said: Sequence[Said], known: Mapping[tuple[str, str], Kept]
) -> Report:
    by_document: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for one in said:
        by_document[one.type, one.number].append(one)
    change = Change(setting, unit, feeder)
    for names in store.pieces(sorted(by_document)):
        ids = [known[name].id for name in names if name in known]
        before, secrets = await store.observations_of(ids), await store.secrets_of(ids)
        for name in names:
            document = known.get(name)
            old, hashes = (before[document.id], secrets[document.id]) if document else ([], set())
            change.add(by_document[name], document, old, hashes)
        await change.write()
    return change.report
