"""Taking over what another system says of cases, in whatever order and however often it comes (cases 38 to 41)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from civicore import Principal, Refusal, UnitOfWork, new_id
from civicore_signals import acting, feed, joined, numbering, rights, store, telling
from civicore_signals.case import Case, Event
from civicore_signals.feed import UNKNOWN, Observation, Seen, Settled
from civicore_signals.personal import flags
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.tables import ObservationRow
from civicore_signals.trying import CHANGED, tried

_LOOKED_AT = 1000  # odd lines of which the newest are shown


@dataclass(frozen=True)
class Report:
    """What a feed has brought: new lines, lines known before, cases that changed, keys of nobody's cases.

    ``raised`` are the cases of which somebody should look at a line: a status that nobody knows, or an odd instant.
    """

    new: int = 0
    known: int = 0
    changed: tuple[UUID, ...] = ()
    nobodys: tuple[str, ...] = ()
    raised: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Raised:
    """A line of a feed that somebody should look at: ``mark`` says why, words separated by blanks."""

    case: Case
    status: str
    said_at: str
    text: str
    mark: str
    feed: str


@dataclass(frozen=True)
class _Line:
    """One observation about a case, as it will be kept."""

    said: Observation
    seen: Seen
    mark: str


async def observe(setting: Setting, observations: Sequence[Observation], source: str) -> Report:
    """Take lines over, each case in a unit of its own; the report adds them up."""
    by_case: dict[str, dict[str, Observation]] = defaultdict(dict)
    for one in observations:
        by_case[one.case][one.key] = one
    whole = Report()
    for name in sorted(by_case):
        lines = [by_case[name][key] for key in sorted(by_case[name])]
        report = await tried(setting, partial(_case, setting, source, name, lines))
        whole = whole if isinstance(report, Refusal) else _added(whole, report)
    return whole


def _added(one: Report, other: Report) -> Report:
    return Report(
        one.new + other.new,
        one.known + other.known,
        (*one.changed, *other.changed),
        (*one.nobodys, *other.nobodys),
        (*one.raised, *other.raised),
    )


async def _case(
    setting: Setting, source: str, name: str, lines: Sequence[Observation], unit: UnitOfWork
) -> Report | Refusal:
    await unit.lock(f"signals.feed:{name}")
    case = await _found(name)
    if case is None:
        return Report(nobodys=(name,))
    before = await _kept(setting, case.id)
    fresh = [one for one in lines if one.key not in {seen.key for seen in before}]
    new = [_line(setting, case, source, one, unit.now) for one in fresh]
    events = await store.events_of(case.id)
    for line in sorted(new, key=lambda one: (one.seen.stamp.at, one.seen.key)):
        await _keep(setting, unit, case, source, line)
    changed = await _settle(setting, unit, case, source, events, before, new) if new else False
    if isinstance(changed, Refusal):
        return changed
    return Report(
        len(new),
        len(lines) - len(new),
        (case.id,) if changed else (),
        raised=(case.id,) if any(_odd(one.mark) for one in new) else (),
    )


async def _found(name: str) -> Case | None:
    try:
        return await store.get(UUID(name))
    except ValueError:
        return await store.numbered(numbering.key(name))


async def _kept(setting: Setting, case: UUID) -> list[Seen]:
    rows = await ObservationRow.select().where(ObservationRow.case_id == case)
    return [
        Seen(row["key"], feed.Stamp(row["at"]), feed.translated(setting.plan, row["feed"], row["status"]), row["text"])
        for row in rows
    ]


def _line(setting: Setting, case: Case, source: str, said: Observation, now: datetime) -> _Line:
    stamp = feed.stamp(said.at, setting.zone, case.received_at, now)
    status = feed.translated(setting.plan, source, said.status)
    known = feed.meant(setting.plan, case.kind, status).known
    mark = " ".join(one for one in (stamp.mark, "" if known else UNKNOWN) if one)
    return _Line(said, Seen(said.key, stamp, status, said.text), mark)


async def _keep(setting: Setting, unit: UnitOfWork, case: Case, source: str, line: _Line) -> None:
    """The words as they came in the log of the feed, a line of the history beside it."""
    said, at = line.said, line.seen.stamp.at
    row = ObservationRow(
        id=new_id(),
        case_id=case.id,
        feed=source,
        key=said.key,
        status=said.status,
        said_at=said.at,
        at=at,
        mark=line.mark,
        text=said.text,
        seen_at=unit.now,
    )
    await ObservationRow.insert(row)
    meant = feed.meant(setting.plan, case.kind, line.seen.status)
    await store.add_event(
        case.id,
        "observed",
        at,
        f"feed:{source}",
        public=meant.known,
        status=meant.status,
        outcome=meant.outcome,
        text="" if flags(said.text) else said.text,
        facts={"said": said.status, "said_at": said.at, "mark": line.mark, "key": said.key},
    )


async def _settle(
    setting: Setting,
    unit: UnitOfWork,
    case: Case,
    source: str,
    events: Sequence[Event],
    before: Sequence[Seen],
    new: Sequence[_Line],
) -> bool | Refusal:
    """Give the case the state that all that is known leads to, and tell it if that is news.

    Whatever comes late, who sent the case hears of its end.
    """
    if case.state != "live":
        return False
    plan = setting.plan
    known = [*feed.own_points(events), *feed.feed_points(plan, case.kind, before)]
    after = feed.settled(plan, case.kind, [*known, *feed.feed_points(plan, case.kind, [one.seen for one in new])])
    settled = _with(setting, case, after)
    if settled == case:
        return False
    kept = await store.change(replace(settled, changed_at=unit.now), case)
    if kept is None:
        return CHANGED  # a clerk was faster: all is read anew, for the same line never comes as new again
    await unit.record(
        "signals.observed", actor=f"feed:{source}", subject=acting.subject(case.id), facts={"status": kept.status}
    )
    ends = case.closed_at is None and kept.closed_at is not None
    if feed.is_news(known, after, {one.seen.key for one in new}, ends=ends) and case.merged_into is None:
        await telling.status(setting, unit, kept, "")
    if ends:
        await joined.ended(setting, unit, kept, "", f"feed:{source}")
    return True


def _with(setting: Setting, case: Case, after: Settled) -> Case:
    """The case in that state; its clock stands exactly while it is closed, so that order leaves no trace."""
    if after.giver.own and (after.status, after.outcome, after.reopened) == (case.status, case.outcome, case.reopened):
        return case
    final = setting.plan.statuses[after.status].final
    at = after.giver.at if final else None
    return replace(
        case,
        status=after.status,
        outcome=after.outcome if final else None,
        body=case.body if final and after.outcome == case.outcome else None,
        closed_at=at,
        reopened=after.reopened,
        clock=replace(case.clock, stopped_at=at),
    )


async def raised(setting: Setting, by: Principal, limit: int = 100) -> tuple[Raised, ...]:
    """Lines of feeds about open cases of a reader's units that somebody should look at, the newest first.

    A word that the file has learnt since is not shown any more.
    """
    plan = setting.plan
    async with setting.runtime.store.reading():
        rows = await ObservationRow.select().where(ObservationRow.mark != "").order_by(
            ObservationRow.seen_at, ascending=False
        ).limit(_LOOKED_AT)  # fmt: skip
        cases = await store.many({row["case_id"] for row in rows})
    found = (
        Raised(cases[row["case_id"]], row["status"], row["said_at"], row["text"], row["mark"], row["feed"])
        for row in rows
        if row["case_id"] in cases
    )
    shown = [
        one
        for one in found
        if one.case.closed_at is None and acting.holds(plan, by, one.case, rights.SEE) and _still_odd(plan, one)
    ]
    return tuple(shown[:limit])


def _odd(mark: str) -> bool:
    """Whether somebody should look: civil time of the city without a zone is how some systems always write."""
    return bool(set(mark.split()) - {"no_zone"})


def _still_odd(plan: Plan, one: Raised) -> bool:
    known = feed.meant(plan, one.case.kind, feed.translated(plan, one.feed, one.status)).known
    return _odd(" ".join(word for word in one.mark.split() if not (known and word == UNKNOWN)))
