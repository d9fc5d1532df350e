"""What ``civicore plan`` and ``civicore apply`` do: open both files and the database, look, and carry out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from civicore.app import build
from civicore.base.clock import Clock
from civicore.deployment.findings import human
from civicore.deployment.loading import Loaded
from civicore.first_steps import CannotStart, standing
from civicore.planning import gone
from civicore.planning.applying import Applied, Applying, Stale, outdated
from civicore.planning.differences import differences, fingerprint
from civicore.planning.judging import planned
from civicore.planning.plan import Plan
from civicore.planning.written import WrittenPlan
from civicore.reading import Settings

_ACTOR = "program:apply"
_PUBLISH = "publish"


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line; ``opened`` reads a file as ``check`` does."""

    old: Path
    new: Path
    database: str | None
    clock: Clock
    opened: Callable[[Path], Loaded]


async def look(asked: Asked, decisions: Mapping[str, str], *, publish: bool = False) -> Plan:
    """The plan of a change; CannotStart when a file or the database cannot be used.

    Without a database, neither named nor beside the file, only the files are compared.
    """
    old, new = _sound(asked.opened(asked.old)), _sound(asked.opened(asked.new))
    address = asked.database or _usual(old)
    if address is None:
        return Plan(fingerprint(old), fingerprint(new), differences(old, new), decisions=decisions)
    before = build(replace(_settings(asked, asked.old, address), only_looks=True))
    async with standing(before.runtime.store):
        plan = await planned(before.runtime, old, new, decisions)
    return published(plan) if publish else plan


async def carry_out(asked: Asked, written: WrittenPlan, *, in_place: bool = False) -> Stale | Applied:
    """Do what a plan says; CannotStart when there is nothing to do it to.

    With ``in_place`` the new file is in force at once, and takes the place of the old one.
    """
    old, new = _sound(asked.opened(asked.old)), _sound(asked.opened(asked.new))
    stale = outdated(old, new, written)
    if stale is not None:
        return stale
    address = asked.database or _usual(old)
    if address is None:
        raise CannotStart(f"{asked.old.name} has no database yet: start it, or name one with --db")
    before = build(_settings(asked, asked.old, address))
    after = build(_settings(asked, asked.new, address))
    async with standing(before.runtime.store), standing(after.runtime.store):
        applying = Applying(old, new, before.runtime, after.runtime, written, _ACTOR)
        if not in_place:
            if applying.renames and written.records:
                raise CannotStart("ids are renamed and records are decided about: both at once needs --in-place")
            return await applying.beside_the_city()
        answer = await applying.in_force()
        if isinstance(answer, Applied) and not answer.refused:
            await gone.note(after.runtime, before.app, after.app)
            put_in_place(written)
        return answer


def put_in_place(written: WrittenPlan) -> None:
    """The new file takes the place of the old one, whole at every moment; whoever could read the old one still can."""
    fresh = written.old_file.with_suffix(".new")
    shutil.copyfile(written.new_file, fresh)
    shutil.copymode(written.old_file, fresh)
    fresh.replace(written.old_file)


def _settings(asked: Asked, file: Path, address: str) -> Settings:
    return Settings(file, database=address, clock=asked.clock, home=asked.old.resolve().parent)


def _sound(loaded: Loaded) -> Loaded:
    if loaded.city is None:
        raise CannotStart(human(loaded.errors, loaded.path.name, loaded.secrets))
    return loaded


def _usual(old: Loaded) -> str | None:
    """The database of the old file, if there is one."""
    if old.city is None or old.city.operations.database:
        return old.city.operations.database if old.city else None
    beside = old.path.resolve().with_suffix(".db")
    return f"sqlite:///{beside}" if beside.exists() else None


def published(plan: Plan) -> Plan:
    """What becomes public is let out with all that there is."""
    chosen = {one.name: _PUBLISH for one in plan.undecided if _PUBLISH in plan.choices(one)}
    return replace(plan, decisions={**plan.decisions, **chosen})
