"""Numbers for kiosks that lose the network, and what they gave out meanwhile (case 84).

A kiosk holds a block of numbers that nobody else gives. What it gave comes back as a journal: each entry has a key
of its own and is taken over once; people stand in line by when they took their number.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from civicore import Refusal, UnitOfWork, new_id
from civicore.contracts.admission import Arrival
from civicore_ticketing import checking_in, issuing, leases, store, strays
from civicore_ticketing.issuing import Reason
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import JournalEntry, JournalResult, Lease

_ONCE = "ticketing.journal"


async def lease(setting: Setting, device: str) -> tuple[Lease, ...] | Refusal:
    """The numbers a device may give by itself today; another block where fewer than half of one are left."""
    office, _, name = device.partition(".")
    place = setting.runtime.city.offices.get(office)
    if place is None or name not in place.devices:
        return Refusal("queue.not_here")
    return await setting.runtime.transact(partial(_lease, setting, device, office))


async def _lease(setting: Setting, device: str, office: str, unit: UnitOfWork) -> tuple[Lease, ...]:
    await unit.lock(f"ticketing.lease:{device}")
    day = setting.day_at(unit.now)
    by_series: dict[str, list[str]] = {}
    for agenda in setting.plan.offered(office, device):
        if setting.walk_in(agenda, office):
            by_series.setdefault(setting.plan.series(agenda), []).append(agenda)
    return tuple(
        [
            block
            for series, agendas in by_series.items()
            for block in await _of_series(setting, device, office, day, series, tuple(agendas), unit.now)
        ]
    )


async def _of_series(
    setting: Setting, device: str, office: str, day: date, series: str, agendas: tuple[str, ...], now: datetime
) -> list[Lease]:
    size = setting.policy(agendas[0], office).offline.numbers
    numbers = setting.plan.numbers(agendas[0], office)
    blocks = await leases.of_device(device, day, series)
    left = sum(max(0, one.last - one.next + 1) for one in blocks)
    if size and left * 2 < size:
        first = await store.lease_numbers(office, day, series, numbers.first, numbers.last, size)
        if first is not None:
            fresh = leases.Block(new_id(), device, office, day, series, first, first + size - 1, first, now)
            await leases.add(fresh)
            blocks = [*blocks, fresh]
    return [
        Lease(device, day, series, agendas, one.first, one.last, one.next, series, numbers.digits)
        for one in blocks
        if one.next <= one.last
    ]


async def journal(setting: Setting, device: str, entries: Sequence[JournalEntry]) -> tuple[JournalResult, ...]:
    """Take entries over in the order of issue, each for itself: one that is refused holds up no other.

    The kiosk forgets it all the same, so the staff are shown what was refused.
    """
    results: dict[str, JournalResult] = {}
    for entry in sorted(entries, key=lambda one: (one.at, one.number)):
        answer = await setting.runtime.transact(partial(_entry, setting, device, entry))
        if isinstance(answer, Refusal):
            await setting.runtime.transact(partial(strays.note, setting, device, entry, answer))
            answer = JournalResult(entry.key, refusal=answer)
        results[entry.key] = answer
    return tuple(results[entry.key] for entry in entries)


async def _entry(setting: Setting, device: str, entry: JournalEntry, unit: UnitOfWork) -> JournalResult | Refusal:
    await unit.lock(f"ticketing.lease:{device}")
    key = f"{device}:{entry.key}"
    asked = json.dumps([entry.agenda, entry.number, entry.at.isoformat(), entry.activities, entry.code])
    told = await unit.once(_ONCE, key, setting.runtime.keys.digest("request", asked))
    if isinstance(told, Refusal):
        return told
    if told != "new":
        return JournalResult(entry.key, await store.get(UUID(told["id"])), repeated=True)
    result = await _taken_over(setting, device, entry, unit)
    if isinstance(result, Refusal):
        return result
    if result.ticket is not None:
        await unit.keep_answer(_ONCE, key, {"id": str(result.ticket.id)})
    return result


async def _taken_over(setting: Setting, device: str, entry: JournalEntry, unit: UnitOfWork) -> JournalResult | Refusal:
    office = device.partition(".")[0]
    if entry.agenda not in setting.plan.agendas(office):
        return Refusal("queue.not_here")
    day = setting.day_at(entry.at)
    block = await leases.holding(device, setting.plan.series(entry.agenda), entry.number, day)
    if block is None:
        return Refusal("queue.not_leased", number=entry.number)
    if await store.by_number(office, block.day, block.series, entry.number) is not None:
        return Refusal("queue.number_taken", number=entry.number)
    at = min(max(entry.at, block.made_at), unit.now)
    reason = Reason(office, entry.agenda, entry.activities, "walk_in", entry.language, at)
    if entry.code:
        arrival = Arrival(office, setting.plan.kind(device), at)
        admission = await checking_in.redeemed(setting, entry.code, arrival, unit)
        if isinstance(admission, Refusal):
            return await _given(setting, unit, entry, reason, block.day, admission)
        before = await store.by_about(admission.about) if admission.again else None
        if before is not None:
            return JournalResult(entry.key, before, repeated=True)
        reason = checking_in.reason_of(admission, at)
    return await _given(setting, unit, entry, reason, block.day)


async def _given(
    setting: Setting, unit: UnitOfWork, entry: JournalEntry, reason: Reason, day: date, why: Refusal | None = None
) -> JournalResult:
    """The number is on paper already: it counts, also beyond the day's capacity."""
    id = new_id()
    if reason.about is None:
        await issuing.claim(setting, id, reason, day, beyond=True)
    drawn = issuing.drawn(setting, id, reason, day, entry.number, reason.arrived_at)
    ticket: Ticket = replace(drawn, language=reason.language)
    await issuing.written(setting, unit, ticket)
    return JournalResult(entry.key, ticket, why)
