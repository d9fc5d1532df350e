"""Which bots can be reached now, and the addresses that open a conversation in them."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from civicore.contracts.dialog import BotLink, Intent
from civicore_bots import state
from civicore_bots.bots import Bots
from civicore_bots.lines import Line

_START = re.compile(r"[A-Za-z0-9_-]{0,40}")


class Reach:
    """The service ``Messengers``."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    async def links(self, intent: str | None = None, start: str = "") -> tuple[BotLink, ...]:
        """The bots that work now; with an intent that no link leads to, none."""
        if not _START.fullmatch(start):
            raise ValueError("a deep link cannot carry this")
        payload = ""
        if intent is not None:
            letter = self._letter(intent)
            if letter is None:
                return ()
            payload = letter + start
        return tuple(self._link(line, payload) for line in await self.well())

    async def well(self) -> tuple[Line, ...]:
        """The lines that are shown to people."""
        async with self._bots.runtime.store.reading():
            known = await state.states()
        return tuple(line for line in self._bots.lines.values() if _shown(line, known.get(line.id)))

    def _letter(self, intent: str) -> str | None:
        found = self._bots.runtime.services.all(Intent)  # type: ignore[type-abstract]
        return next((one.letter for one in found if one.id == intent), None)

    def _link(self, line: Line, payload: str) -> BotLink:
        url = line.said.link
        if self._bots.stand_in is not None:
            url = self._bots.runtime.absolute(f"/demo/chat/{line.name}/{line.via}")
        return BotLink(line.name, line.via, line.said.name, opened(url, line.via, payload))


def opened(link: str, via: str, payload: str) -> str:
    """The link that opens the bot with this payload: ``start`` for Telegram, ``context`` for Viber."""
    if not payload:
        return link
    parts = urlsplit(link)
    query = [*parse_qsl(parts.query), ("start" if via == "telegram" else "context", payload)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _shown(line: Line, known: state.State | None) -> bool:
    return known is None or known.well or line.bot.health.when_broken == "alert"
