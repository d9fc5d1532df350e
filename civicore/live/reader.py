"""Follows topics for everybody in this process with one reader of the database.

It is woken by own commits at once and by other processes' commits as soon as the database says so, and looks by
itself each second. Whoever follows keeps only a number; the newest events of a topic are held once for all.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress

from civicore.base.tasks import Kept, is_the_end
from civicore.storage.delivering import described
from civicore.storage.store import Store
from civicore.storage.telling import LiveEvent, positions, told_between

log = logging.getLogger("civicore.live")

_POLL = 1.0  # seconds until the reader looks by itself
_HELD = 200  # events of a topic that are held in memory; older ones are read again


class Line:
    """A topic that somebody here follows: how far it has come, its newest events, and a mark set by the next news."""

    def __init__(self, topic: str, position: int) -> None:
        self.topic = topic
        self.position = position
        self.newest: deque[LiveEvent] = deque(maxlen=_HELD)
        self.followers = 0
        self.news = asyncio.Event()

    def come_to(self, position: int, events: list[LiveEvent]) -> None:
        """Take in what was told since; a lower position means that the topic began anew."""
        if position < self.position or (events and self.newest and events[0].seq != self.newest[-1].seq + 1):
            self.newest.clear()
        self.newest.extend(events)
        self.position = position
        self.news.set()
        self.news = asyncio.Event()

    def held_after(self, seq: int) -> list[LiveEvent] | None:
        """The events behind ``seq``; None when memory does not reach back that far."""
        if self.newest and self.newest[0].seq <= seq + 1 and self.newest[-1].seq == self.position:
            return [one for one in self.newest if one.seq > seq]
        return None


class Live:
    """``around()`` runs the reader; without it nothing is heard."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lines: dict[str, Line] = {}
        self._news = asyncio.Event()
        store.overhear(self.wake)

    def wake(self) -> None:
        """Something may have been told."""
        self._news.set()

    async def position(self, topic: str) -> int:
        """The number of the newest event of a topic; 0 where nothing was told yet."""
        async with self._store.reading():
            return (await positions([topic]))[topic]

    async def follow(self, topic: str, after: int | None = None) -> AsyncGenerator[LiveEvent, None]:
        """Every event behind ``after``, in order and without end; only those to come when it is None."""
        async with aclosing(self.batches(topic, after)) as batches:
            async for batch in batches:
                for event in batch:
                    yield event

    async def batches(self, topic: str, after: int | None = None) -> AsyncGenerator[list[LiveEvent], None]:
        """As ``follow``, with all events at once that wait."""
        async with self._joined(topic) as line:
            seen = line.position if after is None else after
            while True:
                news = line.news  # taken before looking, so that nothing is slept through
                if batch := await self._since(line, seen):
                    seen = batch[-1].seq
                    yield batch
                else:
                    await news.wait()

    @asynccontextmanager
    async def around(self) -> AsyncIterator[None]:
        """Read while the server lives."""
        self._news = asyncio.Event()
        tasks = [Kept("live reader", self._read), Kept("live ear", self._hear)]
        for one in tasks:
            one.begin()
        try:
            yield
        finally:
            await asyncio.gather(*(one.end() for one in tasks))

    @asynccontextmanager
    async def _joined(self, topic: str) -> AsyncIterator[Line]:
        if topic not in self._lines:
            position = await self.position(topic)
            self._lines.setdefault(topic, Line(topic, position))  # another one may have come first meanwhile
            self.wake()
        with self._counted(self._lines[topic]) as line:
            yield line

    @contextmanager
    def _counted(self, line: Line) -> Iterator[Line]:
        line.followers += 1
        try:
            yield line
        finally:
            line.followers -= 1
            if not line.followers:
                self._lines.pop(line.topic, None)

    async def _since(self, line: Line, seen: int) -> list[LiveEvent]:
        position = line.position
        if seen > position and await self.position(line.topic) >= seen:
            return []  # this one has seen more than the reader, which follows at once
        if seen < position:
            events = line.held_after(seen)
            if events is None:
                async with self._store.reading():
                    events = await told_between(line.topic, seen, position)
            if len(events) == position - seen:
                return events
        return [] if seen == position else [LiveEvent(line.topic, position, missed=True)]

    async def _read(self) -> None:
        while True:
            self._news.clear()
            try:
                await self._look()
            except BaseException as error:
                if is_the_end(error):
                    raise
                log.error("what was told could not be read: %s", described(error))
                await asyncio.sleep(_POLL)
            with suppress(TimeoutError):
                async with asyncio.timeout(_POLL):
                    await self._news.wait()

    async def _look(self) -> None:
        lines = dict(self._lines)
        if not lines:
            return
        async with self._store.reading():
            found = await positions(lines)
            fresh = {
                topic: await told_between(topic, line.position, found[topic])
                for topic, line in lines.items()
                if found[topic] != line.position
            }
        for topic, events in fresh.items():
            lines[topic].come_to(found[topic], events)

    async def _hear(self) -> None:
        while True:
            try:
                await self._store.engine.hear(self.wake)
                log.warning("the database's own call was lost; news are looked for each second until it is back")
            except Exception as error:
                log.warning("the database's own call cannot be heard: %s", type(error).__name__)
            await asyncio.sleep(_POLL)
