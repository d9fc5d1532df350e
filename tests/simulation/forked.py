"""Simulated cities that are founded once: each run is lived by a copy of this process, and leaves nothing behind.

Founding costs as much as twenty steps. What a test takes away with ``monkeypatch`` is taken away in the copy as well.
"""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import shutil
import sys
import traceback
import warnings
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from civicore.simulation.history import Step
from civicore.simulation.report import Ended, lived
from civicore.simulation.running import Outcome, founded, live
from civicore.simulation.script import Script
from civicore.simulation.world import World
from civicore.storage.sqlite import SQLite

T = TypeVar("T")


def run(script: Script, only: Collection[str] | None = None, history: Sequence[Step] | None = None) -> Outcome:
    """What ``civicore.simulation.running.run`` answers, byte for byte."""
    city = _city(script)
    shutil.copy(city.empty, city.records)
    for more in ("-wal", "-shm"):
        city.records.with_name(city.records.name + more).unlink(missing_ok=True)
    return in_a_copy(lambda: live(city.world, script, only=only, history=history))


def told(script: Script) -> Ended:
    """A run and the fewest steps that still fail, as the command finds them."""
    return in_a_copy(lambda: lived(script))


class _City:
    """A city before its first day, and a database with its tables and nothing in them."""

    def __init__(self, script: Script) -> None:
        self.world = founded(script)
        engine = self.world.runtime.store.engine
        assert isinstance(engine, SQLite)
        self.records = Path(str(engine.path))
        self.empty = self.records.with_name("empty.db")
        in_a_copy(lambda: _migrated(self.world))
        shutil.copy(self.records, self.empty)
        gc.collect()
        gc.freeze()


_cities: dict[tuple[Path, date], _City] = {}


def _city(script: Script) -> _City:
    key = (script.file, script.first)
    if key not in _cities:
        _cities[key] = _City(script)
    return _cities[key]


async def _migrated(world: World) -> None:
    store = world.runtime.store
    await store.open()
    await store.migrate()
    await store.close()


def in_a_copy(work: Callable[[], Awaitable[T]]) -> T:
    """What it answers there; RuntimeError with all that is known when the copy dies."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the other threads of pytest are not needed there
        pid = os.fork()
    if pid == 0:
        _answer(work, reading, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    if not said:
        raise RuntimeError("the copy has died")
    fine, answer = pickle.loads(said)
    if not fine:
        raise RuntimeError(answer)
    return answer  # type: ignore[no-any-return]


def _answer(work: Callable[[], Awaitable[Any]], reading: int, writing: int) -> None:
    code = 1
    try:
        os.close(reading)
        try:
            said = pickle.dumps((True, asyncio.run(_awaited(work))))
        except BaseException:
            said = pickle.dumps((False, traceback.format_exc()))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said)
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)


async def _awaited(work: Callable[[], Awaitable[T]]) -> T:
    return await work()
