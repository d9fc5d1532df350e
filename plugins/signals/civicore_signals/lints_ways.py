"""The ways of the kinds: statuses that are reached and left, outcomes that can be given, deadlines that can be kept."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Duration, Finding, say
from civicore_signals.clockwork import Law
from civicore_signals.config import Signals
from civicore_signals.lifecycle import outcomes, sources
from civicore_signals.plan import Kind, Plan, Status

Path = tuple[str | int, ...]
_NOTHING = Duration()


def check(city: City, said: Signals, plan: Plan) -> Iterator[Finding]:
    """L428, L429, L463."""
    for key, status in plan.statuses.items():
        yield from _status(plan, ("signals", "statuses", key), status)
    for kind in plan.kinds.values():
        yield from _way(said, plan, kind)
    for law in plan.deadlines.values():
        yield from _law(city, law)
    for kind in plan.kinds.values():
        yield from _silence(plan, kind)


def _status(plan: Plan, path: Path, status: Status) -> Iterator[Finding]:
    for index, one in enumerate(status.sources or ()):
        if plan.statuses[one].final:
            message = say('"%(one)s" is final: only its reopening leads out of it', one=one)
            yield Finding("L428", message, (*path, "after", index))
    if not status.by:
        yield Finding("L428", say("nobody may take this step"), (*path, "by"))
    if status.reopen is not None and not status.final:
        yield Finding("L428", say("only what is final can be opened again"), (*path, "reopen"))
    if status.reopen is not None and plan.statuses[status.reopen.to].final:
        yield Finding("L428", say("opening it again leads to what is final"), (*path, "reopen", "to"))
    if status.outcomes is not None and not status.final:
        yield Finding("L428", say("outcomes of a status that is not final"), (*path, "outcomes"))


def _way(said: Signals, plan: Plan, kind: Kind) -> Iterator[Finding]:
    path: Path = ("signals", "kinds", kind.id)
    if not kind.statuses or not any(one.final for one in plan.way(kind.id)):
        yield Finding(
            "L428", say('a "%(kind)s" never ends: its way has no final status', kind=kind.id), path, at_key=True
        )
        return
    where = (*path, "statuses") if said.kinds[kind.id].statuses is not None else path
    reached = reachable(plan, kind.id)
    for status in plan.way(kind.id):
        if status.id not in reached:
            message = say('a "%(kind)s" never reaches "%(status)s"', kind=kind.id, status=status.id)
            yield Finding("L428", message, where, at_key=where == path)
        elif not status.final and not _leads_on(plan, kind.id, status):
            yield Finding(
                "L428",
                say('a "%(kind)s" never leaves "%(status)s"', kind=kind.id, status=status.id),
                where,
                at_key=where == path,
            )
        elif status.final:
            yield from _ends(plan, kind, status, where)
    yield from _outcomes(said, plan, kind, path)


def reachable(plan: Plan, kind: str) -> frozenset[str]:
    """Every status to which a kind can come from where it begins."""
    found = {plan.start(kind)}
    while True:
        more = {one.id for one in plan.way(kind) if one.by and not found.isdisjoint(sources(plan, kind, one))} - found
        if not more:
            return frozenset(found)
        found |= more


def _leads_on(plan: Plan, kind: str, status: Status) -> bool:
    return any(status.id in sources(plan, kind, one) and one.by for one in plan.way(kind) if one.id != status.id)


def _ends(plan: Plan, kind: Kind, status: Status, where: Path) -> Iterator[Finding]:
    if not outcomes(plan, kind.id, status):
        message = say(
            'a "%(kind)s" cannot end in "%(status)s": none of its outcomes is possible there',
            kind=kind.id,
            status=status.id,
        )
        yield Finding("L428", message, where, at_key=where[-1] == kind.id)
    if status.reopen is not None and status.reopen.to not in kind.statuses:
        message = say(
            'a "%(kind)s" is opened again to "%(to)s", which is not on its way', kind=kind.id, to=status.reopen.to
        )
        yield Finding("L428", message, ("signals", "statuses", status.id, "reopen", "to"))


def _outcomes(said: Signals, plan: Plan, kind: Kind, path: Path) -> Iterator[Finding]:
    """An outcome that the file gives to a kind by name must be possible in one of its final statuses."""
    possible = {one for status in plan.way(kind.id) for one in outcomes(plan, kind.id, status)}
    for index, one in enumerate(said.kinds[kind.id].outcomes or ()):
        if one not in possible:
            message = say('no final status of a "%(kind)s" allows the outcome "%(outcome)s"', kind=kind.id, outcome=one)
            yield Finding("L428", message, (*path, "outcomes", index))


def _law(city: City, law: Law) -> Iterator[Finding]:
    path: Path = ("signals", "deadlines", law.id)
    rule, extend = law.rule, law.extend
    if rule.counted_in == "working_days":
        if city.holidays.calendar == "none" and not city.holidays.extra:
            message = say("working days are counted, but the file names no holiday calendar")
            yield Finding("L429", message, (*path, "counted_in"))
        given = (rule.length, extend.most if extend is not None else _NOTHING)
        if any(one.months or one.seconds for one in given):
            yield Finding("L463", say("only days can be counted in working days"), (*path, "counted_in"))
    if rule.most is not None and rule.most.exact < rule.length.exact:
        yield Finding(
            "L463",
            say("the cap %(most)s is shorter than the length %(length)s", most=rule.most, length=rule.length),
            (*path, "cap"),
        )
    if extend is not None and bool(extend.most.seconds) != bool(rule.length.seconds):
        yield Finding("L463", say("hours are extended by hours, days by days"), (*path, "extend", "most"))
    if law.ask.within is not None and law.ask.then is None:
        message = say("an answer is waited for, but nothing follows when none comes: write then")
        yield Finding("L463", message, (*path, "ask"))


def _silence(plan: Plan, kind: Kind) -> Iterator[Finding]:
    """L463: the status after silence is one to which the system itself leads from where the answer is waited for."""
    waiting = [one.id for one in plan.way(kind.id) if one.phase == "waiting"]
    for law in laws_of(plan, kind):
        then = law.ask.then
        if then is None or not waiting:
            continue
        path: Path = ("signals", "deadlines", law.id, "ask", "then")
        status = plan.statuses[then]
        if then not in kind.statuses:
            yield Finding("L463", say('"%(then)s" is not on the way of a "%(kind)s"', then=then, kind=kind.id), path)
        elif "system" not in status.by or not set(waiting) <= set(sources(plan, kind.id, status)):
            message = say(
                'the system cannot move a "%(kind)s" from %(waiting)s to "%(then)s"',
                kind=kind.id,
                waiting=waiting,
                then=then,
            )
            yield Finding("L463", message, path)


def laws_of(plan: Plan, kind: Kind) -> tuple[Law, ...]:
    """Every deadline that a case of a kind may have."""
    found = {law.id: law for one in plan.types(kind.id) if (law := plan.law(kind.id, one.id)) is not None}
    return tuple(found.values())
