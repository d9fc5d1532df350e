"""How a device comes in: a code that works once, then a cookie of its own; and how it is put out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from civicore.base.codes import ALPHABETS, new_id
from civicore.base.refusal import Refusal
from civicore.devices.places import DeviceHere, device_named
from civicore.devices.tables import EnrolmentRow
from civicore.people.attempts import Attempts
from civicore.people.principals import Principal
from civicore.people.throttle import CODES, wait
from civicore.people.tokens import Token, Tokens
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

LASTS = timedelta(minutes=10)
_PURPOSE = "enrolment"
_LENGTH, _GROUP = 8, 4


@dataclass(frozen=True)
class Code:
    """What is typed at the device, and until when it works."""

    written: str
    until: datetime


@dataclass(frozen=True)
class Enrolled:
    """``token`` goes into the cookie of the browser that is this device from now on."""

    device: DeviceHere
    token: str


class Devices:
    """Everything that makes a browser a device of the city, and ends it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._tokens = Tokens(runtime.store, runtime.keys)
        self._attempts = Attempts(runtime.keys, enforced=runtime.strict)

    async def code(self, device: str, by: Principal) -> Code:
        """A new code for a device; an older one no longer works. KeyError when the file has no such device."""
        if device_named(self._runtime.city, device) is None:
            raise KeyError(device)
        id = new_id()
        code = self._runtime.keys.code(_PURPOSE, id, 0, "letters_digits", _LENGTH)
        digest = self._runtime.keys.digest(_PURPOSE, code)

        async def work(unit: UnitOfWork) -> Code:
            until = unit.now + LASTS
            await EnrolmentRow.delete().where((EnrolmentRow.device == device) | (EnrolmentRow.expires_at <= unit.now))
            row = EnrolmentRow(
                id=id, device=device, digest=digest, made_at=unit.now, made_by=by.actor, expires_at=until
            )
            await EnrolmentRow.insert(row)
            await unit.record("device.code_made", actor=by.actor, subject=f"device:{device}")
            return Code(f"{code[:_GROUP]}-{code[_GROUP:]}", until)

        return await self._runtime.transact(work)

    async def enrol(self, typed: str, network: str) -> Enrolled | Refusal:
        """Use a code: ``device.code_wrong`` for everything that is wrong, ``sign_in.wait`` after too many tries.

        Whatever was this device before is out at its next request.
        """
        tries = {f"enrolment:{network}": CODES}
        until = await self._runtime.transact(lambda unit: self._attempts.spend(tries, unit))
        if until is not None:
            return wait(until)
        enrolled = await self._runtime.transact(lambda unit: self._use(_tidy(typed), unit))
        if isinstance(enrolled, Enrolled):
            await self._runtime.transact(lambda unit: self._attempts.clear(tries))
        return enrolled

    async def admit(self, device: str, by: Principal) -> Enrolled:
        """One more browser as this device, without a code: for demos. KeyError without such a device."""
        here = device_named(self._runtime.city, device)
        if here is None:
            raise KeyError(device)
        return await self._runtime.transact(lambda unit: self._admitted(here, by, unit))

    async def revoke(self, device: str, by: Principal) -> int:
        """Put a device out: its browser, its codes and every bearer token of it. Returns how many there were."""

        async def work(unit: UnitOfWork) -> int:
            await EnrolmentRow.delete().where(EnrolmentRow.device == device)
            ended = await self._tokens.revoke_device(device, unit)
            await unit.record("device.revoked", actor=by.actor, subject=f"device:{device}")
            return ended

        return await self._runtime.transact(work)

    async def enrolled(self) -> Mapping[str, Token]:
        """The newest token of every device that has one in use."""
        found: dict[str, Token] = {}
        for one in await self._tokens.of_devices(self._runtime.clock.now()):
            found.setdefault(one.subject, one)
        return found

    async def open_codes(self) -> Mapping[str, datetime]:
        """Devices whose code has not been used yet, and until when it works."""
        async with self._runtime.store.reading():
            rows = await EnrolmentRow.objects().where(EnrolmentRow.expires_at > self._runtime.clock.now())
        return {row.device: row.expires_at for row in rows}

    async def _use(self, code: str, unit: UnitOfWork) -> Enrolled | Refusal:
        digests = list(self._runtime.keys.digests(_PURPOSE, code))
        live = EnrolmentRow.digest.is_in(digests) & (EnrolmentRow.expires_at > unit.now)
        used = await EnrolmentRow.delete().where(live).returning(EnrolmentRow.device)
        here = device_named(self._runtime.city, used[0]["device"]) if used else None
        if here is None:
            return Refusal("device.code_wrong")
        await self._tokens.revoke_device(here.id, unit, kind="enrolled")
        return await self._admitted(here, Principal("device", here.id), unit)

    async def _admitted(self, here: DeviceHere, by: Principal, unit: UnitOfWork) -> Enrolled:
        token = await self._tokens.issue("enrolled", here.id, "", by, unit, lasts=None)
        return Enrolled(here, token)


def _tidy(typed: str) -> str:
    """What was meant: capitals, and none of the dashes and spaces between."""
    return "".join(one for one in typed.upper() if one in ALPHABETS["letters_digits"])
