"""Changes of a booking that a program may send twice: the second time they do nothing and are answered the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from civicore import Refusal, UnitOfWork
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting

REPEATED = "booking.repeated"  # undoes a unit whose work another one has done meanwhile; nobody outside sees it
_NEW = "booking.not_repeated"  # undoes a unit that only looked


@dataclass(frozen=True)
class Mark:
    """The client's mark of a request; ``fingerprint`` tells whether it is the same request."""

    scope: Literal["booking.cancel", "booking.reschedule"]
    key: str
    fingerprint: str


def mark(
    setting: Setting, scope: Literal["booking.cancel", "booking.reschedule"], key: str | None, said: Sequence[object]
) -> Mark | None:
    """The mark of a request with these contents; None where the client gave none."""
    if key is None:
        return None
    return Mark(scope, key, setting.runtime.keys.digest("request", json.dumps([scope, *map(str, said)])))


async def told(setting: Setting, mark: Mark | None) -> dict[str, Any] | Refusal | None:
    """What the same request was answered before; a refusal when its mark was another's; None when it is new."""
    if mark is None:
        return None

    async def look(unit: UnitOfWork) -> dict[str, Any] | Refusal:
        found = await unit.once(mark.scope, mark.key, mark.fingerprint)
        return Refusal(_NEW) if found == "new" else found

    answer: dict[str, Any] | Refusal = await setting.runtime.transact(look)
    return None if isinstance(answer, Refusal) and answer.code == _NEW else answer


async def refused(unit: UnitOfWork, mark: Mark | None) -> Refusal | None:
    """Claim the mark for this unit; the refusal that undoes it when the request came before."""
    if mark is None:
        return None
    found = await unit.once(mark.scope, mark.key, mark.fingerprint)
    if found == "new":
        return None
    return found if isinstance(found, Refusal) else Refusal(REPEATED)


async def keep(unit: UnitOfWork, mark: Mark | None, booking: Booking) -> None:
    """Keep what a repeat is answered with: no person."""
    if mark is not None:
        facts = {"agenda": booking.agenda, "office": booking.office, "start": booking.start.isoformat()}
        await unit.keep_answer(mark.scope, mark.key, {"id": str(booking.id), **facts})
