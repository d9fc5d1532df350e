"""How the lines are: what each process must know of them stands in the database. Inside units of work and readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicore_bots.tables import LineRow


@dataclass(frozen=True)
class State:
    """``trouble`` is one sentence of ours, empty when the line is well; ``since`` is when it became so."""

    line: str
    well: bool = True
    trouble: str = ""
    since: datetime | None = None
    tried_at: datetime | None = None
    free_at: datetime | None = None
    poor_at: datetime | None = None
    next_number: int = 0


async def states() -> dict[str, State]:
    """Every line that anything is known of."""
    return {row["id"]: _state(row) for row in await LineRow.select()}


async def state(line: str) -> State:
    """One line; well as long as nothing else is known."""
    row = await LineRow.select().where(LineRow.id == line).first()
    return _state(row) if row else State(line)


async def change(line: str, **values: Any) -> None:
    """Write down what is known now; inside a unit of work."""
    await LineRow.insert(LineRow(id=line)).on_conflict(action="DO NOTHING")
    columns: dict[Any, Any] = {getattr(LineRow, name): value for name, value in values.items()}
    await LineRow.update(columns).where(LineRow.id == line)


async def judged(line: str, trouble: str | None, now: datetime) -> bool:
    """A probe ended; whether that is news."""
    before = await state(line)
    news = before.well != (trouble is None) or before.since is None
    since = now if news else before.since
    await change(line, well=trouble is None, trouble=trouble or "", since=since, tried_at=now)
    return news


def _state(row: dict[str, Any]) -> State:
    return State(
        row["id"],
        row["well"],
        row["trouble"],
        row["since"],
        row["tried_at"],
        row["free_at"],
        row["poor_at"],
        row["next_number"],
    )
