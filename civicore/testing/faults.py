"""What may go wrong around a plugin's parts, switched on for a block of a test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from civicore.extension.channels import CannotSend
from civicore.storage.store import Store
from civicore.storage.transaction import StoreBusy

Call = Callable[..., Awaitable[Any]]
_ACTS = ("render", "probe", "run", "send", "handler", "expire", "make", "status", "print")
"""What a part is called for, by the name of its field."""


class PartBroken(RuntimeError):
    """What a part raises that a test has broken."""


@dataclass
class Faults:
    """Switches of one city. A part is named by its id, ``lostfound.tidy``; a channel of the demo by ``email``."""

    slowness: dict[str, float] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    down: set[str] = field(default_factory=set)
    doubled: bool = False
    called: list[str] = field(default_factory=list)
    _kept: list[Callable[[], Awaitable[Any]]] | None = None

    @contextmanager
    def slow(self, part: str, seconds: float = 60) -> Iterator[None]:
        """The part answers, and only after this long."""
        self.slowness[part] = seconds
        try:
            yield
        finally:
            del self.slowness[part]

    @contextmanager
    def raising(self, part: str) -> Iterator[None]:
        """The part raises whenever it is asked."""
        self.broken.add(part)
        try:
            yield
        finally:
            self.broken.discard(part)

    @contextmanager
    def channel_down(self, channel: str) -> Iterator[None]:
        """The channel takes nothing; what is to be sent waits in the outbox."""
        self.down.add(channel)
        try:
            yield
        finally:
            self.down.discard(channel)

    def smtp_down(self) -> Any:
        """The mail server takes nothing."""
        return self.channel_down("email")

    @contextmanager
    def disk_full(self, store: Store) -> Iterator[None]:
        """Nothing can be stored: whoever writes gets StoreBusy, reading goes on."""

        async def full(*_: object) -> Any:
            raise StoreBusy("the disk is full")

        store.transact = full  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            del store.transact

    @contextmanager
    def duplicate(self) -> Iterator[None]:
        """Each news comes twice to every subscription."""
        self.doubled = True
        try:
            yield
        finally:
            self.doubled = False

    @contextmanager
    def reorder(self) -> Iterator[list[Callable[[], Awaitable[Any]]]]:
        """News are kept back; what was kept is in the list, for the test to call in the order it likes."""
        self._kept = []
        try:
            yield self._kept
        finally:
            self._kept = None

    def switched(self, part: Any) -> Any:
        """The same part, which now minds the switches."""
        name: object = getattr(part, "id", None)
        if not is_dataclass(part) or isinstance(part, type) or not isinstance(name, str):
            return part
        acts = [one.name for one in fields(part) if one.name in _ACTS and callable(getattr(part, one.name))]
        changed = {act: self.minding(name, getattr(part, act), news=act == "handler") for act in acts}
        return replace(part, **changed) if changed else part

    def minding(self, name: str, act: Call, *, news: bool = False) -> Call:
        """The act, which now minds the switches of this name."""

        async def switched(*given: Any, **named: Any) -> Any:
            self.called.append(name)
            if name in self.broken:
                raise PartBroken(f"{name} was broken by a test")
            if name in self.down:
                raise CannotSend(f"{name} is down")
            if news and self._kept is not None:
                self._kept.append(lambda: act(*given, **named))
                return None
            answer = await act(*given, **named)
            if news and self.doubled:
                answer = await act(*given, **named)
            if name in self.slowness:
                await asyncio.sleep(self.slowness[name])
            return answer

        return switched
