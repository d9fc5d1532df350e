"""Lets people in by the directory's word, and asks it again whether they still work here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.deployment.model.directory import Directory
from civicore.people.accounts import STAFF, row_of
from civicore.people.attempts import Attempts
from civicore.people.directory import members, proofs, rules, visits
from civicore.people.directory.provider import Provider, Silent
from civicore.people.directory.rules import Post, Told
from civicore.people.directory.visits import Visit, Visits
from civicore.people.directory.way import Way
from civicore.people.sessions import Sessions
from civicore.people.sign_in import Caller, SignedIn, SignIn
from civicore.people.tables import StaffRow
from civicore.people.throttle import DOOR, wait
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

log = logging.getLogger("civicore.people.directory")
BACK = "/desk/sign-in/directory/back"
_AT_ONCE = 5  # questions to the directory
EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Answer:
    """What the browser brought back from the directory; ``issuer`` by RFC 9207."""

    code: str
    state: str
    error: str
    issuer: str


class Doorman:
    """Sign-in by one directory. Every refusal is a value; Silent where the directory does not answer."""

    def __init__(
        self, runtime: Runtime, written: Directory, sign_in: SignIn, sessions: Sessions, attempts: Attempts
    ) -> None:
        self.rules = written
        self.visits = Visits(runtime.keys, written)
        self._runtime = runtime
        self._sign_in, self._sessions, self._attempts = sign_in, sessions, attempts
        authority = runtime.city.folder / written.certificates if written.certificates else None
        self.provider = Provider(written.issuer, written.client, self._secret, authority)

    def _secret(self) -> str:
        return self._runtime.secret(self.rules.secret.name) or ""

    @property
    def _back(self) -> str:
        return self._runtime.absolute(BACK)

    async def door(self, way: Way) -> str:
        """The directory's address at which somebody signs in; Silent."""
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        keys = self._runtime.keys
        doors = await self.provider.doors(self._runtime.clock.now())
        asked = {
            "response_type": "code",
            "client_id": self.rules.client,
            "redirect_uri": self._back,
            "scope": " ".join(self.rules.scopes),
            "state": way.state(keys),
            "nonce": way.nonce(keys),
            "code_challenge": create_s256_code_challenge(way.verifier(keys)),
            "code_challenge_method": "S256",
        }
        asked |= {"prompt": "login", "max_age": "0"} if way.again else {}
        return f"{doors.authorize}{'&' if '?' in doors.authorize else '?'}{urlencode(asked)}"

    async def way_out(self) -> str | None:
        """The directory's address at which somebody leaves it altogether; None when it has none or is silent."""
        try:
            doors = await self.provider.doors(self._runtime.clock.now())
        except Silent:
            return None
        asked = {"client_id": self.rules.client, "post_logout_redirect_uri": self._runtime.absolute("/desk/sign-in")}
        return f"{doors.leave}{'&' if '?' in doors.leave else '?'}{urlencode(asked)}" if doors.leave else None

    async def come_in(self, way: Way, answer: Answer, caller: Caller, language: str) -> SignedIn | Refusal:
        """Judge what came back. ``directory.…``, ``sign_in.wait``; Silent."""
        now = self._runtime.clock.now()
        brake = f"directory-network:{caller.network}"
        until = await self._runtime.transact(lambda unit: self._attempts.spend({brake: DOOR}, unit))
        if until is not None:
            return wait(until)
        try:
            came = await self._who(way, answer, now)
        except Silent:
            await self._runtime.transact(lambda unit: self._attempts.give_back(brake, unit))
            raise
        entered = came if isinstance(came, Refusal) else await self._settled(*came, caller, language)
        if isinstance(entered, Refusal):
            await self._runtime.transact(lambda unit: _note(entered, unit))
            return entered
        await self._runtime.transact(lambda unit: self._attempts.give_back(brake, unit))
        return entered

    async def ask_again(self) -> None:
        """Ask about every session whose turn it is; a job."""
        due = await self._runtime.transact(self.visits.take_due)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(visit: Visit) -> None:
            async with gate:
                await self._ask(visit)

        await asyncio.gather(*(one(visit) for visit in due))

    async def leave(self, token: str) -> Refusal | None:
        """Somebody signed out at the directory (back-channel logout); ``directory.wrong_token``, Silent."""
        claims = await proofs.who_left(self.provider, token, self._runtime.clock.now())
        if isinstance(claims, Refusal):
            return claims
        await self._runtime.transact(lambda unit: self._left(claims, unit))
        return None

    async def _who(self, way: Way, answer: Answer, now: datetime) -> tuple[Told, Mapping[str, str]] | Refusal:
        keys = self._runtime.keys
        if not way.returns(keys, answer.state, now):
            return Refusal("directory.lost")
        doors = await self.provider.doors(now)
        if (answer.issuer or doors.names_itself) and answer.issuer != self.rules.issuer:
            return Refusal("directory.lost")
        if answer.error or not answer.code:
            return Refusal("directory.denied")
        asked = {"grant_type": "authorization_code", "code": answer.code, "redirect_uri": self._back}
        tokens = await self.provider.tokens({**asked, "code_verifier": way.verifier(keys)}, now)
        person = tokens if isinstance(tokens, Refusal) else await self._person(tokens, now, nonce=way.nonce(keys))
        if isinstance(person, Refusal) or isinstance(tokens, Refusal):
            return person if isinstance(person, Refusal) else Refusal("directory.denied")
        fresh = person.proved_at is not None and person.proved_at >= way.began_at - proofs.SKEW
        return Refusal("directory.not_again") if way.again and not fresh else (person, _grant(tokens))

    async def _person(self, tokens: Mapping[str, Any], now: datetime, *, nonce: str | None) -> Told | Refusal:
        """Whom the ID Token names, with what the directory says besides when the token does not say all."""
        access = str(tokens.get("access_token") or "")
        claims: Mapping[str, Any] | Refusal = await proofs.who_signed_in(
            self.provider, str(tokens.get("id_token") or ""), now, nonce=nonce, access=access
        )
        if isinstance(claims, Refusal):
            return claims
        if not rules.complete(claims, self.rules.claims) and access and (await self.provider.doors(now)).person:
            more = await self.provider.person(access, now)
            if isinstance(more, Refusal):
                return more
            if more.get("sub") != claims.get("sub"):  # Core 5.3.2
                return Refusal("directory.wrong_token")
            claims = {**more, **claims}
        return rules.told(claims, self.rules.claims)

    async def _settled(
        self, person: Told, grant: Mapping[str, str], caller: Caller, language: str
    ) -> SignedIn | Refusal:
        post = rules.post(person.groups, self.rules.groups)
        if post is None:
            await self._runtime.transact(lambda unit: self._without_post(person, unit))
            return Refusal("directory.no_role")
        return await self._runtime.transact(lambda unit: self._enter(person, post, grant, caller, language, unit))

    async def _without_post(self, person: Told, work: UnitOfWork) -> None:
        known = await members.of(self.rules.issuer, person.subject)
        if known is not None:
            await members.put_out(known, work)

    async def _enter(
        self, person: Told, post: Post, grant: Mapping[str, str], caller: Caller, language: str, work: UnitOfWork
    ) -> SignedIn | Refusal:
        binds = rules.binds(person, self.rules)
        row = await members.settle(self.rules.issuer, person, post, language, work, binds=binds)
        if isinstance(row, Refusal):
            return row
        complete = self._sign_in.suffices(row) or rules.proved(person, self.rules)
        session = new_id()
        token = await self._sessions.begin(row.id, work, complete=complete, id=session)
        await self.visits.begin(session, row.id, person, grant, work.now)
        return await self._sign_in.welcome(row, token, caller, work, complete=complete)

    async def _ask(self, visit: Visit) -> None:
        now = self._runtime.clock.now()
        try:
            said = await self._still(visit, now)
        except Silent as silent:
            log.warning("the directory was asked in vain: %s", silent)
            return
        await self._runtime.transact(lambda unit: self._heard(visit, said, unit))

    async def _still(self, visit: Visit, now: datetime) -> tuple[Told, Mapping[str, str]] | Refusal | None:
        """What the directory says of a person now; None where there is nothing to ask with."""
        if refresh := visit.grant.get("refresh"):
            tokens = await self.provider.tokens({"grant_type": "refresh_token", "refresh_token": refresh}, now)
            if isinstance(tokens, Refusal):
                return tokens
            person = await self._refreshed(tokens, now)
            return person if isinstance(person, Refusal) else (person, {**visit.grant, **_grant(tokens)})
        if access := visit.grant.get("access"):
            said = await self.provider.person(access, now)
            person = said if isinstance(said, Refusal) else rules.told(said, self.rules.claims)
            return person if isinstance(person, Refusal) else (person, visit.grant)
        return None

    async def _refreshed(self, tokens: Mapping[str, Any], now: datetime) -> Told | Refusal:
        if tokens.get("id_token"):
            return await self._person(tokens, now, nonce=None)
        said = await self.provider.person(str(tokens.get("access_token") or ""), now)
        return said if isinstance(said, Refusal) else rules.told(said, self.rules.claims)

    async def _heard(
        self, visit: Visit, said: tuple[Told, Mapping[str, str]] | Refusal | None, work: UnitOfWork
    ) -> None:
        row = await row_of(visit.owner)
        if said is None or row is None:
            return
        if isinstance(said, Refusal):
            await visits.end(visit.session)
            await work.record("sign_in.directory_ended", actor=members.ACTOR, subject=STAFF.subject(visit.owner))
            return
        person, grant = said
        post = rules.post(person.groups, self.rules.groups)
        if post is None or row.directory != members.reference(self.rules.issuer, person.subject):
            await members.put_out(row, work)
            return
        await members.follow(row, person, post, work)
        await self.visits.answered(visit.session, grant, work.now)

    async def _left(self, claims: Mapping[str, Any], work: UnitOfWork) -> None:
        sub, sid, ended = str(claims.get("sub") or ""), str(claims.get("sid") or ""), set[UUID]()
        row = await members.of(self.rules.issuer, sub) if sub else None
        if row is not None and not sid:
            await visits.end_all(row.id)
            ended.add(row.id)
        # Sessions whose name the directory never told us may be the one that it means.
        for session, owner in [*await visits.named(sid), *(await visits.unnamed(row.id) if row and sid else ())]:
            if not sub or (row is not None and row.id == owner):
                await visits.end(session)
                ended.add(owner)
        for owner in ended:
            await work.record("sign_in.directory_left", actor=members.ACTOR, subject=STAFF.subject(owner))

    async def speaks_for(self, row: StaffRow, session: UUID | None, now: datetime) -> bool:
        """Whether the directory's word still holds for a session, or for the tokens of programs (None)."""
        if session is not None:
            return await self.visits.stands(session, now)
        return row.vouched_at is not None and now - row.vouched_at <= self.rules.tokens_rest.exact


async def _note(refusal: Refusal, work: UnitOfWork) -> None:
    await work.record("sign_in.refused", actor="visitor", subject=STAFF.subject(None), facts={"why": refusal.code})


def _grant(tokens: Mapping[str, Any]) -> Mapping[str, str]:
    """By what the directory can be asked again."""
    if refresh := tokens.get("refresh_token"):
        return {"refresh": str(refresh)}
    return {"access": str(tokens["access_token"])} if tokens.get("access_token") else {}
