"""Files that another system drops into a folder: each is taken over once it is whole, all or nothing (case 42)."""

from __future__ import annotations

import hashlib
from asyncio import to_thread
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from civicore import UnitOfWork, new_id
from civicore.contracts.documents import Observed
from civicore_doctrack import decoding, folder, judging, observing, rows, runs
from civicore_doctrack.config import SourceRule
from civicore_doctrack.folder import Lying
from civicore_doctrack.plan import Plan
from civicore_doctrack.rows import DELIMITERS, Format
from civicore_doctrack.runs import Complaint
from civicore_doctrack.setting import Setting
from civicore_doctrack.tables import FileRow


async def look(setting: Setting, source: str) -> None:
    """Look into the folder of a source, and take over what is whole and new. What fails once is tried again."""
    rule = setting.said.sources[source]
    place = setting.runtime.city.file(rule.folder or "")
    found = await to_thread(folder.lying, place, rule.files)
    if found is None:
        if setting.runtime.demo:
            return  # nobody drops files for a demo
        await setting.runtime.transact(lambda unit: runs.trouble(unit, source, "doctrack.folder_missing"))
        return
    await setting.runtime.transact(lambda unit: runs.listen(unit, source))
    for file in found:
        if await setting.runtime.transact(partial(_is_whole, setting, source, rule, file)):
            await _take(setting, source, rule, place, file)
    await setting.runtime.transact(partial(_forget_gone, source, {one.name for one in found}))


async def _is_whole(setting: Setting, source: str, rule: SourceRule, file: Lying, unit: UnitOfWork) -> bool:
    """Whether a file is new and nobody writes at it any more; what we see of it now is remembered."""
    await unit.lock(f"doctrack.file:{source}")
    kept = await FileRow.objects().get((FileRow.source == source) & (FileRow.name == file.name))
    if kept is None or (kept.size, kept.modified) != (file.size, file.modified):
        await _note(source, file, unit.now)
        return rule.ready == "done" and file.marked
    if kept.done or (rule.ready == "done" and not file.marked):
        return False
    return rule.ready == "done" or rule.settle.after(kept.noted_at, setting.zone) <= unit.now


async def _note(source: str, file: Lying, now: datetime) -> None:
    await FileRow.delete().where(FileRow.source == source, FileRow.name == file.name)
    row = FileRow(id=new_id(), source=source, name=file.name, size=file.size, modified=file.modified, noted_at=now)
    await FileRow.insert(row)


async def _forget_gone(source: str, there: set[str], unit: UnitOfWork) -> None:
    await unit.lock(f"doctrack.file:{source}")
    kept = await FileRow.select(FileRow.id, FileRow.name).where(FileRow.source == source)
    gone = [row["id"] for row in kept if row["name"] not in there]
    if gone:
        await FileRow.delete().where(FileRow.id.is_in(gone))


async def _take(setting: Setting, source: str, rule: SourceRule, place: Path, file: Lying) -> None:
    if file.size > folder.LARGEST:
        await observing.refused(setting, source, [Complaint("doctrack.too_big")], name=file.name)
        return await _done(setting, source, file)
    data = await to_thread(folder.content, place, file)
    if data is None:
        return None  # somebody writes at it: the next look sees it anew
    taken = await take_file(setting, source, data, file.name)
    await _done(setting, source, file)
    if taken and rule.afterwards == "delete":
        await to_thread(folder.remove, place, file.name)
    return None


async def _done(setting: Setting, source: str, file: Lying) -> None:
    async def write(unit: UnitOfWork) -> None:
        await FileRow.update({FileRow.done: True}).where(
            FileRow.source == source, FileRow.name == file.name, FileRow.modified == file.modified
        )

    await setting.runtime.transact(write)


async def take_file(setting: Setting, source: str, data: bytes, name: str) -> bool:
    """Take over what stands in a file, all or nothing; whether it was taken. One that was here before is only noted."""
    digest = hashlib.sha256(data).hexdigest()
    if await setting.runtime.transact(partial(_repeated, source, name, digest)):
        return True
    said, complaints = await to_thread(read_file, setting.plan, setting.said.sources[source], data)
    if complaints:
        await observing.refused(setting, source, complaints, len(said), name, digest)
        return False
    feeder = judging.feeder(setting, source)
    if feeder is None:
        raise LookupError(source)
    return not (await observing.take(setting, feeder, said, name, digest)).refused


async def _repeated(source: str, name: str, digest: str, unit: UnitOfWork) -> bool:
    if not await runs.brought(source, digest):
        return False
    await runs.note(unit, source, "repeated", name=name, digest=digest)
    return True


def read_file(plan: Plan, rule: SourceRule, data: bytes) -> tuple[Sequence[Observed], Sequence[Complaint]]:
    """What stands in a file, and what is wrong with it."""
    form = format_of(plan, rule)
    expected = [*form.columns.values(), *plan.words, *plan.types, *rule.offices]
    text = decoding.decoded(data, rule.encoding, expected)
    if isinstance(text, Complaint):
        return (), (text,)
    return rows.read(text, form, lambda word: plan.stage(word) is not None)


def format_of(plan: Plan, rule: SourceRule) -> Format:
    """How a source of the file writes."""
    said = {} if rule.columns is None else rule.columns.model_dump(exclude_none=True)
    delimiter = None if rule.delimiter == "auto" else DELIMITERS[rule.delimiter]
    zone = plan.zone if rule.dates.zone is None else ZoneInfo(rule.dates.zone)
    return Format(said, delimiter, rule.dates.formats, zone)
