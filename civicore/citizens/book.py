"""Everything about citizens' accounts that a running city has, put together once."""

from __future__ import annotations

from uuid import UUID

from civicore.citizens.accounts import CITIZENS, Citizen
from civicore.citizens.addresses import Addresses
from civicore.citizens.here import CitizenHere
from civicore.citizens.letters import CitizenLetters
from civicore.citizens.owning import Owning
from civicore.citizens.registering import Registering
from civicore.people.attempts import Attempts
from civicore.people.entrance import Entrance
from civicore.people.links import Links
from civicore.people.passwords import Passwords
from civicore.people.second_factor import SecondFactor
from civicore.people.sessions import Limits, Sessions
from civicore.people.sign_in import SignIn
from civicore.runtime import Runtime


class Citizens:
    """The accounts of one city. In a demo that is not strict nobody is slowed or asked for a second factor."""

    def __init__(self, runtime: Runtime, passwords: Passwords) -> None:
        store, keys, rules = runtime.store, runtime.keys, runtime.city.accounts
        links, attempts = Links(keys, CITIZENS), Attempts(keys, enforced=runtime.strict)
        self.rules = rules
        self.letters = CitizenLetters(links, runtime, CITIZENS, "citizens")
        self.sessions = Sessions(store, keys, Limits(rules.idle.exact, rules.longest.exact), CITIZENS)
        issuer = str(runtime.city.deployment.name)
        self.second_factor = SecondFactor(keys, self.letters, issuer, "optional", CITIZENS)
        self.sign_in = SignIn(
            store, keys, passwords, attempts, self.sessions, self.second_factor, CITIZENS, enforced=runtime.strict
        )
        self.entrance = Entrance(store, passwords, links, self.letters, attempts, self.sessions, CITIZENS)
        self.registering = Registering(store, passwords, links, self.letters, attempts)
        self.addresses = Addresses(store, self.entrance, links, self.letters, attempts)
        self.owning = Owning(runtime, self.entrance)

    def lets(self, deed: str) -> bool:
        """Whether the city lets owners do this (``accounts.profile``)."""
        return deed in self.rules.profile

    async def here(self, owner: UUID) -> CitizenHere | None:
        """The account as pages of every plugin see it."""
        found = await self.owning.one(owner)
        return None if found is None else self.seen(found)

    def seen(self, one: Citizen) -> CitizenHere:
        """What pages may know of an account."""
        return CitizenHere(
            one.id,
            one.email,
            one.name,
            one.holder,
            one.organisation,
            one.phone,
            one.address,
            one.language,
            self.rules.prefill,
        )
