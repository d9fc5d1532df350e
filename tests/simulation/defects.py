"""Protections, each taken away for the length of a test: what a simulation must find, one at least for each invariant.

The first six are those whose loss must never go unseen (C.5 of the safety paper).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from civicore_booking import cancelling, check_in, drafts, keeping, lifecycle, limits
from civicore_booking.api_caller import Caller
from civicore_signals import lifecycle as cases
from civicore_signals.plan import Plan
from civicore_ticketing import calls

from civicore.base.clock import whole_second
from civicore.capacity import ledger, questions
from civicore.devices import spool
from civicore.devices.printer import Printed
from civicore.messaging.sms import receipts
from civicore.people import principals
from civicore.storage import queue_questions
from civicore.storage.statement import Statement
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forgery import ForgeryGuard
from civicore.web.kept import KeptAnswers
from tests.tools.serving import ROOT

TOWN = Path(__file__).with_name("town.yaml")
SECOND = timedelta(seconds=1)
Defect = Callable[[pytest.MonkeyPatch], None]


def index_dropped(patch: pytest.MonkeyPatch) -> None:
    """(a) Nothing keeps two records of one request apart."""
    patch.setattr(Store, "migrate", _without("core_idempotency_once", Store.migrate))


def _without(index: str, migrate: Any) -> Any:
    async def migrated(self: Store) -> Any:
        done = await migrate(self)
        await self.transact(lambda _: self.engine._run(f"DROP INDEX {index}", ()))
        return done

    return migrated


def condition_off(patch: pytest.MonkeyPatch) -> None:
    """(b) The counter of a limit rises without asking whether there is room."""
    changing = questions.changing
    patch.setattr(ledger, "changing", lambda number, beyond=False: changing(number, True))


def outbox_after_commit(patch: pytest.MonkeyPatch) -> None:
    """(c) Messages are written in a transaction of their own once the work is stored."""
    send, attempt = UnitOfWork.send, Store._attempt

    async def later(self: Any, *words: Any, **more: Any) -> Any:
        if getattr(self, "at_once", False):
            return await send(self, *words, **more)
        self.__dict__.setdefault("put_off", []).append((words, more))
        return None

    async def attempted(self: Store, work: Any, *how: Any, **more: Any) -> Any:
        units: list[Any] = []

        async def noted(unit: UnitOfWork) -> Any:
            units.append(unit)
            return await work(unit)

        answer = await attempt(self, noted, *how, **more)
        put_off = getattr(units[-1], "put_off", ())

        async def written(unit: Any) -> None:
            unit.at_once = True
            for words, more in put_off:
                await send(unit, *words, **more)

        if put_off:
            await attempt(self, written, *how, **more)
        return answer

    patch.setattr(UnitOfWork, "send", later)
    patch.setattr(Store, "_attempt", attempted)


def window_ends_late(patch: pytest.MonkeyPatch) -> None:
    """(d) ``<=`` for ``<`` at the end of the window: a code opens one second after it."""

    def verdict(booking: Any, at: Any, zone: Any) -> Any:
        late = whole_second(at) == booking.closes + SECOND
        return told(booking, booking.closes if late else at, zone)

    told = check_in.verdict
    patch.setattr(check_in, "verdict", verdict)


def window_ends_early(patch: pytest.MonkeyPatch) -> None:
    """The reverse of (d): the last second of the window is not of it any more."""

    def verdict(booking: Any, at: Any, zone: Any) -> Any:
        late = whole_second(at) == booking.closes
        return "late" if late else told(booking, at, zone)

    told = check_in.verdict
    patch.setattr(check_in, "verdict", verdict)


def forgery_allowed(patch: pytest.MonkeyPatch) -> None:
    """(e) Nobody asks where a form comes from."""

    async def judged(self: ForgeryGuard, *asked: Any) -> None:
        return None

    patch.setattr(ForgeryGuard, "_judge", judged)


def permission_loosened(patch: pytest.MonkeyPatch) -> None:
    """(f) One permission is everybody's."""
    may = principals.Principal.may
    patch.setattr(
        principals.Principal,
        "may",
        lambda self, permission, department=None: permission == "audit.read" or may(self, permission, department),
    )


def hold_outlives(patch: pytest.MonkeyPatch) -> None:
    """A hold can be confirmed one second after its time."""

    def unconfirmed(booking: Any, now: Any) -> bool:
        return booking.state == "held" and lifecycle.is_free_again(booking.hold_until, now - SECOND)

    patch.setattr(lifecycle, "unconfirmed", unconfirmed)


def counter_forgets(patch: pytest.MonkeyPatch) -> None:
    """A counter does not see who is at it when it calls the next, and nothing in the database does."""
    patch.setattr(calls, "_finished", lambda at, current: [])
    patch.setattr(Store, "migrate", _without("ticketing_ticket_at_counter", Store.migrate))


def status_leaps(patch: pytest.MonkeyPatch) -> None:
    """Every status of a case may follow every other one."""
    patch.setattr(cases, "sources", lambda plan, kind, status: plan.kinds[kind].statuses)


def receipts_go_back(patch: pytest.MonkeyPatch) -> None:
    """Whatever a gateway tells last of a text message is believed."""
    patch.setattr(receipts, "FORWARD", _Level())


class _Level(dict[str, int]):
    """No fate is later than another one; every one gives way."""

    def __init__(self) -> None:
        super().__init__(accepted=0, failed=0, delivered=0, unheard=-1)

    def items(self) -> Any:
        return [(one, -1) for one in self]


def nothing_given_back(patch: pytest.MonkeyPatch) -> None:
    """Who cancels keeps what they had of every limit."""

    async def kept(*_: Any, **__: Any) -> None:
        return None

    patch.setattr(cancelling, "give_back", kept)


def answers_grow_old(patch: pytest.MonkeyPatch) -> None:
    """An answer that was kept is told again, whatever was written meanwhile."""

    def found(self: KeptAnswers, key: Any, now: Any) -> Any:
        return self._kept.get(key)

    patch.setattr(KeptAnswers, "_found", found)


def nothing_expires(patch: pytest.MonkeyPatch) -> None:
    """Nobody forgets visits that are over."""

    async def expire(setting: Any, unit: Any) -> int:
        return 0

    patch.setattr(keeping, "_expire", expire)


def private_shown(patch: pytest.MonkeyPatch) -> None:
    """What strangers may see of a case is not asked of its kind."""
    public = Plan.public

    def shown(self: Plan, kind: str, category: str) -> Any:
        return public(self, kind, category) or next(one.public for one in self.kinds.values() if one.public)

    patch.setattr(Plan, "public", shown)


def opened_unseen(patch: pytest.MonkeyPatch) -> None:
    """Nobody notes down who opens a booking."""

    async def note(self: Caller, action: str, subject: str) -> None:
        return None

    patch.setattr(Caller, "note", note)


def hoarding(patch: pytest.MonkeyPatch) -> None:
    """Nobody counts how many visits one person holds."""
    claims = limits.person_claims

    def fewer(identity: Any, visit: Any, most: Any, **more: Any) -> Any:
        return claims(identity, visit, replace(most, active=None, per_agenda_and_day=None), **more)

    patch.setattr(drafts, "person_claims", fewer)


def printed_again(patch: pytest.MonkeyPatch) -> None:
    """What a printer was silent about is printed once more."""
    settle = spool.settle

    async def settled(claimed: Any, printed: Printed, now: Any) -> None:
        await settle(claimed, replace(printed, outcome="not_printed") if printed.outcome == "unknown" else printed, now)

    patch.setattr(spool, "settle", settled)


def out_of_order(patch: pytest.MonkeyPatch) -> None:
    """A message does not wait for the earlier ones to the same person."""
    heed = "WHERE earlier.channel = it.channel"
    claimed = "{}".join(queue_questions.CLAIMED.parts)
    assert heed in claimed
    patch.setattr(
        queue_questions, "CLAIMED", Statement(claimed.replace(heed, heed.replace("WHERE", "WHERE 1 = 0 AND")))
    )


BOOKS = {"booking.wish": 10}
SOFIA = ROOT / "deployments" / "sofia.yaml"


@dataclass(frozen=True)
class Seeded:
    """``numbers`` are what it must break, ``moves`` and their weights what has to happen for that to be seen."""

    take_away: Defect
    numbers: frozenset[str]
    moves: Mapping[str, int]
    file: Path = TOWN
    days: int = 2
    steps: int = 40


DEFECTS: dict[str, Seeded] = {
    "unique index dropped": Seeded(index_dropped, frozenset({"I3", "I6"}), {"ticketing.take": 10}),
    "condition taken off the counter": Seeded(condition_off, frozenset({"I1", "I2"}), BOOKS),
    "outbox written after commit": Seeded(outbox_after_commit, frozenset({"I9"}), {**BOOKS, "fault.cut": 8}),
    "a second after the window": Seeded(window_ends_late, frozenset({"I5"}), BOOKS, steps=80),
    "forgery guard off": Seeded(forgery_allowed, frozenset({"forgery"}), {"stranger.forge": 1}, steps=10),
    "permission loosened": Seeded(permission_loosened, frozenset({"permission"}), {"clerk.stray": 1}),
    "hold a second too long": Seeded(hold_outlives, frozenset({"I4"}), BOOKS, steps=80),
    "slip printed again": Seeded(
        printed_again, frozenset({"I6"}), {"ticketing.press": 10, "ticketing.next": 3, "fault.jam": 4}
    ),
    "counter calls over who is there": Seeded(
        counter_forgets, frozenset({"I7"}), {"ticketing.take": 10, "ticketing.next": 10}
    ),
    "status leaps": Seeded(status_leaps, frozenset({"I8"}), {"signals.send": 10, "signals.leap": 10}, SOFIA),
    "receipts go back": Seeded(receipts_go_back, frozenset({"I8"}), {**BOOKS, "sms.receipts": 8}, steps=80),
    "messages overtake": Seeded(
        out_of_order, frozenset({"I9"}), {**BOOKS, "booking.cancel": 5, "fault.unclear": 4}, steps=80
    ),
    "quota not given back": Seeded(nothing_given_back, frozenset({"I10", "I1"}), {**BOOKS, "booking.cancel": 4}),
    "answers grow old": Seeded(answers_grow_old, frozenset({"I11"}), BOOKS),
    "nothing expires": Seeded(nothing_expires, frozenset({"I12"}), BOOKS, days=9, steps=4),
    "private case shown": Seeded(
        private_shown, frozenset({"I13"}), {"signals.send": 10, "signals.track": 8, "stranger.search": 5}, SOFIA
    ),
    "openings not noted": Seeded(opened_unseen, frozenset({"I14"}), {**BOOKS, "booking.open": 5}),
    "hoarding allowed": Seeded(hoarding, frozenset({"I15"}), BOOKS, days=4, steps=60),
    "the last second of the window": Seeded(window_ends_early, frozenset({"I5"}), BOOKS, steps=80),
}
