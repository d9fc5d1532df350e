"""Check-in by code: whoever promised the time decides, and the ticket is given in the same transaction."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from civicore import Refusal, UnitOfWork, new_id
from civicore.contracts.admission import Admission, Arrival
from civicore_ticketing import issuing, store, tries
from civicore_ticketing.issuing import Reason, Then
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import OPEN, Ticket
from civicore_ticketing.views import CheckedIn

_UNKNOWN = "booking.unknown_code"


async def check_in(
    setting: Setting, code: str, arrival: Arrival, source: str, then: Then | None = None
) -> CheckedIn | Refusal:
    """Let somebody in. ``arrival.at`` is when the request was received, and decides, however long a lock takes."""
    if not setting.plan.agendas(arrival.office):
        return Refusal("queue.not_here")
    refused = await tries.spend(setting, arrival.office, arrival.by, source)
    if refused is not None:
        return refused
    return await setting.runtime.transact(partial(_check_in, setting, code, arrival, source, then))


async def _check_in(
    setting: Setting, code: str, arrival: Arrival, source: str, then: Then | None, unit: UnitOfWork
) -> CheckedIn | Refusal:
    admission = await redeemed(setting, code, arrival, unit)
    if isinstance(admission, Refusal):
        return admission
    await tries.give_back(setting, arrival.office, arrival.by, source)
    before = await store.by_about(admission.about) if admission.again else None
    if before is not None:
        # Who was served, or called in vain, would wait for ever with the old number.
        return CheckedIn(before, repeated=True) if before.state in OPEN else Refusal("queue.over")
    ticket = await issuing.issue(setting, unit, new_id(), reason_of(admission, arrival.at), then)
    return CheckedIn(ticket) if isinstance(ticket, Ticket) else ticket


async def redeemed(setting: Setting, code: str, arrival: Arrival, unit: UnitOfWork) -> Admission | Refusal:
    """What the first plugin that knows the code says of it."""
    for one in setting.promises:
        answer = await one.redeem(code, arrival, unit)
        if answer is not None:
            return answer
    return Refusal(_UNKNOWN)


def reason_of(admission: Admission, at: datetime) -> Reason:
    """What a ticket for a kept promise is given for."""
    return Reason(
        office=admission.office,
        agenda=admission.agenda,
        activities=admission.activities,
        origin="booked",
        language=admission.language,
        arrived_at=at,
        about=admission.about,
        calling=admission.calling,
        booked_at=admission.start,
    )
