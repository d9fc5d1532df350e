"""The core's own parts for the weekly letter to the data officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from civicore.contracts.wording import AuditWords
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Job, Notice, Service
from civicore.messaging.languages import Msgid
from civicore.openings.officer import NOTICE, Officer
from civicore.openings.week import Look, Person

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_LOOKED = Msgid("Looked at the words and recipients of messages")


class OpeningsPlugin:
    """Registered by the core in every city; without ``security.data_officer`` it does nothing."""

    @hookimpl
    def register_services(self) -> Iterator[Service]:
        words = {"openings.reported": Msgid("The data officer was told who looked at records")}
        yield Service(AuditWords, AuditWords(words))

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        yield Job("openings.report", timedelta(hours=1), Officer(runtime).report)

    @hookimpl
    def register_notices(self) -> Iterator[Notice]:
        def sample() -> Mapping[str, object]:
            looks = (Look("staff:1", "messages.revealed", 12, 9),)
            return {
                "since": date(2026, 11, 16),
                "until": date(2026, 11, 22),
                "people": [Person("Jana Malá", 12, looks)],
                "words": {"messages.revealed": _LOOKED},
                "link": "https://city.example/en/desk/audit",
            }

        yield Notice(NOTICE, "desk/mail/openings.txt", sample)
