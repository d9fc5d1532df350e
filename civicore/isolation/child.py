"""The child process itself: ``python -m civicore.isolation.child``. It loads one plugin and answers for its parts."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from civicore.isolation.limits import bind

if TYPE_CHECKING:
    import httpx

    from civicore.deployment.city import City

Answer = Callable[..., Awaitable[Any]]


class OutOfReach(Exception):
    """A plugin in a process of its own asked for what only the city's process has."""


class ToldClock:
    """The city's time, as it was told with the last question."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def tell(self, now: str) -> None:
        self._now = datetime.fromisoformat(now)


class AloneRuntime:
    """The runtime in a process of its own: the city's file, its time, what was granted of secrets and hosts."""

    def __init__(self, city: City, clock: ToldClock, grants: Any, hello: Mapping[str, Any]) -> None:
        self.city, self.clock = city, clock
        self.address, self.demo, self.strict = hello["address"], hello["demo"], hello["strict"]
        self._grants, self._secrets = grants, hello["secrets"]

    @property
    def http(self) -> httpx.AsyncClient:
        from civicore.granted.http import client

        return client(self._grants)

    def secret(self, name: str) -> str | None:
        """The value of a secret; NotGranted for others than were granted."""
        self._grants.need(f"secret:{name}")
        value: str | None = self._secrets.get(name)
        return value

    def absolute(self, path: str) -> str:
        return f"{self.address}{path}"

    def __getattr__(self, name: str) -> Any:
        raise OutOfReach(f"runtime.{name} is out of reach with isolation: process")


@dataclass(frozen=True)
class Parts:
    """What the plugin gives, by the call and the id of the part."""

    answers: Mapping[tuple[str, str], Answer]
    clock: ToldClock

    async def answered(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one question, or how it failed: the kind and place of an error, never its text."""
        from civicore.extension.channels import CannotSend
        from civicore.isolation.wire import packed, refused

        try:
            self.clock.tell(said["now"])
            answer = await self.answers[said["call"], said["part"]](*said["words"])
        except CannotSend as error:
            return {"id": said["id"], "refused": refused(error)}
        except Exception as error:
            place = "".join(traceback.format_tb(error.__traceback__))
            return {"id": said["id"], "broken": f"{type(error).__name__}\n{place}"}
        return {"id": said["id"], "answer": packed(answer)}


def load(hello: Mapping[str, Any]) -> Parts:
    """Import the plugin and take its parts."""
    from civicore.boot import open_city
    from civicore.extension.grants import Grants
    from civicore.extension.registry import Registry

    name, file = hello["plugin"], Path(hello["file"])
    opened = open_city(file, core={}, environ={}, alone=name)
    clock = ToldClock(datetime.fromisoformat(hello["now"]))
    if opened.loaded.city is None:
        raise OutOfReach("the city's file cannot be read here")
    grants = Grants(name, hello["prefix"], frozenset(hello["grants"]))
    runtime = AloneRuntime(opened.loaded.city, clock, grants, hello)
    registry = Registry()
    registry.load([name])
    return Parts(_answers(registry, runtime), clock)


def _answers(registry: Any, runtime: AloneRuntime) -> dict[tuple[str, str], Answer]:
    from civicore.contracts.documents import StageSource
    from civicore.devices.printer import Printer
    from civicore.devices.slips import Slip
    from civicore.extension.channels import ChannelMessage

    found: dict[tuple[str, str], Answer] = {}
    for one in registry.parts("register_channels", city=runtime.city, runtime=runtime):
        found["send", one.id] = _reading([ChannelMessage], one.send)
    for one in registry.parts("register_devices", city=runtime.city):
        found["status", one.id] = _reading([Printer], one.status)
        found["print", one.id] = _reading([Printer, Slip], one.print)
    for one in registry.parts("register_services", runtime=runtime):
        if one.port is StageSource:
            found["observed", one.instance.plugin] = _reading([datetime | None], one.instance.observed)
    return found


def _reading(kinds: Sequence[Any], answer: Answer) -> Answer:
    from civicore.isolation.wire import unpacked

    async def asked(*words: Any) -> Any:
        return await answer(*(unpacked(kind, word) for kind, word in zip(kinds, words, strict=True)))

    return asked


async def _serve(parts: Parts, lines: asyncio.StreamReader, out: BinaryIO) -> None:
    from civicore.isolation.wire import line

    out.write(line({"ready": sorted(".".join(one) for one in parts.answers)}))
    tasks: set[asyncio.Task[None]] = set()

    async def answer(said: Mapping[str, Any]) -> None:
        told = await parts.answered(said)
        try:
            written = line(told)
        except (TypeError, ValueError) as error:
            written = line({"id": said["id"], "broken": f"{type(error).__name__}\nits answer is no plain data"})
        out.write(written)

    while heard := await lines.readline():
        task = asyncio.create_task(answer(json.loads(heard)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def _main(out: BinaryIO) -> None:
    from civicore.isolation.wire import LONGEST

    lines = asyncio.StreamReader(limit=LONGEST)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    hello = json.loads(await lines.readline())
    await _serve(load(hello), lines, out)


def main() -> None:
    """Bound this process, then keep the pipe for ourselves: what a plugin prints goes nowhere."""
    bind()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asyncio.run(_main(out))
    os._exit(0)  # threads of the plugin keep nobody waiting


if __name__ == "__main__":
    main()
