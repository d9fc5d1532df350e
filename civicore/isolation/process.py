"""The child process of one plugin, seen from the city: begun with the server, asked, killed when it hangs."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import count
from typing import Any

from civicore.base.clock import Clock
from civicore.base.tasks import is_the_end
from civicore.extension.channels import CannotSend
from civicore.isolation.wire import LONGEST, line, packed, refusal

log = logging.getLogger("civicore.isolation")

COMMAND = (sys.executable, "-m", "civicore.isolation.child")
STARTS = timedelta(seconds=5)  # a message that came too early is tried again after so long
_READY = 60.0  # seconds until a child must have said that it is ready
_PAUSES = (0.5, 2.0, 10.0, 60.0)  # seconds before it is begun again; a child that was ready begins anew with the first


class ChildFailed(Exception):
    """The child answered with an exception of the plugin, or ended; its kind and place are in the log."""


class Child:
    """``hello`` is what the child is told first. ``around()`` keeps it; without it nothing is answered."""

    def __init__(self, name: str, hello: Mapping[str, Any], clock: Clock, command: Sequence[str] = COMMAND) -> None:
        self.name = name
        self._hello, self._clock, self._command = hello, clock, command
        self._process: asyncio.subprocess.Process | None = None
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._numbers = count(1)
        self._ready = asyncio.Event()
        self._starting = False

    @property
    def starting(self) -> bool:
        """Whether it is on its way for the first time: that is no trouble."""
        return self._starting and not self._ready.is_set()

    @property
    def pid(self) -> int | None:
        """The id of the process while it answers."""
        return self._process.pid if self._process is not None and self._ready.is_set() else None

    async def ask(self, call: str, part: str, *words: Any) -> Any:
        """What a part of the plugin answers, as plain data.

        CannotSend when it says so, or while the child is not ready; ChildFailed when the plugin raised or the child
        ended. A call that is cut short kills the child: nothing tells a slow one from one that hangs for ever.
        """
        if self._process is None or not self._ready.is_set():
            raise CannotSend("its process is starting", wait=STARTS)
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        now = self._clock.now().isoformat()
        said = {"id": number, "call": call, "part": part, "words": [packed(one) for one in words], "now": now}
        try:
            await self._write(said)
            return await answer
        except asyncio.CancelledError:
            log.error("the process of plugin %s did not answer %s in time: it is killed", self.name, call)
            self.kill()
            raise
        finally:
            self._asked.pop(number, None)

    def kill(self) -> None:
        """End the child and all that it began; it is begun again after a pause."""
        self._ready.clear()
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    @asynccontextmanager
    async def around(self) -> AsyncIterator[None]:
        """Keep the child while the server lives."""
        self._ready, self._starting = asyncio.Event(), True
        keeper = asyncio.create_task(self._keep(), name=f"process of {self.name}")
        try:
            yield
        finally:
            keeper.cancel()
            self._starting = False
            with suppress(asyncio.CancelledError):
                await keeper

    async def ready(self) -> None:
        """Wait until it answers."""
        await self._ready.wait()

    async def _keep(self) -> None:
        failures = 0
        while True:
            was_ready = False
            try:
                was_ready = await self._live()
            except BaseException as error:
                if is_the_end(error):
                    raise
                log.error("the process of plugin %s could not be begun: %s", self.name, type(error).__name__)
            self._starting = False
            failures = 0 if was_ready else failures + 1
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])

    async def _live(self) -> bool:
        """One life of the child; whether it was ever ready."""
        process = self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # what a plugin prints may be about people
            env=_environment(),
            start_new_session=True,
            limit=LONGEST,
        )
        was_ready = False
        try:
            async with asyncio.timeout(_READY):
                await self._write(self._hello)
                was_ready = await self._hear(process)
            while was_ready and await self._hear(process):
                pass
        finally:
            self.kill()
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(ChildFailed(f"the process of {self.name} ended"))
            await asyncio.shield(process.wait())
        return was_ready

    async def _hear(self, process: asyncio.subprocess.Process) -> bool:
        """Take one message; False when there are no more."""
        assert process.stdout is not None  # noqa: S101  it was asked for
        try:
            heard = await process.stdout.readline()
            said = json.loads(heard) if heard else None
        except ValueError:
            said = None
        if not isinstance(said, dict):
            return False
        if "ready" in said:
            self._ready.set()
        elif (answer := self._asked.get(said.get("id", 0))) is not None and not answer.done():
            self._settle(answer, said)
        return True

    def _settle(self, answer: asyncio.Future[Any], said: Mapping[str, Any]) -> None:
        if isinstance(said.get("refused"), dict):
            answer.set_exception(refusal(said["refused"]))
        elif "broken" in said:
            log.error("plugin %s failed in its process: %s", self.name, str(said["broken"])[:4000])
            answer.set_exception(ChildFailed(f"{self.name} failed"))
        else:
            answer.set_result(said.get("answer"))

    async def _write(self, said: Mapping[str, Any]) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise ChildFailed(f"the process of {self.name} ended")
        try:
            process.stdin.write(line(said))
            await process.stdin.drain()
        except (BrokenPipeError, ConnectionError):
            raise ChildFailed(f"the process of {self.name} ended") from None


def _environment() -> dict[str, str]:
    """Nothing of the city's: no database, no secrets. Only where Python finds the same code."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
