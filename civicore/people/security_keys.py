"""Security keys and passkeys as the second factor of staff (WebAuthn level 3); they stand beside the app's codes.

The browser signs what this session was asked, for this site only: a page that pretends to be the desk gets nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from uuid import UUID

from piccolo.columns import Column

from civicore.base.codes import Keyring, new_id
from civicore.base.refusal import Refusal
from civicore.people.accounts import Account
from civicore.people.letters import Letters
from civicore.people.second_factor import SecondFactor
from civicore.people.sessions import Session
from civicore.people.tables import SecurityKeyRow, StaffRow
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:  # the library is loaded when somebody has a key
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

MOST = 10  # of one account
Deed = Literal["enrol", "sign"]
_PATIENCE = 120_000  # milliseconds that the browser waits for a finger


@dataclass(frozen=True)
class SecurityKey:
    """A key as its owner sees it."""

    id: UUID
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Site:
    """``id`` is the host that keys are bound to; ``origin`` is the address of the site."""

    id: str
    origin: str
    name: str


def site_of(address: str, name: str) -> Site | None:
    """The site that keys are made for; None where its address is a number: browsers bind keys to names only."""
    parts = urlsplit(address)
    try:
        ip_address((parts.hostname or "").strip("[]"))
    except ValueError:
        return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", name) if parts.hostname else None
    return None


class SecurityKeys:
    """``site`` is None where keys cannot be used at all."""

    def __init__(self, keys: Keyring, letters: Letters, factor: SecondFactor, site: Site | None) -> None:
        self._keys, self._letters, self._factor = keys, letters, factor
        self.site = site

    async def of(self, owner: UUID) -> list[SecurityKey]:
        """The keys of an account, the oldest first; inside a unit of work or a reading."""
        return [SecurityKey(row.id, row.name, row.made_at, row.used_at) for row in await _rows(owner)]

    async def question(self, deed: Deed, session: Session, owner: Account) -> str | None:
        """What the browser is asked to sign, as JSON; None where there is nothing to ask."""
        rows = await _rows(owner.id)
        if self.site is None or (deed == "sign" and not rows):
            return None
        return self._new(self.site, session, owner, rows) if deed == "enrol" else self._known(self.site, session, rows)

    async def enrol(
        self, owner: Account, session: Session, answer: str, name: str, work: UnitOfWork
    ) -> Sequence[str] | Refusal:
        """Keep a new key; returns recovery codes with the first factor of an account, none later.

        ``security_key.wrong``, ``security_key.known``, ``security_key.too_many``.
        """
        made = self._judged_new(session, answer)
        if made is None:
            return Refusal("security_key.wrong")
        await work.lock(f"people.keys:{owner.id}")
        number = len(await _rows(owner.id))
        if number >= MOST:
            return Refusal("security_key.too_many")
        row = SecurityKeyRow(
            id=new_id(), owner=owner.id, name=name, signed=made.signed, made_at=work.now,
            credential=made.credential, public_key=made.public_key, ways=made.ways,
        )  # fmt: skip
        if not await SecurityKeyRow.insert(row).on_conflict(action="DO NOTHING").returning(SecurityKeyRow.id):
            return Refusal("security_key.known")
        await StaffRow.update({StaffRow.keys: number + 1}).where(StaffRow.id == owner.id)
        await work.record("staff.security_key_added", actor=owner.subject, subject=owner.subject)
        await self._letters.tell(owner, "security_key", work)
        return [] if owner.enrolled else await self._factor.recovery_codes(owner, work)

    async def accepts(self, session: Session, answer: str, work: UnitOfWork) -> bool:
        """Whether one of the keys of the session's account signed what this session was asked."""
        row = next((one for one in await _rows(session.owner) if one.credential == _credential_in(answer)), None)
        signed = None if row is None else self._judged(session, answer, row)
        if row is None or signed is None:
            return False
        columns: dict[Column | str, object] = {SecurityKeyRow.signed: signed, SecurityKeyRow.used_at: work.now}
        before = (SecurityKeyRow.id == row.id) & (SecurityKeyRow.signed == row.signed)
        return bool(await SecurityKeyRow.update(columns).where(before).returning(SecurityKeyRow.id))

    async def remove(self, owner: Account, id: UUID, work: UnitOfWork) -> Refusal | None:
        """Do without a key; ``second_factor.required`` for the last factor where the file wants one."""
        await work.lock(f"people.keys:{owner.id}")
        rows = await _rows(owner.id)
        if all(row.id != id for row in rows):
            return None
        last = len(rows) == 1 and not owner.app
        if last and self._factor.required:
            return Refusal("second_factor.required")
        await SecurityKeyRow.delete().where(SecurityKeyRow.id == id)
        await StaffRow.update({StaffRow.keys: len(rows) - 1}).where(StaffRow.id == owner.id)
        if last:
            await self._factor.forget(owner.id, work)
        await work.record("staff.security_key_removed", actor=owner.subject, subject=owner.subject)
        await self._letters.tell(owner, "security_key_removed", work)
        return None

    def _challenge(self, deed: Deed, session: Session) -> bytes:
        """32 bytes that nobody can foretell, of this session alone; nothing is stored."""
        about = f"{deed}|{session.id}|{session.made_at.isoformat()}"
        return bytes.fromhex("".join(self._keys.digest(f"security-key.{half}", about) for half in (1, 2)))

    def _new(self, site: Site, session: Session, owner: Account, rows: Sequence[SecurityKeyRow]) -> str:
        from webauthn import generate_registration_options, options_to_json
        from webauthn.helpers.structs import AuthenticatorSelectionCriteria, UserVerificationRequirement

        # The password was given already: nobody is asked for a PIN or a fingerprint besides.
        chosen = AuthenticatorSelectionCriteria(user_verification=UserVerificationRequirement.DISCOURAGED)
        return options_to_json(
            generate_registration_options(
                rp_id=site.id,
                rp_name=site.name,
                user_name=owner.email,
                user_display_name=owner.name,
                user_id=owner.id.bytes,
                challenge=self._challenge("enrol", session),
                timeout=_PATIENCE,
                authenticator_selection=chosen,
                exclude_credentials=_described(rows),
            )
        )

    def _known(self, site: Site, session: Session, rows: Sequence[SecurityKeyRow]) -> str:
        from webauthn import generate_authentication_options, options_to_json
        from webauthn.helpers.structs import UserVerificationRequirement

        return options_to_json(
            generate_authentication_options(
                rp_id=site.id,
                challenge=self._challenge("sign", session),
                timeout=_PATIENCE,
                allow_credentials=_described(rows),
                user_verification=UserVerificationRequirement.DISCOURAGED,
            )
        )

    def _judged_new(self, session: Session, answer: str) -> _Made | None:
        from webauthn import verify_registration_response
        from webauthn.helpers import bytes_to_base64url

        if self.site is None:
            return None
        try:
            made = verify_registration_response(
                credential=answer,
                expected_challenge=self._challenge("enrol", session),
                expected_rp_id=self.site.id,
                expected_origin=self.site.origin,
            )
        except Exception:  # whatever a browser makes up breaks the library in many ways; all of them mean no
            return None
        credential, public = bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key)
        return _Made(credential, public, made.sign_count, _ways_in(answer))

    def _judged(self, session: Session, answer: str, row: SecurityKeyRow) -> int | None:
        """How often the key has signed by now; None when this is no signature of it."""
        from webauthn import base64url_to_bytes, verify_authentication_response

        if self.site is None:
            return None
        try:
            return verify_authentication_response(
                credential=answer,
                expected_challenge=self._challenge("sign", session),
                expected_rp_id=self.site.id,
                expected_origin=self.site.origin,
                credential_public_key=base64url_to_bytes(row.public_key),
                credential_current_sign_count=row.signed,
            ).new_sign_count
        except Exception:  # the same: an answer that cannot be judged is a wrong one
            return None


@dataclass(frozen=True)
class _Made:
    credential: str
    public_key: str
    signed: int
    ways: str


async def forget_keys(owner: UUID) -> None:
    """Take all keys of an account away, inside a unit of work."""
    await SecurityKeyRow.delete().where(SecurityKeyRow.owner == owner)
    await StaffRow.update({StaffRow.keys: 0}).where(StaffRow.id == owner)


async def _rows(owner: UUID) -> list[SecurityKeyRow]:
    return await SecurityKeyRow.objects().where(SecurityKeyRow.owner == owner).order_by(SecurityKeyRow.made_at)


def _described(rows: Sequence[SecurityKeyRow]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn import base64url_to_bytes
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    known = {one.value for one in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(row.credential),
            transports=[AuthenticatorTransport(one) for one in row.ways.split() if one in known] or None,
        )
        for row in rows
    ]


def _ways_in(answer: str) -> str:
    """How the key can be reached (usb, nfc, internal), as the browser told."""
    said = json.loads(answer).get("response", {}).get("transports")
    words = [one for one in said if isinstance(one, str) and one.isascii()] if isinstance(said, list) else []
    return " ".join(words[:8])[:100]


def _credential_in(answer: str) -> str:
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):  # ten thousand brackets are no answer either
        return ""
    return str(said.get("id", "")) if isinstance(said, dict) else ""
