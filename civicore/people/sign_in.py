"""Signing in: the password, then the second factor; guessing is slowed, the owner is not locked out (S38)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from civicore.base.codes import Keyring, new_id
from civicore.base.networks import network_form
from civicore.base.refusal import Refusal
from civicore.people.attempts import Attempts
from civicore.people.passwords import Passwords, Verdict
from civicore.people.realm import Owner, Realm, counted_as
from civicore.people.second_factor import SecondFactor
from civicore.people.sessions import Session, Sessions
from civicore.people.tables import AccountRow
from civicore.people.throttle import ACCOUNT, CODES, NETWORK, Brake, wait
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SignedIn:
    """``token`` goes into the session's cookie, ``browser`` into the one by which the browser is known again."""

    account: Owner
    token: str
    complete: bool
    browser: str


@dataclass(frozen=True)
class Caller:
    """Where a try comes from: the network address and the cookie of a known browser."""

    address: str
    browser: str = ""

    @property
    def network(self) -> str:
        """What tries are counted by: all addresses of one household."""
        return network_form(self.address)


class SignIn:
    """``enforced`` is off in a demo: no second factor is asked for."""

    def __init__(
        self,
        store: Store,
        keys: Keyring,
        passwords: Passwords,
        attempts: Attempts,
        sessions: Sessions,
        second_factor: SecondFactor,
        realm: Realm,
        *,
        enforced: bool = True,
    ) -> None:
        self._store = store
        self._keys = keys
        self._passwords = passwords
        self._attempts = attempts
        self._sessions = sessions
        self._second_factor = second_factor
        self._realm = realm
        self._enforced = enforced

    async def with_password(self, email: str, password: str, caller: Caller) -> SignedIn | Refusal:
        """First step. ``sign_in.wrong`` for everything that is wrong (T3), ``sign_in.wait`` until an instant."""
        until, row, brakes = await self._store.transact(lambda unit: self._spend(email, caller, unit))
        if until is not None:
            return wait(until)
        usable = row is not None and row.state == "active"
        verdict = await self._passwords.verify(row.password if row is not None and usable else None, password)
        if row is None or not verdict.right:
            await self._note("sign_in.refused", "visitor", self._realm.subject(row.id if row else None))
            return Refusal("sign_in.wrong")
        return await self._store.transact(lambda unit: self._enter(row.id, verdict, caller, brakes, unit))

    async def with_code(self, session: Session, code: str, caller: Caller) -> SignedIn | Refusal:
        """Second step: the six digits, or a recovery code. ``second_factor.wrong``, ``sign_in.wait``."""
        given = partial(self._second_factor.accepts, session.owner, code)
        return await self.with_factor(session, given, caller, Refusal("second_factor.wrong"))

    async def with_factor(
        self, session: Session, given: Callable[[UnitOfWork], Awaitable[bool]], caller: Caller, wrong: Refusal
    ) -> SignedIn | Refusal:
        """Second step, whatever is given: ``given`` judges it and uses it up. ``sign_in.wait``, or ``wrong``."""
        brake = f"second:{session.owner}"

        async def spent(unit: UnitOfWork) -> datetime | None:
            until = await self._attempts.spend({brake: CODES}, unit)
            if until is not None:
                await unit.record("sign_in.slowed", actor="visitor", subject=self._realm.subject(session.owner))
            return until

        until = await self._store.transact(spent)
        if until is not None:
            return wait(until)

        async def work(unit: UnitOfWork) -> SignedIn | None:
            if not await given(unit):
                await unit.record("sign_in.code_refused", actor="visitor", subject=self._realm.subject(session.owner))
                return None
            await self._attempts.clear([brake])
            return await self.complete(session, caller, unit)

        return await self._store.transact(work) or wrong

    async def complete(self, session: Session, caller: Caller, work: UnitOfWork) -> SignedIn:
        """Rights rise: the secret of the half session opens nothing any more, a new one does (S44)."""
        row = await self._realm.row_of(session.owner)
        token = await self._sessions.raised(session.id, work)
        if row is None or row.state != "active" or token is None:
            raise LookupError("the account of a session is gone")
        return await self.welcome(row, token, caller, work, complete=True)

    async def out(self, session: Session) -> None:
        """Leave with this browser."""

        async def work(unit: UnitOfWork) -> None:
            await self._realm.end_session(session.id)
            name = self._realm.subject(session.owner)
            await unit.record("sign_in.left", actor=name, subject=name)

        await self._store.transact(work)

    async def _spend(
        self, email: str, caller: Caller, work: UnitOfWork
    ) -> tuple[datetime | None, AccountRow | None, Mapping[str, Brake]]:
        row = await self._realm.row_at(email)
        brakes = self._brakes(email, row, caller)
        until = await self._attempts.spend(brakes, work)
        if until is not None:
            await work.record("sign_in.slowed", actor="visitor", subject=self._realm.subject(row.id if row else None))
        return until, row, brakes

    def _brakes(self, email: str, row: AccountRow | None, caller: Caller) -> Mapping[str, Brake]:
        known = self._keys.subject(f"browser:{row.id}", caller.browser) if row and caller.browser else None
        if known is not None:
            # A browser that this account signed in with: strangers' guesses do not slow it.
            return {f"browser:{known}": ACCOUNT}
        return {f"{self._realm.name}:{counted_as(email)}": ACCOUNT, f"network:{caller.network}": NETWORK}

    async def _enter(
        self, id: UUID, verdict: Verdict, caller: Caller, brakes: Mapping[str, Brake], work: UnitOfWork
    ) -> SignedIn | Refusal:
        row = await self._realm.row_of(id)
        if row is None or row.state != "active":
            return Refusal("sign_in.wrong")
        if verdict.renewed is not None:
            table = self._realm.accounts
            await table.update({table.password: verdict.renewed}).where(table.id == id)
        await self._attempts.clear(name for name, brake in brakes.items() if brake is ACCOUNT)
        for name in (name for name, brake in brakes.items() if brake is NETWORK):
            await self._attempts.give_back(name, work)
        complete = self.suffices(row)
        token = await self._sessions.begin(row.id, work, complete=complete)
        return await self.welcome(row, token, caller, work, complete=complete)

    def suffices(self, row: AccountRow) -> bool:
        """Whether nobody asks this account for a second factor."""
        return not self._enforced or not self._second_factor.asked_of(row)

    async def welcome(
        self, row: AccountRow, token: str, caller: Caller, work: UnitOfWork, *, complete: bool
    ) -> SignedIn:
        """What a browser gets for a session that has just begun."""
        if complete:
            await work.record("sign_in.done", actor=self._realm.subject(row.id), subject=self._realm.subject(row.id))
        purpose = f"browser:{row.id}"
        known = self._keys.subject(purpose, caller.browser) if caller.browser else None
        return SignedIn(self._realm.value(row), token, complete, self._keys.token(purpose, known or new_id()))

    async def _note(self, action: str, actor: str, subject: str) -> None:
        await self._store.transact(lambda unit: unit.record(action, actor=actor, subject=subject))
