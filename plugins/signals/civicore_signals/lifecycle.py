"""The way of a case from status to status: which moves there are for whom, and what each of them needs.

The file declares every move; what it does not declare cannot happen. Out of a final status leads only its reopening,
until the last second of the last day in the city's time, by the server's clock (case 33).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from civicore import Refusal, Text
from civicore_signals.case import Case
from civicore_signals.plan import Actor, Counts, Needs, Plan, Reopening, Status, Told

_MISSING: Mapping[Needs, Refusal] = {
    "outcome": Refusal("signals.outcome_missing"),
    "text": Refusal("signals.text_missing"),
    "body": Refusal("signals.body_missing"),
    "file": Refusal("signals.file_missing"),
}


@dataclass(frozen=True)
class Given:
    """What comes with a move. ``body``: the authority to which a case is passed on.

    ``files`` are kept uploads of ``files_of``, which become papers of the case.
    """

    text: str = ""
    outcome: str | None = None
    body: str | None = None
    files: tuple[UUID, ...] = ()
    files_of: str = ""


@dataclass(frozen=True)
class Move:
    """A move that is possible now. ``until``: instant (UTC) at which a reopening is over, None: never.

    ``clock``: what a reopening does to the deadline; the caller does it.
    """

    to: str
    name: Text
    requires: tuple[Needs, ...] = ()
    outcomes: tuple[str, ...] = ()
    tell: tuple[Told, ...] = ()
    reopens: bool = False
    clock: Literal["restart", "resume"] | None = None
    until: datetime | None = None


def moves(plan: Plan, case: Case, actor: Actor, now: datetime) -> tuple[Move, ...]:
    """Everything that somebody may do with the status of a case now, in the order of its way."""
    here = plan.statuses.get(case.status)
    if not _movable(plan, case, actor) or here is None:
        return ()
    if here.final:
        again = _reopening(plan, case, here, actor, now)
        return () if again is None else (again,)
    return tuple(_forward(plan, case, actor))


def move(plan: Plan, case: Case, to: str, actor: Actor, given: Given, now: datetime) -> Case | Refusal:
    """The case in its new status, or ``signals.not_allowed``, ``reopen_over``, ``outcome_…``, ``…_missing``.

    Only the caller knows the clock, the history and the notices: they are his to follow up.
    """
    chosen = next((one for one in moves(plan, case, actor, now) if one.to == to), None)
    if chosen is None:
        return _impossible(plan, case, to, actor, now)
    if chosen.reopens:
        return replace(
            case, status=to, outcome=None, body=None, closed_at=None, changed_at=now, reopened=case.reopened + 1
        )
    return _moved(plan, case, chosen, given, now)


def register(plan: Plan, case: Case, number: str, registered_on: date, now: datetime) -> Case:
    """The case with its number, live, in the status to which the registration leads."""
    entered = replace(case, number=number, registered_on=registered_on, registered_at=now, changed_at=now, state="live")
    return replace(
        entered, status=registered_status(plan, case.kind) if case.status == plan.start(case.kind) else case.status
    )


def registered_status(plan: Plan, kind: str) -> str:
    """Where registration leads: the first status to which the system itself moves on from the beginning."""
    start = plan.start(kind)
    reached = (one.id for one in plan.way(kind) if "system" in one.by and start in sources(plan, kind, one))
    return next(reached, start)


def counts_as(plan: Plan, case: Case) -> Counts | None:
    """What a closed case counts as in every figure, None while it is open (case 35)."""
    status = plan.statuses.get(case.status)
    if status is None or not status.final:
        return None
    outcome = plan.outcomes.get(case.outcome or "")
    return "none" if outcome is None else outcome.counts_as


def sources(plan: Plan, kind: str, status: Status) -> tuple[str, ...]:
    """The statuses from which one is reached by an ordinary move; none of them is final."""
    way = plan.kinds[kind].statuses
    before = way[: way.index(status.id)] if status.sources is None else status.sources
    return tuple(one for one in before if one in way and not plan.statuses[one].final)


def outcomes(plan: Plan, kind: str, status: Status) -> tuple[str, ...]:
    """How a case of a kind may end in a final status."""
    of_kind = plan.kinds[kind].outcomes
    return tuple(one for one in of_kind if status.outcomes is None or one in status.outcomes) if status.final else ()


def _movable(plan: Plan, case: Case, actor: Actor) -> bool:
    if case.kind not in plan.kinds or case.state in ("withdrawn", "erased"):
        return False
    return actor == "system" or (case.state == "live" and case.merged_into is None)


def _forward(plan: Plan, case: Case, actor: Actor) -> Iterator[Move]:
    for status in plan.way(case.kind):
        if status.id != case.status and actor in status.by and case.status in sources(plan, case.kind, status):
            possible = outcomes(plan, case.kind, status)
            yield Move(status.id, status.name, _needs(status, possible), possible, status.tell)


def _needs(status: Status, possible: tuple[str, ...]) -> tuple[Needs, ...]:
    """Without an outcome nothing ends, whatever the file asks; where only one is possible it is not asked."""
    asked = tuple(one for one in status.requires if one != "outcome")
    return ("outcome", *asked) if len(possible) > 1 else asked


def _reopening(plan: Plan, case: Case, here: Status, actor: Actor, now: datetime) -> Move | None:
    found = here.reopen
    if found is None or actor not in found.by or found.to not in plan.kinds[case.kind].statuses:
        return None
    until = reopen_until(plan, case, found)
    if until is not None and now >= until:
        return None
    to = plan.statuses[found.to]
    return Move(to.id, to.name, tell=to.tell, reopens=True, clock=found.clock, until=until)


def reopen_until(plan: Plan, case: Case, found: Reopening) -> datetime | None:
    """The instant (UTC) from which it is too late: the end of the last civil day."""
    if found.within is None or case.closed_at is None:
        return None
    return plan.calendar.end(found.within.add_to(plan.calendar.day(case.closed_at)))


def _impossible(plan: Plan, case: Case, to: str, actor: Actor, now: datetime) -> Refusal:
    here = plan.statuses.get(case.status)
    found = here.reopen if here is not None else None
    if found is not None and found.to == to and actor in found.by and _movable(plan, case, actor):
        return Refusal("signals.reopen_over", until=reopen_until(plan, case, found))
    return Refusal("signals.not_allowed", status=case.status, to=to)


def _moved(plan: Plan, case: Case, chosen: Move, given: Given, now: datetime) -> Case | Refusal:
    missing = _missing(chosen, given)
    if missing is not None:
        return _MISSING[missing]
    if not plan.statuses[chosen.to].final:
        return replace(case, status=chosen.to, changed_at=now)
    outcome = given.outcome or next(iter(chosen.outcomes), None)
    if outcome is None or outcome not in chosen.outcomes:
        return Refusal("signals.outcome_unknown", outcome=outcome)
    body = given.body if plan.outcomes[outcome].needs_body else None
    if plan.outcomes[outcome].needs_body and not body:
        return _MISSING["body"]
    return replace(case, status=chosen.to, outcome=outcome, body=body, closed_at=now, changed_at=now)


def _missing(chosen: Move, given: Given) -> Needs | None:
    there = {"outcome": given.outcome, "text": given.text.strip(), "body": given.body, "file": given.files}
    return next((one for one in chosen.requires if not there[one]), None)
