"""Whatever clerks do in whatever order, a case never leaves the machine that the file describes (case 31)."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from civicore_signals import lifecycle
from civicore_signals.case import Case, Place
from civicore_signals.dossier import Part
from civicore_signals.feed import Observation
from civicore_signals.lifecycle import Given
from civicore_signals.plan import Plan
from civicore_signals.service import Account

from civicore.base.refusal import Refusal
from civicore.base.spans import Duration
from tests.signals.backoffice.office import BOSS, NE, ROADS, SW, Office
from tests.tools.counts import times

JANA = Account(UUID(int=77))
DEEDS = (
    "move", "move", "move", "move", "assign", "ask", "reply", "extend", "relocate", "category", "merge", "unmerge",
    "observe", "reopen", "withdraw", "split", "wait",
)  # fmt: skip


async def deed(office: Office, case: Case, chance: random.Random, others: list[UUID]) -> Any:
    """One deed chosen by chance, sensible or not."""
    desk, cases, who = office.desk, office.cases, chance.choice((BOSS, BOSS, ROADS))
    status = chance.choice(list(cases.setting.plan.statuses))
    given = Given("Words." if chance.random() < 0.8 else "", chance.choice((None, "solved", "answered", "passed_on")))
    match chance.choice(DEEDS):
        case "move":
            return await desk.move(case.id, status, given, who, chance.choice((None, case.version, 1)))
        case "assign":
            return await desk.assign(case.id, who, unit=chance.choice(("roads", "north", "parks")), reason="So.")
        case "ask":
            return await desk.ask(case.id, "Where?", who)
        case "reply":
            return await cases.reply(JANA, "There.", case=case.id)
        case "extend":
            return await desk.extend(case.id, Duration(days=3), "Archive.", who)
        case "relocate":
            return await desk.relocate(case.id, Place(chance.choice((SW, NE))), who)
        case "category":
            return await desk.change_category(case.id, chance.choice(("lighting", "roads.cycling")), who)
        case "merge":
            return await desk.merge(case.id, chance.choice(others), who)
        case "unmerge":
            return await desk.unmerge(case.id, who)
        case "observe":
            line = Observation(case.number or "", office.clock.now().isoformat(), f"{status}/solved")
            return await desk.observe([line], "feed")
        case "reopen":
            return await cases.reopen(JANA, "No!", case.id)
        case "withdraw":
            return await cases.withdraw(JANA, case=case.id) if chance.random() < 0.1 else None
        case "split":
            return await desk.split(case.id, [Part("lighting", "A lamp.")], who) if chance.random() < 0.2 else None
    office.clock.advance(timedelta(days=chance.choice((1, 5, 20))))
    return None


def check(plan: Plan, case: Case) -> None:
    """What holds for every case at every time."""
    final = plan.statuses[case.status].final
    assert case.status in plan.kinds[case.kind].statuses
    if case.state == "withdrawn":
        assert case.closed_at is not None
        return
    assert (case.closed_at is not None) == final, case
    assert (case.outcome is not None) == final, case
    if final:
        assert case.outcome in plan.outcomes
        assert case.clock.stopped_at is not None or case.clock.deadline is None
        assert not plan.outcomes[case.outcome or ""].needs_body or case.body
        assert lifecycle.counts_as(plan, case) is not None
    else:
        assert case.clock.stopped_at is None, case


@pytest.mark.anyio
async def test_signal_case_31_random_deeds_never_leave_the_machine(office: Office, engine_name: str) -> None:
    """A thousand sequences in a soak; each of some deeds on three cases that know each other."""
    chance = random.Random(31)
    plan = office.cases.setting.plan
    done = refused = 0
    for _ in range(times(12 if engine_name == "sqlite" else 3, 1_000)):
        office.set("2026-11-23T09:00")
        ids = [(await office.filed()).id, (await office.filed()).id, (await office.foi()).id]
        for _ in range(12):
            case = await office.now(chance.choice(ids))
            answer = await deed(office, case, chance, ids)
            refused += isinstance(answer, Refusal)
            done += isinstance(answer, Case)
            for id in ids:
                check(plan, await office.now(id))
    assert done and refused
