"""The core's own parts for errors that nobody foresaw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Job, Notice
from civicore.failures.telling import NOTICE, Teller

if TYPE_CHECKING:
    from civicore.runtime import Runtime


class FailuresPlugin:
    """Registered by the core in every city."""

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        yield Job("failures.tell", timedelta(minutes=1), Teller(runtime).tell)

    @hookimpl
    def register_notices(self) -> Iterator[Notice]:
        def sample() -> Mapping[str, object]:
            return {"place": "civicore.web.front.front", "request": "k3w9"}

        yield Notice(NOTICE, "desk/mail/failure.txt", sample)
