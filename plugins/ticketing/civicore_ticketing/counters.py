"""Counters in the database: who sits there, whether they call, and what their last deed changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from civicore_ticketing import store
from civicore_ticketing.moves import Deed
from civicore_ticketing.tables import CounterRow
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CounterState


@dataclass(frozen=True)
class Done:
    """What the last deed changed, so that it can be taken back: tickets as they were, and its lines in the log.

    ``last`` is the ticket that the counter had called last in turn before. ``given``: the deed itself gave out the
    number, which becomes invalid.
    """

    action: str
    label: str
    log: UUID
    deeds: tuple[Deed, ...]
    last: UUID | None = None
    given: bool = False

    @property
    def at(self) -> datetime:
        return self.deeds[0].at


@dataclass(frozen=True)
class Counter:
    """A counter of today. ``staff`` is an account, ``staff_name`` what colleagues read."""

    id: str
    office: str
    day: date
    state: CounterState = "closed"
    staff: str | None = None
    staff_name: str | None = None
    since: datetime | None = None
    last: UUID | None = None
    done: Done | None = None


async def get(counter: str, office: str, day: date) -> Counter:
    """The counter today; one that was left open on another day is closed."""
    rows = await CounterRow.select().where(CounterRow.id == counter, CounterRow.day == day)
    return _value(rows[0]) if rows else Counter(counter, office, day)


async def of_office(office: str, day: date) -> dict[str, Counter]:
    """The counters that were opened today, by id."""
    rows = await CounterRow.select().where(CounterRow.office == office, CounterRow.day == day)
    return {row["id"]: _value(row) for row in rows}


async def save(counter: Counter) -> None:
    """Write a counter as it is now; whoever calls has locked it."""
    row = CounterRow(id=counter.id, **_columns(counter))
    changed = [column for column in CounterRow.all_columns() if column is not CounterRow.id]
    await CounterRow.insert(row).on_conflict(target=CounterRow.id, action="DO UPDATE", values=changed)


async def forget(before: date) -> None:
    """Drop counters last opened before a day: names of staff are not kept."""
    await CounterRow.delete().where(CounterRow.day < before)


def _columns(counter: Counter) -> dict[str, Any]:
    return {
        "office": counter.office,
        "day": counter.day,
        "state": counter.state,
        "staff": counter.staff,
        "staff_name": counter.staff_name,
        "since": counter.since,
        "last": counter.last,
        "undo": json.dumps(_written(counter.done)) if counter.done else None,
    }


def _value(row: dict[str, Any]) -> Counter:
    return Counter(
        id=row["id"],
        office=row["office"],
        day=row["day"],
        state=row["state"],
        staff=row["staff"],
        staff_name=row["staff_name"],
        since=row["since"],
        last=row["last"],
        done=_read(json.loads(row["undo"])) if row["undo"] else None,
    )


def _written(done: Done) -> dict[str, Any]:
    return {
        "action": done.action,
        "label": done.label,
        "log": str(done.log),
        "last": str(done.last) if done.last else None,
        "given": done.given,
        "deeds": [
            {"before": store.to_json(one.before), "version": one.version, "at": one.at.isoformat()}
            for one in done.deeds
        ],
    }


def _read(kept: dict[str, Any]) -> Done:
    return Done(
        action=kept["action"],
        label=kept["label"],
        log=UUID(kept["log"]),
        last=UUID(kept["last"]) if kept["last"] else None,
        given=kept["given"],
        deeds=tuple(
            Deed(store.from_json(one["before"]), one["version"], datetime.fromisoformat(one["at"]))
            for one in kept["deeds"]
        ),
    )


def current(counter: str, tickets: Iterable[Ticket]) -> Ticket | None:
    """Who is at a counter, or called there."""
    return next((one for one in tickets if one.counter == counter and one.state in ("called", "serving")), None)
