"""Slips that wait for paper, in order; what is under way when a process dies is never printed again by itself.

The functions run inside a unit of work. Whoever holds the lease of a printer is alone with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from piccolo.querystring import Unquoted

from civicore.base.codes import new_id
from civicore.devices.printer import Printed, Trouble
from civicore.devices.slips import Slip
from civicore.devices.tables import PrinterRow, PrintJobRow
from civicore.storage.statement import Statement

LEASE = timedelta(seconds=60)
JobState = Literal["queued", "printing", "printed", "unknown", "expired", "withdrawn", "here"]
OVER = ("printed", "unknown", "expired")
"""States in which a slip may be asked for once more; what a browser printed is printed again there."""

_OPEN = Statement("SELECT 1 FROM core_print_job WHERE device = {} AND state IN ('queued', 'printing') LIMIT 1")
_NEXT = Unquoted("(SELECT COALESCE(MAX(position), 0) + 1 FROM core_print_job)")


@dataclass(frozen=True)
class PrintJob:
    """One slip and what became of it; ``copy_of`` is the job that staff had printed again."""

    id: UUID
    device: str
    about: str
    slip: Slip
    state: JobState
    trouble: Trouble | None
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    copy_of: UUID | None


@dataclass(frozen=True)
class Claim:
    """A job that is this process's to print, under the lease of its printer."""

    job: UUID
    lease: UUID
    slip: Slip


async def put(
    device: str,
    slip: Slip,
    now: datetime,
    *,
    about: str,
    expires: datetime,
    state: JobState = "queued",
    copy_of: UUID | None = None,
) -> UUID:
    """Write a slip down; it is printed once the unit has committed."""
    row = PrintJobRow(
        id=new_id(),
        device=device,
        about=about,
        slip=slip.packed(),
        state=state,
        made_at=now,
        position=_NEXT,
        expires_at=expires,
        copy_of=copy_of,
    )
    await PrintJobRow.insert(row)
    return row.id


async def find(id: UUID) -> PrintJob | None:
    """One job."""
    row = await PrintJobRow.objects().get(PrintJobRow.id == id)
    return None if row is None else _job(row)


async def newest(device: str, most: int) -> list[PrintJob]:
    """Jobs of a device, the newest first."""
    wanted = PrintJobRow.objects().where(PrintJobRow.device == device)
    return [_job(row) for row in await wanted.order_by(PrintJobRow.position, ascending=False).limit(most)]


async def about(subject: str) -> list[PrintJob]:
    """All jobs about one thing, the newest first."""
    wanted = PrintJobRow.objects().where(PrintJobRow.about == subject)
    return [_job(row) for row in await wanted.order_by(PrintJobRow.position, ascending=False)]


async def anything(device: str) -> bool:
    """Whether something waits or was left half-way."""
    return bool(await _OPEN.ask(device))


async def withdraw(subject: str, now: datetime) -> int:
    """Take back what is not being printed yet; returns how many."""
    waiting = (PrintJobRow.about == subject) & (PrintJobRow.state == "queued")
    return len(await _end(waiting, "withdrawn", now))


async def lease(device: str, now: datetime) -> UUID | None:
    """Be alone with a printer for a while; None when somebody else is."""
    if not await PrinterRow.exists().where(PrinterRow.device == device):
        await PrinterRow.insert(PrinterRow(id=new_id(), device=device)).on_conflict(action="DO NOTHING")
    mine = new_id()
    free = PrinterRow.lease.is_null() | (PrinterRow.leased_until <= now)
    taken = (
        await PrinterRow.update({PrinterRow.lease: mine, PrinterRow.leased_until: now + LEASE})
        .where((PrinterRow.device == device) & free)
        .returning(PrinterRow.id)
    )
    return mine if taken else None


async def claim(device: str, now: datetime) -> Claim | None:
    """The oldest slip that may still be printed; what is late is given up, what was left half-way is unknown."""
    mine = await lease(device, now)
    if mine is None:
        return None
    await _end((PrintJobRow.device == device) & (PrintJobRow.state == "printing"), "unknown", now)
    late = (PrintJobRow.device == device) & (PrintJobRow.state == "queued") & (PrintJobRow.expires_at <= now)
    await _end(late, "expired", now)
    waiting = (PrintJobRow.device == device) & (PrintJobRow.state == "queued")
    row = await PrintJobRow.objects().where(waiting).order_by(PrintJobRow.position).first()
    if row is None:
        await release(device, mine)
        return None
    await PrintJobRow.update({PrintJobRow.state: "printing", PrintJobRow.lease: mine}).where(PrintJobRow.id == row.id)
    return Claim(row.id, mine, Slip.unpacked(row.slip))


async def settle(claimed: Claim, printed: Printed, now: datetime) -> None:
    """Write down how it ended, unless another process has already taken the printer over."""
    mine = (PrintJobRow.id == claimed.job) & (PrintJobRow.lease == claimed.lease) & (PrintJobRow.state == "printing")
    if printed.outcome == "not_printed":
        waits = {PrintJobRow.state: "queued", PrintJobRow.lease: None, PrintJobRow.trouble: printed.trouble or ""}
        await PrintJobRow.update(waits).where(mine)  # type: ignore[arg-type]
    else:
        await _end(mine, printed.outcome, now, printed.trouble)


async def release(device: str, lease: UUID) -> None:
    """Leave the printer to others."""
    mine = (PrinterRow.device == device) & (PrinterRow.lease == lease)
    await PrinterRow.update({PrinterRow.lease: None, PrinterRow.leased_until: None}).where(mine)


async def free(device: str, now: datetime) -> None:
    """Nobody speaks with this printer any more, whatever a lease says."""
    await _end((PrintJobRow.device == device) & (PrintJobRow.state == "printing"), "unknown", now)
    await PrinterRow.update({PrinterRow.lease: None, PrinterRow.leased_until: None}).where(PrinterRow.device == device)


async def forget(before: datetime) -> None:
    """Delete what ended before this instant, or was of use until then and has no printer any more."""
    await PrintJobRow.delete().where((PrintJobRow.ended_at < before) | (PrintJobRow.expires_at < before))


async def forget_about(kind: str, before: datetime) -> None:
    """The same for slips about one kind of thing, ``booking``, which bear more than others."""
    done = (PrintJobRow.ended_at < before) | (PrintJobRow.expires_at < before)
    await PrintJobRow.delete().where(PrintJobRow.about.like(f"{kind}:%") & done)


async def _end(which: Any, state: JobState, now: datetime, trouble: Trouble | None = None) -> list[Any]:
    ended: dict[Any, Any] = {PrintJobRow.state: state, PrintJobRow.ended_at: now, PrintJobRow.lease: None}
    if trouble:
        ended[PrintJobRow.trouble] = trouble
    rows: list[Any] = await PrintJobRow.update(ended).where(which).returning(PrintJobRow.id)
    return rows


def _job(row: PrintJobRow) -> PrintJob:
    return PrintJob(
        row.id,
        row.device,
        row.about,
        Slip.unpacked(row.slip),
        cast(JobState, row.state),
        cast(Trouble, row.trouble) if row.trouble else None,
        row.made_at,
        row.expires_at,
        row.ended_at,
        row.copy_of,
    )
