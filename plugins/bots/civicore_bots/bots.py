"""The bots of a running city: their ways to the messengers, and what is at work for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from civicore import Runtime
from civicore_bots.connecting import connect
from civicore_bots.dialog import Chat, Heard, Reply
from civicore_bots.lines import Line, lines
from civicore_bots.pace import Pace
from civicore_bots.transport import Transport


class Leader(Protocol):
    """Who leads the conversations."""

    async def hear(self, chat: Chat, heard: Heard) -> Reply: ...


@dataclass
class Bots:
    """``talker`` leads every conversation; ``stand_in`` takes the place of every messenger in a demo.

    ``wake`` is called when something came or is to be said; whoever works for the bots puts theirs into ``wakes``.
    """

    runtime: Runtime
    talker: Leader
    stand_in: Transport | None = None
    pace: Callable[[], Pace] = Pace
    wakes: list[Callable[[], None]] = field(default_factory=list)
    _open: dict[str, tuple[str, Transport]] = field(default_factory=dict)
    _paces: dict[str, Pace] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = {one.id: one for one in lines(self.runtime.city)}

    def line(self, name: str, via: str) -> Line | None:
        return self.lines.get(f"{name}.{via}")

    def token(self, line: Line) -> str | None:
        """The bot's access; None where the city has not put it in yet."""
        return self.runtime.secret(line.said.token.name)

    def transport(self, line: Line) -> Transport | None:
        """The way to the messenger; None without a token. A changed token opens a new one."""
        if self.stand_in is not None:
            return self.stand_in
        token = self.token(line)
        if token is None:
            return None
        opened = self._open.get(line.id)
        if opened is None or opened[0] != token:
            sender = line.bot.title.in_(self.runtime.languages.default)
            self._open[line.id] = opened = (token, connect(line, token, sender))
        return opened[1]

    def pace_of(self, line: Line) -> Pace:
        """How fast this bot speaks."""
        return self._paces.setdefault(line.id, self.pace())

    def wake(self) -> None:
        for one in self.wakes:
            one()

    async def close(self) -> None:
        """Close what is open; it is opened again when it is needed."""
        opened, self._open = self._open, {}
        for _, transport in opened.values():
            await transport.close()
