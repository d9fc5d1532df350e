"""The core's own parts for notices: the page of the citizen, the list for staff, the conversation that connects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from civicore.contracts.dialog import Intent
from civicore.contracts.wording import AuditWords
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import HealthProbe, Job, Navigation, Notice, Output, Retention, Routes, Service, TableSet
from civicore.messaging.languages import Msgid
from civicore.ways import desk, failures, keeping, pages
from civicore.ways.confirming import CODE, SAMPLE
from civicore.ways.connecting import Connect
from civicore.ways.tables import WAYS

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.runtime import Runtime

_MENU = Navigation(
    "ways.failures",
    "desk",
    "Not delivered",
    "/desk/not-delivered",
    order=840,
    permission="messages.read",
    hint="Messages that reached nobody, and what can be done",
)
_ACTIONS = {"messages.sent_again": Msgid("Sent a message once more")}


class WaysPlugin:
    """Registered by the core in every city."""

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return (WAYS,)

    @hookimpl
    def register_routes(self, runtime: Runtime) -> Iterable[Routes]:
        return (Routes("public", pages.HANDLERS), Routes("desk", desk.HANDLERS))

    @hookimpl
    def register_navigation(self, city: City) -> Iterable[Navigation]:
        return (_MENU,)

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterable[Service]:
        return (Service(Intent, Connect(runtime)), Service(AuditWords, AuditWords(_ACTIONS)))

    @hookimpl
    def register_notices(self, city: City) -> Iterable[Notice]:
        return (Notice(CODE, "ways/mail/code.txt", lambda: SAMPLE),)

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        yield Job("ways.tidy", timedelta(hours=1), lambda: keeping.tidy(runtime))

    @hookimpl
    def register_retention(self, runtime: Runtime) -> Iterable[Retention]:
        return (keeping.retention(runtime),)

    @hookimpl
    def register_health(self, runtime: Runtime) -> Iterable[HealthProbe]:
        return (HealthProbe("ways.failures", lambda: failures.trouble(runtime), vital=False),)

    @hookimpl
    def register_outputs(self, runtime: Runtime) -> Iterator[Output]:
        async def addresses(subject: str) -> Sequence[str]:
            # Only the secret link of a thing opens its page; nothing that can be guessed does.
            return ("/notifications/x", "/notifications/x/code")

        yield Output("ways.page", addresses)
