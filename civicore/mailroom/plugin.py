"""The core's own parts for letters; none but the empty tables where the city has no ``channels.letter``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from civicore.contracts.incoming_mail import LetterBox
from civicore.contracts.subjects import Subjects
from civicore.contracts.wording import AuditWords
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Card, HealthProbe, Job, Navigation, Notice, Retention, Routes, Service, TableSet
from civicore.mailroom.fetching import Fetching
from civicore.mailroom.keeping import retention
from civicore.mailroom.letters import counted
from civicore.mailroom.tables import MAILROOM
from civicore.mailroom.taking import Mailroom
from civicore.mailroom.working import ACTIONS, REPLY, WORK, owner_of
from civicore.people.principals import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicore.deployment.city import City
    from civicore.people.principals import Principal
    from civicore.runtime import Runtime
    from civicore.web.requests import AnyRequest

_SAMPLE = {"subject": "My visit", "text": "The visit is cancelled."}


class MailroomPlugin:
    """Registered by the core in every city."""

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return [MAILROOM]

    @hookimpl
    def register_notices(self, city: City) -> Iterator[Notice]:
        if city.channels.letter is not None:
            yield Notice(REPLY, "letters/reply.txt", lambda: _SAMPLE)

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterator[Service]:
        yield Service(AuditWords, AuditWords(ACTIONS, openings=frozenset({"letter.opened"})))
        if runtime.city.channels.letter is not None:
            mailroom = Mailroom(runtime)
            yield Service(Mailroom, mailroom)
            yield Service(LetterBox, mailroom)
            yield Service(Subjects, OwnSubjects())

    @hookimpl
    def register_routes(self, runtime: Runtime) -> Iterator[Routes]:
        from civicore.mailroom import desk_letters

        if runtime.city.channels.letter is not None:
            yield Routes("desk", desk_letters.HANDLERS)

    @hookimpl
    def register_navigation(self, city: City) -> Iterator[Navigation]:
        if city.channels.letter is not None:
            yield Navigation(
                "mailroom.letters",
                "desk",
                "Letters",
                "/desk/letters",
                order=130,
                permission=WORK,
                hint="What people wrote by e-mail and on paper: do what they ask for, and answer",
            )

    @hookimpl
    def register_cards(self, runtime: Runtime) -> Iterator[Card]:
        if runtime.city.channels.letter is None:
            return

        async def render(request: AnyRequest) -> tuple[str, Mapping[str, object]]:
            async with runtime.store.reading():
                return "letters/card.html", {"letter_counts": await counted(owner_of(current(request)))}

        yield Card("mailroom.waiting", WORK, render, order=30)

    @hookimpl
    def register_retention(self, runtime: Runtime) -> Iterator[Retention]:
        letter = runtime.city.channels.letter
        if letter is not None:
            yield retention(runtime, runtime.services.one(Mailroom).persons, letter.keep)

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        if (fetching := _fetching(runtime)) is not None:

            async def look() -> None:
                await fetching[0].look()

            yield Job("mailroom.look", fetching[1], look)

    @hookimpl
    def register_health(self, runtime: Runtime) -> Iterator[HealthProbe]:
        if (fetching := _fetching(runtime)) is not None:
            yield HealthProbe("mailroom.inbox", fetching[0].trouble, vital=False)


class OwnSubjects:
    """Letters belong to no department: whoever works on letters may see what was written about one."""

    async def visible(self, about: str, who: Principal) -> bool | None:
        return who.may(WORK) if about.startswith("letter:") else None


def _fetching(runtime: Runtime) -> tuple[Fetching, timedelta] | None:
    letter = runtime.city.channels.letter
    if letter is None or letter.inbox is None:
        return None
    return Fetching(runtime, runtime.services.one(Mailroom), letter.inbox), letter.inbox.every.exact
