"""Setting up the second factor, and judging what is typed from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from civicore.base.codes import Keyring, new_id
from civicore.base.refusal import Refusal
from civicore.people import totp
from civicore.people.accounts import Account, row_of
from civicore.people.letters import Letters
from civicore.people.tables import RecoveryRow, StaffRow
from civicore.people.tokens import revoke_all
from civicore.people.totp import Enrolment
from civicore.storage.unit_of_work import UnitOfWork

RECOVERY_CODES = 10
_LENGTH = 10  # 50 bits each


@dataclass(frozen=True)
class Shown:
    """What is shown while it is set up: the secret to type and the picture to scan."""

    id: UUID
    secret: str
    picture: str


class SecondFactor:
    """``rule`` is ``security.staff.mfa`` of the file."""

    def __init__(self, keys: Keyring, letters: Letters, issuer: str, rule: Literal["required", "optional"]) -> None:
        self._keys = keys
        self._letters = letters
        self._issuer = issuer
        self.required = rule == "required"

    def asked_of(self, row: StaffRow) -> bool:
        """Whether a password alone is not enough for this account."""
        return self.required or row.second_factor is not None

    def begin(self, account: Account, id: UUID | None = None) -> Shown:
        """A fresh enrolment, or the one being set up again; nothing is stored until its first code is right."""
        chosen = Enrolment(account.id, id or new_id())
        address = totp.enrolment_address(self._keys, chosen, account.email, self._issuer)
        return Shown(chosen.id, totp.secret_of(self._keys, chosen), totp.picture(address))

    async def enrol(self, account: Account, id: UUID, code: str, work: UnitOfWork) -> Sequence[str] | Refusal:
        """Take the enrolment when its code is right; returns the recovery codes, shown this once."""
        step = totp.matching_step(self._keys, Enrolment(account.id, id), bare(code), work.now, after=0)
        if step is None:
            return Refusal("second_factor.wrong")
        await StaffRow.update({StaffRow.second_factor: id, StaffRow.last_step: step}).where(StaffRow.id == account.id)
        await work.record("staff.second_factor_set", actor=account.subject, subject=account.subject)
        await self._letters.tell(account, "second_factor", work)
        return await self.recovery_codes(account, work)

    async def remove(self, account: Account, work: UnitOfWork) -> Refusal | None:
        """Do without it, where the file leaves it to everybody; ``second_factor.required`` elsewhere."""
        if self.required:
            return Refusal("second_factor.required")
        await StaffRow.update({StaffRow.second_factor: None}).where(StaffRow.id == account.id)
        await RecoveryRow.delete().where(RecoveryRow.staff == account.id)
        await revoke_all(account.id, work.now)
        await work.record("staff.second_factor_removed", actor=account.subject, subject=account.subject)
        await self._letters.tell(account, "second_factor_removed", work)
        return None

    async def recovery_codes(self, account: Account, work: UnitOfWork) -> Sequence[str]:
        """Ten new codes, each for one sign-in; earlier ones die."""
        await RecoveryRow.delete().where(RecoveryRow.staff == account.id)
        codes = [self._keys.code("recovery", new_id(), 0, "letters_digits", _LENGTH) for _ in range(RECOVERY_CODES)]
        rows = [RecoveryRow(id=new_id(), staff=account.id, digest=self._digest(account.id, code)) for code in codes]
        await RecoveryRow.insert(*rows)
        await work.record("staff.recovery_codes_made", actor=account.subject, subject=account.subject)
        return [f"{code[:5]}-{code[5:]}" for code in codes]

    async def accepts(self, staff: UUID, code: str, work: UnitOfWork) -> bool:
        """Whether a code is right now; it is used up by asking."""
        row = await row_of(staff)
        if row is None or row.second_factor is None:
            return False
        typed = bare(code)
        if len(typed) == _LENGTH:
            return await self._recovers(staff, typed, work)
        enrolment = Enrolment(staff, row.second_factor)
        step = totp.matching_step(self._keys, enrolment, typed, work.now, after=row.last_step)
        if step is None:
            return False
        taken = (
            await StaffRow.update({StaffRow.last_step: step})
            .where((StaffRow.id == staff) & (StaffRow.last_step < step))
            .returning(StaffRow.id)
        )
        return bool(taken)

    async def _recovers(self, staff: UUID, code: str, work: UnitOfWork) -> bool:
        digests = list(self._keys.digests("recovery", f"{staff}|{code}"))
        taken = (
            await RecoveryRow.update({RecoveryRow.used_at: work.now})
            .where((RecoveryRow.staff == staff) & RecoveryRow.digest.is_in(digests) & RecoveryRow.used_at.is_null())
            .returning(RecoveryRow.id)
        )
        if taken:
            await work.record("sign_in.recovery_used", actor=f"staff:{staff}", subject=f"staff:{staff}")
        return bool(taken)

    def _digest(self, staff: UUID, code: str) -> str:
        return self._keys.digest("recovery", f"{staff}|{code}")


def bare(code: str) -> str:
    """What was typed without spaces and dashes, in capitals."""
    return re.sub(r"[\s-]", "", code).upper()
