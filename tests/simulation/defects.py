"""Six protections, each taken away for the length of a test: what a simulation must find (C.5 of the safety paper)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from civicore_booking import check_in

from civicore.base.clock import whole_second
from civicore.capacity import ledger
from civicore.people import principals
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forgery import ForgeryGuard

Defect = Callable[[pytest.MonkeyPatch], None]


def index_dropped(patch: pytest.MonkeyPatch) -> None:
    """(a) Nothing keeps two records of one request apart."""
    patch.setattr(Store, "migrate", _without("core_idempotency_once", Store.migrate))


def _without(index: str, migrate: Any) -> Any:
    async def migrated(self: Store) -> Any:
        done = await migrate(self)
        await self.transact(lambda _: self.engine._run(f"DROP INDEX {index}", ()))
        return done

    return migrated


def condition_off(patch: pytest.MonkeyPatch) -> None:
    """(b) The counter of a limit rises without asking whether there is room."""
    changing = ledger._changing
    patch.setattr(ledger, "_changing", lambda number, beyond=False: changing(number, True))


def outbox_after_commit(patch: pytest.MonkeyPatch) -> None:
    """(c) Messages are written in a transaction of their own once the work is stored."""
    send, attempt = UnitOfWork.send, Store._attempt

    async def later(self: Any, *words: Any, **more: Any) -> Any:
        if getattr(self, "at_once", False):
            return await send(self, *words, **more)
        self.__dict__.setdefault("put_off", []).append((words, more))
        return None

    async def attempted(self: Store, work: Any) -> Any:
        units: list[Any] = []

        async def noted(unit: UnitOfWork) -> Any:
            units.append(unit)
            return await work(unit)

        answer = await attempt(self, noted)
        put_off = getattr(units[-1], "put_off", ())

        async def written(unit: Any) -> None:
            unit.at_once = True
            for words, more in put_off:
                await send(unit, *words, **more)

        if put_off:
            await attempt(self, written)
        return answer

    patch.setattr(UnitOfWork, "send", later)
    patch.setattr(Store, "_attempt", attempted)


def window_ends_early(patch: pytest.MonkeyPatch) -> None:
    """(d) ``<`` for ``<=`` at the end of the window."""

    def verdict(booking: Any, at: Any, zone: Any) -> Any:
        late = whole_second(at) == booking.closes
        return "late" if late else told(booking, at, zone)

    told = check_in.verdict
    patch.setattr(check_in, "verdict", verdict)


def forgery_allowed(patch: pytest.MonkeyPatch) -> None:
    """(e) Nobody asks where a form comes from."""

    async def judged(self: ForgeryGuard, request: Any) -> None:
        return None

    patch.setattr(ForgeryGuard, "_judge", judged)


def permission_loosened(patch: pytest.MonkeyPatch) -> None:
    """(f) One permission is everybody's."""
    may = principals.Principal.may
    patch.setattr(
        principals.Principal,
        "may",
        lambda self, permission, department=None: permission == "audit.read" or may(self, permission, department),
    )


DEFECTS: dict[str, tuple[Defect, frozenset[str]]] = {
    "unique index dropped": (index_dropped, frozenset({"I3", "I6"})),
    "condition taken off the counter": (condition_off, frozenset({"I1", "I2"})),
    "outbox written after commit": (outbox_after_commit, frozenset({"I9"})),
    "the last second of the window": (window_ends_early, frozenset({"I5"})),
    "forgery guard off": (forgery_allowed, frozenset({"forgery"})),
    "permission loosened": (permission_loosened, frozenset({"permission"})),
}
