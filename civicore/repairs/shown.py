"""Repair notices as a page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from civicore.people.guards import people
from civicore.repairs.book import Standing
from civicore.repairs.causes import look
from civicore.repairs.repair import Repair
from civicore.web.pages import language, runtime
from civicore.web.requests import AnyRequest


@dataclass(frozen=True)
class Shown:
    """A notice that stands, its sentences in the reader's language."""

    standing: Standing
    what: str
    how: str

    @property
    def repair(self) -> Repair:
        return self.standing.repair


async def shown(request: AnyRequest) -> list[Shown]:
    """Every notice that stands, as of this moment."""
    running, team, speaks = runtime(request), people(request), language(request)
    await look(running.repairs, team.probes, team.aside)

    def said(msgid: str, repair: Repair) -> str:
        words: Mapping[str, Any] = repair.words
        return running.languages.translate(speaks, msgid, **words) if msgid else ""

    return [
        Shown(one, said(one.repair.what, one.repair), said(one.repair.how, one.repair))
        for one in await running.repairs.standing()
    ]
