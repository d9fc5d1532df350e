"""Believable documents for demo and training: of all kinds, at every stage of their way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from civicore import Principal, Samples
from civicore.contracts.documents import Observed
from civicore_doctrack import rights
from civicore_doctrack.plan import Kind
from civicore_doctrack.service import Tracking

_DOCUMENTS = 30
_FIRST, _STEP = 2_611_004_173, 7_919  # numbers of applications that never were
_WORDS = Path(__file__).with_name("samples.yaml")
_CLERK = Principal("staff", "demo", "Demo", frozenset({rights.OBSERVE}))
_UNKNOWN = "QC-HOLD 7"  # a word that no city has, for the list of what needs to be looked at
_SKIPS, _ODD = 4, 11  # which document leaves a stage out, and of which a strange word is said


def samples(tracking: Tracking) -> Samples:
    async def make() -> None:
        said = list(_said(tracking))
        source = next(iter(tracking.setting.said.sources), None)
        if source is not None:
            await tracking.observe(said, source, run="export.csv")
            return
        for one in said:
            await tracking.noted(one, _CLERK)

    return Samples("doctrack.documents", make)


def example(tracking: Tracking) -> tuple[str, str]:
    """A number and its secret that can be tried in the demo: the newest document that is ready, or any."""
    plan = tracking.setting.plan
    ready = {id for id, stage in plan.stages.items() if stage.ready}
    last = {one.number: one for one in _said(tracking) if one.stage != _UNKNOWN}
    chosen = next((one for one in last.values() if one.stage in ready), None) or next(iter(last.values()), None)
    return ("", "") if chosen is None else (chosen.number, chosen.secret)


def _said(tracking: Tracking) -> Iterator[Observed]:
    """All that the sources say, document by document."""
    plan = tracking.setting.plan
    kinds = list(plan.kinds.values())
    for place in range(_DOCUMENTS if kinds else 0):
        yield from _document(tracking, place, kinds[place % len(kinds)])


def _document(tracking: Tracking, place: int, kind: Kind) -> Iterator[Observed]:
    setting, number = tracking.setting, str(_FIRST + place * _STEP)
    today = setting.now.astimezone(setting.zone).date()
    way = [one for one in kind.version(today).stages if not setting.plan.stages[one].aside]
    reached = way[: 1 + (place // len(setting.plan.kinds) + place) % len(way)]
    began = setting.now - timedelta(days=3 * len(reached) + place % 5, hours=place % 7)
    offices = list(setting.runtime.city.offices)
    for step, stage in enumerate(reached):
        if place == _SKIPS and 0 < step < len(reached) - 1:
            continue
        at = began + timedelta(days=2 * step + step * (place % 3) / 2, hours=(place * 3 + step) % 6)
        yield Observed(
            number,
            kind.id,
            stage,
            min(at, setting.now).replace(second=0, microsecond=0),
            secret=secret(setting.plan.asks, place, setting.runtime.languages.default),
            office=offices[place % len(offices)] if offices else "",
            began=began.astimezone(setting.zone).date(),
        )
    if place == _ODD:
        yield Observed(number, kind.id, _UNKNOWN, setting.now)


def secret(asks: str, place: int, language: str) -> str:
    """What the holder of a sample knows."""
    match asks:
        case "last_name":
            names = _names()
            return str((names.get(language) or names["en"])[place % 8])
        case "birth_date":
            return f"{1960 + place}-05-{place % 28 + 1:02d}"
        case "birth_year":
            return str(1960 + place)
        case _:
            return str(4100 + place * 37)


@lru_cache
def _names() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))["names"]
    return found
