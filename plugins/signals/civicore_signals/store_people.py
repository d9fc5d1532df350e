"""Who sent cases, apart from them: contacts, the keyed hash of an address, and whether letters arrive there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from civicore_signals.case import Sender
from civicore_signals.paging import Cursor
from civicore_signals.tables import SenderRow

_NOT_OF_SENDER = frozenset({"case_id", "email_key", "bounced_at", "filed_at"})


@dataclass(frozen=True)
class Known:
    """A sender with the case they sent; ``bounced_at``: letters to the address came back."""

    case: UUID
    sender: Sender
    bounced_at: datetime | None


async def add(case: UUID, sender: Sender, email_key: str | None, at: datetime) -> None:
    """Write who sent a case."""
    await SenderRow.insert(SenderRow(case_id=case, email_key=email_key, filed_at=at, **_columns(sender)))


async def sender_of(case: UUID) -> Sender | None:
    found = await known(case)
    return None if found is None else found.sender


async def known(case: UUID) -> Known | None:
    """Who sent a case, and whether they can be reached."""
    return next(iter(await _read(SenderRow.case_id == case)), None)


async def of_many(cases: Collection[UUID]) -> dict[UUID, Known]:
    """Who sent each of these cases (at most some hundred), where somebody is known."""
    found = await _read(SenderRow.case_id.is_in(list(cases))) if cases else ()
    return {one.case: one for one in found}


async def cases_of(account: UUID, after: Cursor | None, limit: int) -> tuple[tuple[UUID, datetime], ...]:
    """What an account sent and when, the newest first; parts of one case have one instant."""
    mine: Any = SenderRow.account == account
    if after is not None:
        same = (SenderRow.filed_at == after.at) & (SenderRow.case_id < after.id)
        mine = mine & ((SenderRow.filed_at < after.at) | same)
    query = SenderRow.select(SenderRow.case_id, SenderRow.filed_at).where(mine)
    query = query.order_by(SenderRow.filed_at, ascending=False).order_by(SenderRow.case_id, ascending=False)
    rows = await query.limit(limit)
    return tuple((row["case_id"], row["filed_at"]) for row in rows)


async def with_address(keys: Sequence[str]) -> tuple[Known, ...]:
    """What came with this address, the newest first; ``keys`` are its keyed hashes."""
    return await _read(SenderRow.email_key.is_in(list(keys)))


async def with_account(account: UUID) -> tuple[Known, ...]:
    """What came from an account, the newest first."""
    return await _read(SenderRow.account == account)


async def with_phone(phone: str) -> tuple[Known, ...]:
    """What came with this telephone number as it was written down."""
    return await _read(SenderRow.phone == phone) if phone else ()


async def address_confirmed(case: UUID) -> None:
    """The sender has shown that the address is theirs."""
    await SenderRow.update({SenderRow.email_confirmed: True}).where(SenderRow.case_id == case)


async def moved(account: UUID, email: str, key: str) -> None:
    """An account has another address, where letters have not come back yet."""
    await SenderRow.update({SenderRow.email: email, SenderRow.email_key: key, SenderRow.bounced_at: None}).where(
        SenderRow.account == account, SenderRow.email_key != key
    )


async def bounced(case: UUID, at: datetime) -> None:
    """Letters to this sender came back, and so they do for whatever else came with the same address."""
    for row in await SenderRow.select(SenderRow.email_key).where(SenderRow.case_id == case):
        same = SenderRow.email_key == row["email_key"] if row["email_key"] else SenderRow.case_id == case
        await SenderRow.update({SenderRow.bounced_at: at}).where(same)


async def forget(cases: Collection[UUID]) -> int:
    """Erase who sent these cases; returns how many there were."""
    if not cases:
        return 0
    gone = await SenderRow.delete().where(SenderRow.case_id.is_in(list(cases))).returning(SenderRow.case_id)
    return len(gone)


async def _read(matching: Any) -> tuple[Known, ...]:
    query = SenderRow.select().where(matching).order_by(SenderRow.filed_at, ascending=False)
    return tuple(
        Known(
            row["case_id"],
            Sender(**{name: one for name, one in row.items() if name not in _NOT_OF_SENDER}),
            row["bounced_at"],
        )
        for row in await query
    )


def _columns(sender: Sender) -> dict[str, Any]:
    return {
        "account": sender.account,
        "holder": sender.holder,
        "name": sender.name,
        "organisation": sender.organisation,
        "email": sender.email,
        "phone": sender.phone,
        "address": sender.address,
        "language": sender.language,
        "email_confirmed": sender.email_confirmed,
    }
