"""The core's own parts for people: rights, tables, sign-in, the desk's shell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from litestar.types import Guard, Middleware

from civicore.contracts.wording import AuditWords
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import (
    Area,
    Card,
    Job,
    Navigation,
    Notice,
    Permission,
    Retention,
    Routes,
    Service,
    Subscription,
    TableSet,
)
from civicore.people import (
    desk_audit,
    desk_front,
    desk_links,
    desk_messages,
    desk_profile,
    desk_second_factor,
    desk_security_keys,
    desk_sign_in,
    desk_staff,
    desk_suspension,
    desk_tokens,
)
from civicore.people.actions import ACTIONS
from civicore.people.directory import pages as directory_pages
from civicore.people.directory.doorman import EVERY
from civicore.people.guards import GUARDS, WhoIsThere
from civicore.people.keeping import retention, tidy
from civicore.people.letters import notices
from civicore.people.menu import MENU
from civicore.people.passwords import Passwords
from civicore.people.realm import ResetAsked
from civicore.people.roles import CORE_PERMISSIONS
from civicore.people.state_card import state_card
from civicore.people.tables import PEOPLE
from civicore.people.team import People

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.runtime import Runtime


_DESK = (
    desk_sign_in,
    directory_pages,
    desk_second_factor,
    desk_security_keys,
    desk_links,
    desk_front,
    desk_suspension,
    desk_messages,
    desk_staff,
    desk_tokens,
    desk_audit,
    desk_profile,
)


class PeoplePlugin:
    """``second_factor`` is off in a demo that is not strict: nobody is asked for one, and nobody is slowed."""

    def __init__(self, *, second_factor: bool = True) -> None:
        self._enforced = second_factor
        self.passwords = Passwords()

    async def first_link(self, runtime: Runtime) -> str | None:
        """Where the first account is made; None when there is one, or the directory lets people in."""
        team = runtime.services.one(People)
        return await team.entrance.first_link(runtime.languages.default) if team.passwords else None

    @property
    def guards(self) -> dict[Area, list[Guard]]:
        """Who may enter the areas that are not everybody's."""
        return dict(GUARDS)

    @cached_property
    def middleware(self) -> Sequence[Middleware]:
        """Finds out who is asking, before any guard."""
        return [WhoIsThere()]

    @hookimpl
    def register_permissions(self) -> Iterable[Permission]:
        return CORE_PERMISSIONS

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return [PEOPLE]

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterator[Service]:
        yield Service(People, People(runtime, enforced=self._enforced, passwords=self.passwords))
        yield Service(AuditWords, AuditWords(ACTIONS, openings=frozenset({"messages.revealed"})))

    @hookimpl
    def register_subscriptions(self, runtime: Runtime) -> Iterator[Subscription]:
        yield Subscription("people.reset", ResetAsked, runtime.services.one(People).entrance.send_reset)

    @hookimpl
    def register_routes(self) -> Iterator[Routes]:
        for part in _DESK:
            yield Routes("desk", part.HANDLERS)
        yield Routes("hook", directory_pages.HOOKS)

    @hookimpl
    def register_navigation(self) -> Iterable[Navigation]:
        return MENU

    @hookimpl
    def register_cards(self, runtime: Runtime) -> Iterator[Card]:
        yield state_card(runtime)

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        yield Job("people.tidy", timedelta(hours=1), lambda: tidy(runtime))
        if (doorman := runtime.services.one(People).directory) is not None:
            yield Job("people.directory", EVERY, doorman.ask_again)

    @hookimpl
    def register_retention(self, runtime: Runtime) -> Iterator[Retention]:
        yield retention(runtime)

    @hookimpl
    def register_notices(self, city: City) -> Iterable[Notice]:
        return notices()
