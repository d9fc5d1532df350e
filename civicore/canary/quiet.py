"""The running city as a canary uses it: the same database and rules, but nobody is told of anything."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.deployment.city import City


class _QuietUnit(UnitOfWork):
    """A unit of work that tells nobody; all else is the unit itself."""

    def __init__(self, unit: UnitOfWork) -> None:
        self.__dict__ = unit.__dict__

    async def publish(self, event: Any) -> None:
        """No news."""

    async def send(self, notice_id: str, **words: Any) -> None:  # type: ignore[override]
        """No message."""

    async def notify(self, notice_id: str, **words: Any) -> None:  # type: ignore[override]
        """No message."""

    async def record(self, action: str, **words: Any) -> None:
        """No line of the audit log."""


class _QuietRuntime(Runtime):
    async def transact(self, work: Any) -> Any:
        return await super().transact(lambda unit: work(_QuietUnit(unit)))


def quiet(runtime: Runtime, city: City) -> Runtime:
    """The runtime with another city's rules, without news, messages, audit lines and limits against robots."""
    return _QuietRuntime(
        **{one.name: getattr(runtime, one.name) for one in fields(Runtime)} | {"city": city, "strict": False}
    )
