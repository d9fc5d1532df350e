"""Everything about people that a running city has, put together once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from civicore.extension.parts import Card, HealthProbe, Navigation, Permission
from civicore.extension.registry import Quarantined
from civicore.people.accounts import STAFF, account, row_of
from civicore.people.attempts import Attempts
from civicore.people.directory.doorman import Doorman
from civicore.people.founding import StaffEntrance
from civicore.people.letters import Letters
from civicore.people.links import Links
from civicore.people.passwords import Passwords
from civicore.people.principals import Principal
from civicore.people.roles import Roles
from civicore.people.second_factor import SecondFactor
from civicore.people.security_keys import SecurityKeys, site_of
from civicore.people.sessions import Limits, Session, Sessions
from civicore.people.sign_in import SignIn
from civicore.people.staff import Staff
from civicore.people.tables import StaffRow
from civicore.people.tokens import Token, Tokens
from civicore.runtime import Runtime


class People:
    """``enforced`` is off in a demo that is not strict: no second factor, nobody is slowed."""

    def __init__(self, runtime: Runtime, *, enforced: bool = True, passwords: Passwords | None = None) -> None:
        city, store, keys = runtime.city, runtime.store, runtime.keys
        passwords = passwords or Passwords()
        links, attempts = Links(keys, STAFF), Attempts(keys, enforced=enforced)
        letters = Letters(links, runtime, STAFF, "people")
        rules = city.security.staff
        self.enforced = enforced
        self.roles = Roles(city.roles)
        self.sessions = Sessions(store, keys, Limits(rules.idle.exact, rules.longest.exact), STAFF)
        self.tokens = Tokens(store, keys)
        self.second_factor = SecondFactor(keys, letters, str(city.deployment.name), rules.mfa, STAFF)
        name = str(city.deployment.name)
        self.security_keys = SecurityKeys(keys, letters, self.second_factor, site_of(runtime.address, name))
        self.sign_in = SignIn(
            store, keys, passwords, attempts, self.sessions, self.second_factor, STAFF, enforced=enforced
        )
        self.directory = None
        if rules.directory is not None:
            self.directory = Doorman(runtime, rules.directory, self.sign_in, self.sessions, attempts)
        # A demo has people with passwords whatever its file says: nobody there is known to a directory.
        self.passwords = runtime.demo or rules.directory is None or rules.directory.passwords == "beside"
        self.entrance = StaffEntrance(store, passwords, links, letters, attempts, self.sessions, STAFF)
        self.staff = Staff(store, passwords, self.roles, letters)
        self._runtime = runtime
        self.menu: Sequence[Navigation] = ()
        self.permissions: Sequence[Permission] = ()
        self.cards: Sequence[Card] = ()
        self.probes: Sequence[HealthProbe] = ()
        self.aside: Sequence[Quarantined] = ()

    def furnish(
        self,
        navigation: Iterable[Navigation],
        permissions: Iterable[Permission],
        cards: Sequence[Card] = (),
        probes: Sequence[HealthProbe] = (),
        aside: Sequence[Quarantined] = (),
    ) -> None:
        """Hand over what all plugins together bring to the desk."""
        self.menu = sorted((one for one in navigation if one.area == "desk"), key=lambda one: (one.order, one.id))
        self.permissions = sorted(permissions, key=lambda one: one.id)
        self.cards = cards
        self.probes = probes
        self.aside = aside

    async def behind(self, session: Session) -> Principal | None:
        """The member of staff whose session it is; None when the account is no longer active.

        None as well when the directory's word for the session holds no more.
        """
        return await self._principal(session.owner, session.id)

    async def with_session(self, token: str) -> Principal | None:
        """Whom a browser's session speaks for, now; None when it is over. Asking does not keep it alive."""
        session = await self.sessions.standing(token, self._runtime.clock.now())
        return await self.behind(session) if session is not None and session.complete else None

    async def with_token(self, token: str) -> Principal | None:
        """Whom a bearer token speaks for; None when it is unknown, over or revoked.

        None as well when the account is not active, or the file has no such device any more.
        """
        found = await self.tokens.find(token, self._runtime.clock.now())
        if found is None or found.kind == "enrolled":
            return None
        if found.kind == "device":
            return await self._device(found)
        person = await self._principal(UUID(found.subject))
        return None if person is None else replace(person, token=str(found.id))

    async def with_device_cookie(self, device: str, token: str) -> Principal | None:
        """The device whose browser holds this secret; None when it was never enrolled as this one, or is put out."""
        found = await self.tokens.find(token, self._runtime.clock.now())
        if found is None or found.kind != "enrolled" or found.subject != device:
            return None
        return await self._device(found)

    async def _device(self, token: Token) -> Principal | None:
        if not self._has_device(token.subject):
            return None
        await self.tokens.seen(token, self._runtime.clock.now())
        return Principal("device", token.subject, token.name)

    def _has_device(self, name: str) -> bool:
        return name in self._runtime.city.device_names

    async def _principal(self, staff: UUID, session: UUID | None = None) -> Principal | None:
        async with self._runtime.store.reading():
            row = await row_of(staff)
            if row is None or row.state != "active" or not await self._vouched_for(row, session):
                return None
        owner = account(row)
        role = self.roles[owner.role]
        departments = both(role.departments, owner.departments)
        return Principal("staff", str(owner.id), owner.name, role.permissions, departments, role.id, owner.language)

    async def _vouched_for(self, row: StaffRow, session: UUID | None) -> bool:
        """Whether who may say so says that the owner of an account works here: the directory, or this city itself."""
        if row.directory is None:
            return self.passwords
        now = self._runtime.clock.now()
        return self.directory is not None and await self.directory.speaks_for(row, session, now)


def both(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Departments that are in both; None stands for all."""
    if one is None or other is None:
        return other if one is None else one
    return tuple(name for name in one if name in other)
