"""The running city as a canary uses it: the same database and rules, but nobody is told of anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from civicore.runtime import Runtime
from civicore.storage.opening import Beforehand
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.deployment.city import City


class _QuietUnit(UnitOfWork):
    """A unit of work that tells nobody; all else is the unit itself, which may be one that a plugin was handed."""

    def __init__(self, whole: UnitOfWork) -> None:
        self.__dict__["_whole"] = whole

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_whole"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.__dict__["_whole"], name, value)

    async def publish(self, event: Any) -> None:
        """No news."""

    async def send(self, notice_id: str, **words: Any) -> None:  # type: ignore[override]
        """No message."""

    async def notify(self, notice_id: str, **words: Any) -> None:  # type: ignore[override]
        """No message."""

    async def record(self, action: str, **words: Any) -> None:
        """No line of the audit log."""


class _QuietRuntime(Runtime):
    async def transact(self, work: Any, *, shares: Sequence[str] = (), beforehand: Beforehand | None = None) -> Any:
        return await super().transact(lambda unit: work(_QuietUnit(unit)), shares=shares, beforehand=beforehand)


def quiet(runtime: Runtime, city: City) -> Runtime:
    """The runtime with another city's rules, without news, messages, audit lines and limits against robots."""
    return _QuietRuntime(
        **{one.name: getattr(runtime, one.name) for one in fields(Runtime)} | {"city": city, "strict": False}
    )
