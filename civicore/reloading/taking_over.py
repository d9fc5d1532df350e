"""Looks whether the file has changed, judges it, and lets the server take it over."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from civicore.app import Built, compose
from civicore.base.tasks import Kept
from civicore.deployment.city import City
from civicore.deployment.loading import Loaded
from civicore.planning import gone
from civicore.planning.accepting import accept
from civicore.planning.differences import fingerprint
from civicore.planning.judging import judge_change
from civicore.planning.plan import Plan, Verdict
from civicore.reading import Read, Settings, read
from civicore.reloading import notices
from civicore.reloading.serving import Serving
from civicore.reloading.watching import Files, Stamp, changed_since
from civicore.repairs.repair import Repair
from civicore.runtime import Runtime
from civicore.storage.delivering import described
from civicore.storage.transaction import StoreBusy

P = ParamSpec("P")
T = TypeVar("T")
Judge = Callable[[Runtime, Loaded, Loaded], Awaitable[Verdict]]
log = logging.getLogger("civicore.reloading")

LOOK = 0.5  # seconds between two looks; a file is read once it looked the same twice
TURN = 0.0005  # seconds that composing keeps the interpreter while a request wants it; ten times more is usual
AGAIN = 10.0  # seconds until a file that waits for a decision is judged again: somebody may have decided meanwhile


class _Undecided(Exception):
    """Somebody has to decide about the change first."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("a decision is needed")
        self.plan = plan


class TakingOver:
    """``judge`` tells whether somebody has to decide about a change first."""

    def __init__(self, settings: Settings, judge: Judge = judge_change) -> None:
        self._settings = settings
        self._judge = judge
        self._named: Mapping[Path, str] = {}
        self._turn = asyncio.Lock()
        self._waits = False

    @asynccontextmanager
    async def beside(self, serving: Serving) -> AsyncIterator[None]:
        """Look at the file while the server lives."""
        self._in_force(serving.built, serving.built.loaded)
        kept = Kept("look at the city's file", lambda: self._watch(serving))
        kept.begin()
        try:
            yield
        finally:
            await kept.end()

    async def changed(self, serving: Serving) -> Files:
        """Take the file over as it is now, or tell staff why not. Returns what to look at from now on."""
        async with self._turn:
            return await self._changed(serving)

    async def _changed(self, serving: Serving) -> Files:
        files = Files.of(serving.built.loaded)
        self._waits = False
        try:
            now = await _beside(read, self._settings)
            files |= Files.of(now.opened.loaded)
            why_not = await self._try(serving, now)
        except _Undecided as waits:
            self._waits = True
            why_not = notices.undecided(waits.plan, self._settings.file)
        except Exception as error:
            self._waits = isinstance(error, StoreBusy)
            log.error("the changed file could not be taken over: %s", described(error))
            why_not = notices.failed(error, self._settings.file)
        serving.built.runtime.repairs.tell(notices.REFUSED, [why_not] if why_not else [])
        return files if why_not else Files.of(serving.built.loaded)

    async def _watch(self, serving: Serving) -> None:
        files = Files.of(serving.built.loaded)
        seen = await asyncio.to_thread(files.stamps)
        if await asyncio.to_thread(changed_since, serving.built.loaded):
            seen = {}  # somebody wrote while the city was starting
        while True:
            found = await self._next(files, seen)
            files = await self.changed(serving)
            now = await asyncio.to_thread(files.stamps)
            seen = {path: found.get(path, stamp) for path, stamp in now.items()}

    async def _next(self, files: Files, seen: Mapping[Path, Stamp]) -> Mapping[Path, Stamp]:
        """How the files look when it is time to read them: one has changed, and whoever writes has come to an end."""
        loop, last = asyncio.get_running_loop(), seen
        again = loop.time() + AGAIN
        while True:
            await asyncio.sleep(LOOK)
            found = await asyncio.to_thread(files.stamps)
            if found == last and (found != seen or (self._waits and loop.time() >= again)):
                return found
            last = found

    async def _try(self, serving: Serving, now: Read) -> Repair | None:
        """Why it is not in force; None when it is, or when it says what is in force already."""
        old, new, languages = serving.built, now.opened.loaded, serving.built.runtime.languages
        if new.city is None or (new.unset and not self._settings.demo):
            return notices.broken(new.errors or new.unset, languages)
        if old.loaded.city is not None and (keys := fixed(old.loaded.city, new.city, self._settings)):
            return notices.fixed(keys, self._settings.file)
        named = await asyncio.to_thread(Files.of(new).beside)
        if fingerprint(old.loaded) == fingerprint(new) and named == self._named:
            self._in_force(old, new)  # comments and order only
            return None
        plan = await self._undisputed(old, new)
        built = await _beside(compose, now, old)
        known = {one.name for one in old.quarantined}
        if worse := [one for one in built.quarantined if one.name not in known]:
            return notices.spoilt(worse, self._settings.file)
        await built.follow(old)
        await gone.note(built.runtime, old.app, built.app)
        touches = any(one.kind in ("touching", "destructive") for one in plan.changes)
        await serving.take_over(built, partial(self._undisputed, old, new) if touches else None)
        await accept(built.runtime, plan.new, "system")
        self._in_force(built, new)
        log.info("the changed file %s is in force", self._settings.file.name)
        return None

    async def _undisputed(self, old: Built, new: Loaded) -> Plan:
        """What the change does; _Undecided when somebody has to decide about it."""
        verdict = await self._judge(old.runtime, old.loaded, new)
        if verdict.needs_decision:
            raise _Undecided(verdict.plan)
        return verdict.plan

    def _in_force(self, built: Built, loaded: Loaded) -> None:
        self._named = Files.of(loaded).beside()
        built.runtime.repairs.tell(notices.OLD, notices.deprecated(loaded, built.runtime.languages))


async def _beside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do it in a thread of its own, which lets requests have their turn sooner than usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    finally:
        sys.setswitchinterval(usual)


def fixed(old: City, new: City, settings: Settings) -> list[str]:
    """Keys that differ and that a running city cannot change: who it is, its key, its database."""
    differ = {
        "deployment.id": old.deployment.id != new.deployment.id,
        "security.key": old.security.key != new.security.key,
        "operations.database": settings.database is None
        and not settings.demo
        and old.operations.database != new.operations.database,
    }
    return [key for key, differs in differ.items() if differs]
