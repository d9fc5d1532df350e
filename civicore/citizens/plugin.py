"""The core's own parts for accounts of citizens; a city without accounts has none but the empty tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from litestar.types import Middleware

from civicore.citizens import (
    pages_data,
    pages_entry,
    pages_profile,
    pages_register,
    pages_second_factor,
)
from civicore.citizens.accounts import CitizenResetAsked
from civicore.citizens.actions import ACTIONS
from civicore.citizens.addresses import AddressWanted
from civicore.citizens.book import Citizens
from civicore.citizens.guards import CitizenThere
from civicore.citizens.keeping import retention, tidy
from civicore.citizens.letters import notices
from civicore.citizens.registering import Registered
from civicore.citizens.tables import CITIZENS
from civicore.contracts.accounts import AccountAddresses
from civicore.contracts.wording import AuditWords
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Job, Notice, Output, Retention, Routes, Service, Subscription, TableSet
from civicore.people.passwords import Passwords

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.runtime import Runtime

_PAGES = (pages_entry, pages_register, pages_profile, pages_second_factor, pages_data)


class CitizensPlugin:
    """``passwords`` are the staff's too: both hash in the same few threads."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    def middleware(self, city: City) -> Sequence[Middleware]:
        """Finds out which citizen is asking."""
        return [CitizenThere()] if city.accounts.enabled else []

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return [CITIZENS]

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterator[Service]:
        if runtime.city.accounts.enabled:
            book = Citizens(runtime, self._passwords)
            yield Service(Citizens, book)
            yield Service(AccountAddresses, book.addresses)
            yield Service(AuditWords, AuditWords(ACTIONS))

    @hookimpl
    def register_subscriptions(self, runtime: Runtime) -> Iterator[Subscription]:
        if not runtime.city.accounts.enabled:
            return
        book = runtime.services.one(Citizens)
        yield Subscription("citizens.registered", Registered, book.registering.greet)
        yield Subscription("citizens.address", AddressWanted, book.addresses.write)
        yield Subscription("citizens.reset", CitizenResetAsked, book.entrance.send_reset)

    @hookimpl
    def register_routes(self, runtime: Runtime) -> Iterator[Routes]:
        if runtime.city.accounts.enabled:
            for part in _PAGES:
                yield Routes("public", part.HANDLERS)

    @hookimpl
    def register_outputs(self, runtime: Runtime) -> Iterator[Output]:
        async def addresses(subject: str) -> Sequence[str]:
            # The same whatever is looked for: only a secret link or the owner's own session shows anything.
            return ("/account/register/person", "/account/link/x", "/account/second-factor/codes")

        if runtime.city.accounts.enabled:
            yield Output("citizens.account", addresses)

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        if runtime.city.accounts.enabled:
            yield Job("citizens.tidy", timedelta(hours=1), lambda: tidy(runtime))

    @hookimpl
    def register_retention(self, runtime: Runtime) -> Iterator[Retention]:
        if runtime.city.accounts.enabled:
            yield retention(runtime)

    @hookimpl
    def register_notices(self, city: City) -> Iterable[Notice]:
        return notices() if city.accounts.enabled else ()
