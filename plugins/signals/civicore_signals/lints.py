"""What one field of ``signals:`` alone cannot tell, found before the city opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from civicore import City, Finding
from civicore_signals import lints_feeds, lints_matters, lints_public, lints_routing, lints_ways
from civicore_signals.config import Signals
from civicore_signals.working_out import plan_of


def check(city: City) -> Iterator[Finding]:
    """Everything about ``signals:`` that contradicts itself or asks for trouble."""
    said: Signals | None = city.section("signals")
    if said is None or not said.enabled:
        return
    if _dangling(city, said):  # told as E201 by the core; what stands on it cannot be judged
        return
    told: set[tuple[str, str, object]] = set()
    plan = plan_of(city)
    for rule in (lints_matters.check, lints_ways.check, lints_routing.check, lints_public.check, lints_feeds.check):
        for one in rule(city, said, plan):
            if (one.code, one.message, one.path) not in told:
                told.add((one.code, one.message, one.path))
                yield one


def _dangling(city: City, said: Signals) -> bool:
    """Whether some word names what is not there."""
    named: list[tuple[Iterable[str | None], Iterable[str]]] = []
    for kind in said.kinds.values():
        named += [(kind.statuses or (), said.statuses), (kind.outcomes or (), said.outcomes)]
        named.append(([kind.deadline], said.deadlines))
    for category in said.categories.values():
        for one in (category, *category.subcategories.values()):
            named += [(one.kinds or (), said.kinds), ([one.unit], city.departments), ([one.deadline], said.deadlines)]
    for status in said.statuses.values():
        again = [status.reopen.to] if status.reopen is not None else []
        named += [((*(status.after or ()), *again), said.statuses), (status.outcomes or (), said.outcomes)]
    named.append(((one.ask.then for one in said.deadlines.values()), said.statuses))
    named.append(((said.default_unit, *(rule.to for rule in said.routing)), city.departments))
    named.append(((one.parent for one in city.departments.values()), city.departments))
    return any(word is not None and word not in known for words, known in named for word in words)
