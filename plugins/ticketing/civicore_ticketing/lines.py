"""The lines of today as this process knows them, so that a look at one reads only who has changed since the last look.

Whatever changes a ticket tells its office which one it was (``telling``), in the same unit. So the office's news say
what a line that is kept lacks, whichever process wrote it; where they do not, the whole line is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civicore import UnitOfWork, told_since
from civicore_ticketing import store, telling
from civicore_ticketing.line import Line


@dataclass(frozen=True)
class _Kept:
    day: date
    position: int
    line: Line


class Lines:
    """Keeps the newest line of each office. People are numbers here: a line holds no personal data."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    async def now(self, office: str, day: date, unit: UnitOfWork | None, *, settled: bool) -> Line:
        """The line as it is stored, and as the ``unit`` that asks has changed it; inside of it or of a reading.

        ``settled``: it is read outside units of work, so nothing of it can be undone and it is kept.
        """
        kept = self._kept.get(office)
        if kept is None or kept.day != day or not (unit or settled):
            return await self._whole(office, day, settled=settled)
        news = await told_since(telling.topic(office), kept.position)
        changed = None if news.told is None else telling.named([*news.told, *_own(office, unit)])
        if changed is None:
            return await self._whole(office, day, settled=settled)
        if not changed:
            return kept.line
        line = kept.line.changed(changed, await store.of_line(office, day, changed))
        if settled:
            self._keep(office, _Kept(day, news.position, line))
        return line

    async def _whole(self, office: str, day: date, *, settled: bool) -> Line:
        if not settled:
            return Line.of(await store.open_at(office, day))
        self._kept.pop(office, None)
        position = (await told_since(telling.topic(office), None)).position
        line = Line.of(await store.open_at(office, day))
        self._keep(office, _Kept(day, position, line))
        return line

    def _keep(self, office: str, fresh: _Kept) -> None:
        """Of two that looked at the same time the later one stays."""
        known = self._kept.get(office)
        if known is None or known.day != fresh.day or known.position < fresh.position:
            self._kept[office] = fresh


def _own(office: str, unit: UnitOfWork | None) -> list[Mapping[str, object]]:
    """What the unit is about to tell of the office."""
    return [] if unit is None else [one.body for one in unit.told if one.topic == telling.topic(office)]
