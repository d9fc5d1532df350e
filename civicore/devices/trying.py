"""A slip that shows that a printer prints: every letter of the city's languages, and a QR code."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from civicore.devices.places import DeviceHere
from civicore.devices.slips import Slip, SlipLine
from civicore.people.principals import Principal
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

_LASTS = timedelta(minutes=2)
LETTERS = "ě š č ř ž ý ů · ґ є ї і ₴ · ъ ѝ щ"


async def test_slip(runtime: Runtime, here: DeviceHere, by: Principal, unit: UnitOfWork) -> UUID:
    """Queue it; it is printed within two minutes or not at all. KeyError for a device without a printer."""
    said = runtime.languages
    language = said.default
    lines = (
        SlipLine(runtime.city.deployment.name.in_(language), bold=True),
        SlipLine(said.translate(language, "TEST"), "huge", bold=True),
        SlipLine(here.id),
        SlipLine(said.when(language, unit.now)),
        SlipLine(LETTERS, "small"),
    )
    await unit.record("device.tested", actor=by.actor, subject=f"device:{here.id}")
    slip = Slip(lines, runtime.absolute("/"), language)
    return await runtime.printers.queue(
        unit, here.id, slip, about=f"device:{here.id}:{unit.now.isoformat()}", expires=unit.now + _LASTS
    )
