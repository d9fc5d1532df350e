"""Tells staff of errors that nobody foresaw: a repair notice, and a mail to ``operations.alert``."""

from __future__ import annotations

from civicore.failures.failures import LASTS, Failure
from civicore.messaging.alerts import alert
from civicore.messaging.languages import Msgid
from civicore.repairs.repair import Repair
from civicore.runtime import Runtime
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork

KIND = "failure"
NOTICE = "failures.alarm"


class Teller:
    """One for each process; what several of them met is written to the same people once."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._written = set[Failure]()

    async def tell(self) -> None:
        """Everything that this process met and has not told yet."""
        standing = self._runtime.failures.standing()
        self._runtime.repairs.tell(KIND, [_unforeseen(one) for one in standing])
        begun = {_first(one): one for one in standing}
        for first in begun.keys() - self._written:
            await self._runtime.transact(lambda unit, first=first: self._write(unit, first))  # type: ignore[misc]
        self._written = set(begun)

    async def _write(self, unit: UnitOfWork, failure: Failure) -> None:
        about = f"{KIND}:{failure.place}"
        await unit.lock(about)
        lately = (MessageRow.about == about) & (MessageRow.made_at > unit.now - LASTS)
        if not await MessageRow.exists().where(lately):
            context = {"place": failure.place, "request": failure.request}
            await alert(self._runtime, unit, NOTICE, context, about=about)


def _first(failure: Failure) -> Failure:
    """As it was when it was met first: what is met again is no news."""
    return Failure(failure.place, failure.request, failure.since, failure.since)


def _unforeseen(failure: Failure) -> Repair:
    return Repair(
        f"{KIND}:{failure.place}",
        "error",
        Msgid("An error that nobody foresaw, in %(place)s; first in request %(request)s."),
        Msgid(
            "The log has its trace under that number. Tell whoever maintains the program or the plugin. "
            "The notice goes by itself a day after the last time."
        ),
        where=failure.place,
        words={"place": failure.place, "request": failure.request or "–"},
    )
