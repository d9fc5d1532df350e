"""The past of a real database under another file: what would have been different. It is only read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.contracts.past import Count, Retold, Retrospect, Spread, Waits
from civicore.first_steps import CannotStart
from civicore.reading import Settings
from civicore.storage.transaction import CannotOpen

_NOTHING = "–"


async def retold(file: Path, database: str, first: date, last: date) -> Retold:
    """Live the days again under the file; CannotStart when the file or the database cannot be used."""
    # A demo needs no secrets; nothing is prepared, migrated or sent.
    built = build(Settings(file=file, database=database, demo=True, clock=DemoClock()))
    store = built.runtime.store
    try:
        await store.open()
    except CannotOpen as error:
        raise CannotStart(str(error)) from None
    try:
        waits: list[Waits] = []
        counts: list[Count] = []
        async with store.reading():
            for part in built.runtime.services.all(Retrospect):  # type: ignore[type-abstract]
                told = await part.again(first, last)
                waits += told.waits
                counts += told.counts
        return Retold(tuple(waits), tuple(counts))
    finally:
        await store.close()


def as_text(told: Retold, file: str, first: date, last: date) -> str:
    """A table for people; times in minutes and seconds."""
    head = ("office", "who", "visits", "median was", "median would", "90 % was", "90 % would")
    rows = [(one.office, one.group, _visits(one.was, one.would), *_pair(one.was, one.would)) for one in told.waits]
    counted = [(one.office, one.what.replace("_", " "), f"{one.was} -> {one.would}") for one in told.counts]
    waited = any(one.was or one.would for one in told.waits)
    if not waited and not any(one.was or one.would for one in told.counts):
        return f"nothing is in the log from {first} to {last}"
    title = f"{first} to {last} as it was, and as it would have been under {file}"
    return "\n".join([title, *_table([head, *rows]), "", *_table([("office", "people", "was -> would"), *counted])])


def as_json(told: Retold, file: str, first: date, last: date) -> str:
    """The same for programs; waits in seconds."""
    said = {"file": file, "from": first.isoformat(), "to": last.isoformat(), **asdict(told)}
    return json.dumps(said, ensure_ascii=False)


def _pair(was: Spread | None, would: Spread | None) -> tuple[str, ...]:
    return tuple(
        _NOTHING if one is None else _minutes(getattr(one, what)) for what in ("median", "p90") for one in (was, would)
    )


def _visits(was: Spread | None, would: Spread | None) -> str:
    before, after = (0 if one is None else one.visits for one in (was, would))
    return str(before) if before == after else f"{before} -> {after}"


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = list(rows)
    widths = [max(len(row[place]) for row in lines) for place in range(len(lines[0]))]
    return ["  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in lines]
