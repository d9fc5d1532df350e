"""What is done now and then: folders are looked into, a plugin is asked. No rule waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from civicore import Job, UnitOfWork
from civicore_doctrack import asking, file_drop, runs
from civicore_doctrack.setting import Setting

_LISTENED = timedelta(minutes=10)


def jobs(setting: Setting) -> Sequence[Job]:
    """One for each folder, one for the plugin, one that begins to listen to callers of the API."""
    said = setting.said
    found = [
        Job(f"doctrack.file_{name}", rule.every.exact, partial(file_drop.look, setting, name))
        for name, rule in said.sources.items()
        if rule.kind == "file"
    ]
    if said.source is not None:
        found.append(Job("doctrack.source", said.source.every.exact, partial(asking.ask, setting)))
    callers = [name for name, rule in said.sources.items() if rule.kind == "api"]
    if callers:
        found.append(Job("doctrack.listen", _LISTENED, partial(_listen, setting, callers)))
    return found


async def _listen(setting: Setting, sources: Sequence[str]) -> None:
    """From the first start on silence is noticed."""
    for one in sources:
        await setting.runtime.transact(partial(_begin, one))


async def _begin(source: str, unit: UnitOfWork) -> None:
    await runs.listen(unit, source)
