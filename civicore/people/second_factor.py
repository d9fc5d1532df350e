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
from civicore.people.letters import Letters
from civicore.people.realm import Owner, Realm
from civicore.people.tables import AccountRow
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
    """``rule`` is ``security.staff.mfa`` of the file; citizens may always do without."""

    def __init__(
        self, keys: Keyring, letters: Letters, issuer: str, rule: Literal["required", "optional"], realm: Realm
    ) -> None:
        self._realm, self._accounts, self._codes = realm, realm.accounts, realm.recoveries
        self._keys = keys
        self._letters = letters
        self._issuer = issuer
        self.required = rule == "required"

    def asked_of(self, row: AccountRow) -> bool:
        """Whether a password alone is not enough for this account."""
        return self.required or self._realm.value(row).enrolled

    def begin(self, account: Owner, id: UUID | None = None) -> Shown:
        """A fresh enrolment, or the one being set up again; nothing is stored until its first code is right."""
        chosen = Enrolment(account.id, id or new_id())
        address = totp.enrolment_address(self._keys, chosen, account.email, self._issuer)
        return Shown(chosen.id, totp.secret_of(self._keys, chosen), totp.picture(address))

    async def enrol(self, account: Owner, id: UUID, code: str, work: UnitOfWork) -> Sequence[str] | Refusal:
        """Take the enrolment when its code is right; returns the recovery codes, shown this once."""
        step = totp.matching_step(self._keys, Enrolment(account.id, id), bare(code), work.now, after=0)
        if step is None:
            return Refusal("second_factor.wrong")
        await self._set(account.id, id, step)
        await work.record(f"{self._realm.name}.second_factor_set", actor=account.subject, subject=account.subject)
        await self._letters.tell(account, "second_factor", work)
        return await self.recovery_codes(account, work)

    async def remove(self, account: Owner, work: UnitOfWork) -> Refusal | None:
        """Do without the app, where the file leaves it to everybody or there is another factor.

        ``second_factor.required`` elsewhere.
        """
        if self.required and account.only_factor:
            return Refusal("second_factor.required")
        await self._set(account.id, None)
        if account.only_factor:
            await self.forget(account.id, work)
        await work.record(f"{self._realm.name}.second_factor_removed", actor=account.subject, subject=account.subject)
        await self._letters.tell(account, "second_factor_removed", work)
        return None

    async def forget(self, owner: UUID, work: UnitOfWork) -> None:
        """No factor is left: what it protected goes with it, recovery codes and tokens of programs."""
        await self._codes.delete().where(self._codes.owner == owner)
        await revoke_all(owner, work.now)

    async def recovery_codes(self, account: Owner, work: UnitOfWork) -> Sequence[str]:
        """Ten new codes, each for one sign-in; earlier ones die."""
        await self._codes.delete().where(self._codes.owner == account.id)
        codes = [self._keys.code("recovery", new_id(), 0, "letters_digits", _LENGTH) for _ in range(RECOVERY_CODES)]
        rows = [self._codes(id=new_id(), owner=account.id, digest=self._digest(account.id, code)) for code in codes]
        await self._codes.insert(*rows)
        await work.record(f"{self._realm.name}.recovery_codes_made", actor=account.subject, subject=account.subject)
        return [f"{code[:5]}-{code[5:]}" for code in codes]

    async def _set(self, owner: UUID, factor: UUID | None, step: int = 0) -> None:
        table = self._accounts
        await table.update({table.second_factor: factor, table.last_step: step}).where(table.id == owner)

    async def accepts(self, owner: UUID, code: str, work: UnitOfWork) -> bool:
        """Whether a code is right now; it is used up by asking."""
        row, typed = await self._realm.row_of(owner), bare(code)
        if row is not None and len(typed) == _LENGTH:
            return await self._recovers(owner, typed, work)
        if row is None or row.second_factor is None:
            return False
        enrolment = Enrolment(owner, row.second_factor)
        step = totp.matching_step(self._keys, enrolment, typed, work.now, after=row.last_step)
        if step is None:
            return False
        taken = (
            await self._accounts.update({self._accounts.last_step: step})
            .where((self._accounts.id == owner) & (self._accounts.last_step < step))
            .returning(self._accounts.id)
        )
        return bool(taken)

    async def _recovers(self, owner: UUID, code: str, work: UnitOfWork) -> bool:
        digests = list(self._keys.digests("recovery", f"{owner}|{code}"))
        taken = (
            await self._codes.update({self._codes.used_at: work.now})
            .where((self._codes.owner == owner) & self._codes.digest.is_in(digests) & self._codes.used_at.is_null())
            .returning(self._codes.id)
        )
        if taken:
            await work.record(
                "sign_in.recovery_used", actor=self._realm.subject(owner), subject=self._realm.subject(owner)
            )
        return bool(taken)

    def _digest(self, owner: UUID, code: str) -> str:
        return self._keys.digest("recovery", f"{owner}|{code}")


def bare(code: str) -> str:
    """What was typed without spaces and dashes, in capitals."""
    return re.sub(r"[\s-]", "", code).upper()
