"""What must hold of cases in a simulated city, asked of its tables and not of the code that is being tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from civicore import Invariant, messages_about
from civicore_signals import store
from civicore_signals.case import Case, Event, Sender
from civicore_signals.plan import Plan, Status
from civicore_signals.setting import Setting
from civicore_signals.simulated_memory import Memory

_SPARE = timedelta(days=3)  # a job that sleeps for a day, a clock that is wrong
_ENDS = frozenset({"signals.answer", "signals.transferred", "signals.left_aside"})
_MOVES = frozenset({"registered", "status", "closed", "reopened", "received", "reply"})


@dataclass
class Rules:
    """Asked of one run; ``_versions`` are those of the cases when they were asked last."""

    setting: Setting
    memory: Memory
    _versions: dict[UUID, int] = field(default_factory=dict)

    def invariants(self) -> tuple[Invariant, ...]:
        return (
            Invariant("I3", "a case that was acknowledged is there, until its time is over", self.present, "hour"),
            Invariant("I8", "a case goes from status to status only as the file says", self.forward),
            Invariant("I9", "each event of a case has its letters to the sender, once", self.letters, "hour"),
            Invariant("I12", "words and names are gone when the file no longer keeps them", self.forgotten, "day"),
        )

    async def present(self) -> Sequence[str]:
        there = await self._cases(one.id for one in self.memory.sent.values() if one.agreed)
        lost = [one.kind for one in self.memory.sent.values() if one.agreed and one.id not in there]
        return [f"a {kind} that was registered is gone" for kind in lost]

    async def forward(self) -> Sequence[str]:
        """I8: read from the history of each case that has changed, beside the ways that the file draws."""
        wrong = []
        for case in (await self._cases(self.memory.sent)).values():
            if self._versions.get(case.id) == case.version:
                continue
            self._versions[case.id] = case.version
            way = drawn(self.setting.plan, case.kind)
            passed = [one.status for one in await self._events(case) if one.kind in _MOVES and one.status]
            wrong += [
                f"a {case.kind} went from {a} to {b}" for a, b in pairwise(passed) if a != b and (a, b) not in way
            ]
            if passed and case.status != passed[-1]:
                wrong.append(f"a {case.kind} is {case.status} and its history ends with {passed[-1]}")
        return wrong

    async def letters(self) -> Sequence[str]:
        """I9: what was written to senders, beside what the events of their cases ask for."""
        wrong = []
        for case in (await self._cases(self.memory.sent)).values():
            async with self.setting.runtime.store.reading():
                written = Counter(one.notice for one in await messages_about(f"signals:{case.id}"))
                sender = await store.sender_of(case.id)
            if sender is None or not sender.email or self.setting.runtime.city.channels.email is None:
                continue
            for notice, number in self._due(case, await self._events(case)).items():
                found = sum(written[one] for one in notice.split())
                if found != number:
                    wrong.append(f"{found} letters {notice} for {number} events of a {case.kind}")
        return wrong

    def _due(self, case: Case, events: Sequence[Event]) -> Counter[str]:
        """How often each letter is due, letters that stand for one another together."""
        plan, kind = self.setting.plan, self.setting.plan.kinds[case.kind]
        due: Counter[str] = Counter()
        receipt = "signals.registered" if "registered" in kind.notify else "signals.received"
        if receipt.partition(".")[2] in kind.notify:
            due[receipt] = sum(one.kind == "registered" for one in events)
        due["signals.question"] = sum(one.kind == "question" for one in events)
        if {"answer", "decision"} & set(kind.notify) and case.merged_into is None:
            due[" ".join(sorted(_ENDS))] = sum(_told_of_end(plan, one) for one in events)
        return due

    async def forgotten(self) -> Sequence[str]:
        """I12: asked of cases that ended, or were never confirmed, longer ago than the file keeps them."""
        wrong = []
        for case in (await self._cases(self.memory.sent)).values():
            async with self.setting.runtime.store.reading():
                sender = await store.sender_of(case.id)
            wrong += self._kept_too_long(case, sender)
        return wrong

    def _kept_too_long(self, case: Case, sender: Sender | None) -> list[str]:
        zone, keeping, now = self.setting.zone, self.setting.plan.keeping, self.setting.now - _SPARE
        over, sent = case.closed_at, self.memory.sent[case.id]
        wrong = []
        if case.state == "unconfirmed" and keeping.unconfirmed.after(case.received_at, zone) < now:
            wrong.append(f"a {case.kind} that nobody confirmed is still there")
        if over and keeping.contacts.after(over, zone) < now and sender is not None and sender.name == sent.name:
            wrong.append(f"who sent a {case.kind} is still known")
        if over and self.setting.plan.kinds[case.kind].keep.after(over, zone) < now and sent.text in case.text:
            wrong.append(f"the words of a {case.kind} are still there")
        return wrong

    async def _cases(self, ids: Iterable[UUID]) -> dict[UUID, Case]:
        async with self.setting.runtime.store.reading():
            return await store.many(tuple(ids))

    async def _events(self, case: Case) -> tuple[Event, ...]:
        async with self.setting.runtime.store.reading():
            return await store.events_of(case.id)


def drawn(plan: Plan, kind: str) -> frozenset[tuple[str, str]]:
    """Every step that the file draws for a kind, from the words of the file alone."""
    way = plan.kinds[kind].statuses
    forward = {(one, id) for id in way for one in _before(plan.statuses[id], way) if not plan.statuses[one].final}
    back = {(id, again.to) for id in way if (again := plan.statuses[id].reopen) is not None}
    return frozenset(forward | back)


def _before(status: Status, way: Sequence[str]) -> Sequence[str]:
    return way[: way.index(status.id)] if status.sources is None else [one for one in status.sources if one in way]


def _told_of_end(plan: Plan, event: Event) -> bool:
    status = plan.statuses.get(event.status or "")
    withdrawn = event.facts.get("withdrawn")
    return event.kind == "closed" and not withdrawn and status is not None and "sender" in status.tell
